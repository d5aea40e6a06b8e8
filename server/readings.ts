import type { Reading } from '../protocol/visitor.ts'

/** Chats of which it is known; of more, those are forgotten that were not read for longest. */
const MAX_CHATS = 10_000

/**
 * How far visitors have their logs, as their pages said to this node since it started. In memory alone: it changes with every
 * message, and after a restart pages say it again. What a page said to another node is not known here, and such a message
 * counts as sent.
 */
export class Readings {
  readonly #chats = new Map<string, Reading>()

  of(chatId: string): Reading {
    return this.#chats.get(chatId) ?? { got: 0, seen: 0 }
  }

  /** The reading after one more report, of a log with `lastSeq` events; null where it is no news. Two tabs count as the further one. */
  took(chatId: string, { got, seen }: Reading, lastSeq: number): Reading | null {
    const before = this.of(chatId)
    const now = {
      got: Math.max(before.got, Math.min(got, lastSeq)),
      seen: Math.max(before.seen, Math.min(seen, got, lastSeq)),
    }
    this.#chats.delete(chatId)
    this.#chats.set(chatId, now)
    for (const oldest of this.#chats.keys()) {
      if (this.#chats.size <= MAX_CHATS) break
      this.#chats.delete(oldest)
    }
    return now.got === before.got && now.seen === before.seen ? null : now
  }

  forget(chatId: string): void {
    this.#chats.delete(chatId)
  }
}
