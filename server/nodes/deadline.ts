import { setTimeout as delay } from 'node:timers/promises'

/** The result of `work`, or a rejection with `ETIMEDOUT` after `ms`: what hangs must not hold up who waits for it. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = delay(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
    late.catch(() => {})
    // Whatever becomes of it later concerns nobody any more.
    work.catch(() => {})
  }
}
