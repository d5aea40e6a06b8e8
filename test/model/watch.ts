import { demand } from './coverage.ts'
import type { SimGround } from './sim-ground.ts'
import type { Stage } from './stage.ts'

/** A chat may have an owner who is not there for this long, ms: 27 s to notice, 60 s of lease, and the sweep (I10). */
const OWNERLESS_MS = 90_000
/** A visitor may wait for this long without being told that nobody is here, ms (I11), with the time that an append takes. */
const UNTOLD_MS = 10_000 + 100

/**
 * Looks once a second of simulated time at what may last only so long. What the server cannot know restarts the count: it has
 * just begun, its database was away, or its clock was set back.
 */
export class Watch {
  readonly #ground: SimGround
  readonly #stage: Stage
  readonly #ownerless = new Map<string, number>()
  readonly #untold = new Map<string, number>()
  failure: Error | null = null

  constructor(ground: SimGround, stage: Stage) {
    this.#ground = ground
    this.#stage = stage
    this.#next()
  }

  #next(): void {
    this.#ground.time.after(1000, () => {
      try {
        this.#look()
      } catch (error) {
        this.failure ??= error as Error
      }
      this.#next()
    })
  }

  #look(): void {
    const { time, startedAt, setBackAt, mendedAt, running, reachable } = this.#ground
    if (!running || !reachable) {
      this.#ownerless.clear()
      this.#untold.clear()
      return
    }
    const now = time.now()
    const from = Math.max(startedAt, setBackAt, mendedAt)
    const nobody = this.#ground.staffHere() === 0
    for (const { id, state, owner } of this.#ground.conversations) {
      const gone = state === 'staff' && owner !== null && !this.#isThere(owner.id)
      const ownerless = now - since(this.#ownerless, `${id} ${owner?.id}`, gone, now, from)
      // I10: no chat stays with somebody who is not there.
      demand(
        ownerless <= OWNERLESS_MS,
        'I10',
        () => `${owner?.id} has had a chat for ${ownerless} ms without being there`,
      )
      const untold = now - since(this.#untold, id, state === 'waiting' && nobody, now, from)
      // I11: nobody waits for nobody.
      demand(untold <= UNTOLD_MS, 'I11', () => `a visitor has waited for nobody for ${untold} ms`)
    }
  }

  #isThere(staffId: string): boolean {
    const now = this.#stage.staff.find(({ who }) => who.id === staffId)?.now
    return now?.page.link.carries ?? false
  }
}

/** Since when it has been so: now, where it is not. */
function since(known: Map<string, number>, key: string, isSo: boolean, now: number, from: number): number {
  if (!isSo) known.delete(key)
  else if (!known.has(key)) known.set(key, now)
  return isSo ? Math.max(known.get(key) ?? now, from) : now
}
