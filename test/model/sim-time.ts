import type { Clock } from '../../server/clock.ts'

interface Timer {
  at: number
  fn: (() => unknown) | null
}

/** Timers that a history may need between two of its moves: far more than any does. */
const MOST_TIMERS = 100_000

/** Time that passes only when it is told to: everything that waits, at every end, waits here. */
export class SimTime {
  #now = 0
  /** Soonest first; among those of one moment the one that was set first. */
  readonly #timers: Timer[] = []

  /** ms since the beginning; never goes back. */
  now(): number {
    return this.#now
  }

  /** Calls `fn` in `ms`, unless the result is called before. */
  after(ms: number, fn: () => unknown): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), fn }
    let low = 0
    for (let high = this.#timers.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((this.#timers[middle]?.at ?? 0) <= timer.at) low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
    return () => {
      timer.fn = null
    }
  }

  /** Lets `ms` pass. What each timer sets off has settled before the next one is called. */
  async run(ms: number): Promise<void> {
    const until = this.#now + ms
    await settled()
    let called = 0
    for (let next = this.#timers[0]; next && next.at <= until; next = this.#timers[0]) {
      this.#timers.shift()
      if (!next.fn) continue
      // What goes round without time passing would never end.
      if (++called > MOST_TIMERS) throw new Error(`${called} timers within ${ms} ms`)
      this.#now = next.at
      next.fn()
      await settled()
    }
    this.#now = until
  }
}

/** Resolves when no promise has anything left to do: none of them waits for the outside world. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The clock of one machine's program: what the machine says is the time can be set; the program's timers end with it. */
export class SimClock implements Clock {
  readonly #time: SimTime
  /** UTC ms at the beginning, as the machine sees it by now. */
  readonly #machine: { startsAt: number }
  #running = true

  constructor(time: SimTime, machine: { startsAt: number }) {
    this.#time = time
    this.#machine = machine
  }

  now(): number {
    return Math.floor(this.#machine.startsAt + this.#time.now())
  }

  every(ms: number, fn: () => unknown): () => void {
    let stopped = false
    const next = () =>
      this.after(ms, () => {
        if (stopped) return
        next()
        fn()
      })
    next()
    return () => {
      stopped = true
    }
  }

  after(ms: number, fn: () => unknown): () => void {
    return this.#time.after(ms, () => {
      if (this.#running) fn()
    })
  }

  /** The program is gone: nothing of it is called any more. */
  end(): void {
    this.#running = false
  }
}
