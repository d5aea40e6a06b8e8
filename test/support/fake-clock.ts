import type { Clock } from '../../server/clock.ts'

interface Timer {
  at: number
  everyMs: number | null
  fn: () => void | Promise<void>
}

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(startsAt: number) {
    this.#now = startsAt
  }

  now(): number {
    return this.#now
  }

  every(ms: number, fn: () => void | Promise<void>): () => void {
    return this.#add({ at: this.#now + ms, everyMs: ms, fn })
  }

  after(ms: number, fn: () => void): () => void {
    return this.#add({ at: this.#now + ms, everyMs: null, fn })
  }

  /** Lets `ms` pass, calling what falls due in its order and letting each call's own work settle before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > until) break
      this.#now = next.at
      if (next.everyMs === null) this.#timers.delete(next)
      else next.at += next.everyMs
      await next.fn()
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#now = until
  }

  /** Sets the clock as somebody sets the machine's: timers go by what has passed since, not by what the clock says. */
  set(now: number): void {
    for (const timer of this.#timers) timer.at += now - this.#now
    this.#now = now
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }
}
