/** Time as the server knows it. Injected everywhere, so that tests move it and nothing waits. */
export interface Clock {
  /** UTC ms. */
  now(): number
  /** Calls `fn` every `ms` milliseconds until the returned function is called. A promise that it gives is for tests to wait for. */
  every(ms: number, fn: () => void | Promise<void>): () => void
  /** Calls `fn` once, `ms` milliseconds from now, unless the returned function is called before. */
  after(ms: number, fn: () => void): () => void
}

/** The machine's clock. Its timers never keep the process alive: the listening socket does that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every: (ms, fn) => {
    const timer = setInterval(fn, ms).unref()
    return () => clearInterval(timer)
  },
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms).unref()
    return () => clearTimeout(timer)
  },
}
