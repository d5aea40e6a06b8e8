import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

/** One chat, with somebody who writes in it and somebody who should see it. */
export interface Line {
  /** Resolves when the message is acknowledged; rejects when it is refused. */
  send(clientId: string, text: string): Promise<unknown>
}

/** What was found while messages went over some lines, ms. */
export interface Load {
  /** Acknowledgements a second. */
  rate: number
  /** From the sending of each message to its acknowledgement. */
  ackMs: number[]
  /** From the sending of each message to its arrival at the other side; none where nobody is told. */
  seenMs: number[]
}

/** What a message counts as that the other side never sees, and how long it is waited for, ms. */
const NEVER_MS = 10_000

/** Knows when each message was sent, and so how long it took when it turns up. */
export class Stopwatch {
  readonly #sentAt = new Map<string, number>()
  #seenMs: number[] = []

  start(clientId: string, at: number): void {
    this.#sentAt.set(clientId, at)
  }

  /** To be called when the other side is told of a message; one that is not of this load is not counted. */
  seen(clientId: string): void {
    const at = this.#sentAt.get(clientId)
    if (at === undefined) return
    this.#sentAt.delete(clientId)
    this.#seenMs.push(performance.now() - at)
  }

  /** How long each message took since the last call; waits for those that are still on their way. */
  async take(): Promise<number[]> {
    const until = performance.now() + NEVER_MS
    while (this.#sentAt.size > 0 && performance.now() < until) await delay(5)
    const seenMs = [...this.#seenMs, ...Array.from(this.#sentAt, () => NEVER_MS)]
    this.#seenMs = []
    this.#sentAt.clear()
    return seenMs
  }
}

const newId = (): string => randomBytes(16).toString('hex')

/** One message in flight a line, the next one as soon as the last was acknowledged; counted after `warmMs`, for `ms`. */
export async function saturate(
  lines: Line[],
  texts: readonly string[],
  watch: Stopwatch | null,
  { warmMs, ms }: { warmMs: number; ms: number },
): Promise<Load> {
  const from = performance.now() + warmMs
  const until = from + ms
  const ackMs: number[] = []
  await Promise.all(
    lines.map(async (line, index) => {
      for (let at = index; ; at += 1) {
        const sentAt = performance.now()
        if (sentAt >= until) return
        const clientId = newId()
        if (sentAt >= from) watch?.start(clientId, sentAt)
        await line.send(clientId, texts[at % texts.length] ?? '')
        const now = performance.now()
        if (now >= from && now < until) ackMs.push(now - sentAt)
      }
    }),
  )
  return { rate: (ackMs.length * 1000) / ms, ackMs, seenMs: (await watch?.take()) ?? [] }
}

/**
 * `perSecond` messages over all lines for `ms`, evenly; a line sends one at a time. Times are counted from when a message
 * was due, so that one that had to wait for the one before it does not look quick.
 */
export async function paced(
  lines: Line[],
  texts: readonly string[],
  watch: Stopwatch | null,
  { perSecond, ms }: { perSecond: number; ms: number },
): Promise<Load> {
  const begin = performance.now()
  const gapMs = (lines.length * 1000) / perSecond
  const ackMs: number[] = []
  await Promise.all(
    lines.map(async (line, index) => {
      const offset = (index * 1000) / perSecond
      for (let at = 0; ; at += 1) {
        const dueMs = offset + at * gapMs
        if (dueMs >= ms) return
        const due = begin + dueMs
        const early = due - performance.now()
        if (early > 0) await delay(early)
        const clientId = newId()
        // a timer that comes late is the sender's own lateness
        const sentAt = early > 0 ? performance.now() : due
        watch?.start(clientId, sentAt)
        await line.send(clientId, texts[(index + at) % texts.length] ?? '')
        ackMs.push(performance.now() - sentAt)
      }
    }),
  )
  return { rate: (ackMs.length * 1000) / ms, ackMs, seenMs: (await watch?.take()) ?? [] }
}
