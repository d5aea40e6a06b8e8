import { type ReadonlySignal, signal } from '@preact/signals'

export interface Ticking {
  /** The server's time, UTC ms, anew every second. */
  readonly now: ReadonlySignal<number>
  stop(): void
}

/** `skewMs` is the server's clock minus this computer's: a computer with a wrong clock shows right ages all the same. */
export function createClock(skewMs: () => number): Ticking {
  const read = () => Date.now() + skewMs()
  const now = signal(read())
  const timer = setInterval(() => {
    now.value = read()
  }, 1000)
  return { now, stop: () => clearInterval(timer) }
}
