import { ChatError } from '../../protocol/errors.ts'
import type { LogEvent, LogPage } from '../../protocol/events.ts'
import type { Conversation } from '../conversation/state.ts'

/** How far the sockets of one chat have been told its log. */
interface Cursor {
  /** The newest event that was pushed, or that was in the log before anybody here followed it. */
  seq: number
  /** The highest seq that was heard of. */
  wanted: number
  reading: Promise<void> | null
}

interface LogPushesDeps {
  read(chatId: string, since: number): Promise<LogPage>
  push(chatId: string, events: LogEvent[]): void
  /** The chat is not in the store any more. */
  gone(chatId: string): void
}

/**
 * What was pushed of each chat that is open on this node. Every event is pushed once and in order, wherever it was stored and
 * however often it was heard of; an event that nobody heard of is pushed with the next one, or by the sweep.
 */
export class LogPushes {
  readonly #deps: LogPushesDeps
  readonly #cursors = new Map<string, Cursor>()

  constructor(deps: LogPushesDeps) {
    this.#deps = deps
  }

  /** Called before a socket is sent the chat's events: `conversation` is what it may read from the log by itself. */
  follow({ id, lastSeq }: Pick<Conversation, 'id' | 'lastSeq'>): void {
    if (this.#cursors.has(id)) return
    this.#cursors.set(id, { seq: lastSeq, wanted: 0, reading: null })
  }

  /** The newest event that was pushed; undefined for a chat that nobody here follows. */
  seqOf(chatId: string): number | undefined {
    return this.#cursors.get(chatId)?.seq
  }

  /** Pushes what this node has stored; where other events stand before it, they are read first. */
  stored(chatId: string, events: LogEvent[]): void {
    const cursor = this.#cursors.get(chatId)
    const [first, last] = [events[0], events.at(-1)]
    if (!cursor || !first || !last) return
    if (first.seq <= cursor.seq + 1) this.#push(chatId, cursor, events)
    // Whoever follows the chat hears of it again from the sweep when this fails.
    else this.reach(chatId, last.seq).catch(() => {})
  }

  /** Pushes everything up to `seq`, if that is not done. Rejects with what the store rejects with. */
  reach(chatId: string, seq: number): Promise<void> {
    const cursor = this.#cursors.get(chatId)
    if (!cursor || seq <= cursor.seq) return Promise.resolve()
    cursor.wanted = Math.max(cursor.wanted, seq)
    cursor.reading ??= this.#catchUp(chatId, cursor)
    return cursor.reading
  }

  forget(chatId: string): void {
    this.#cursors.delete(chatId)
  }

  /** The chats that are followed here. `isOpen` says whether a chat still has a socket; one without is forgotten. */
  open(isOpen: (chatId: string) => boolean): string[] {
    for (const chatId of this.#cursors.keys()) if (!isOpen(chatId)) this.#cursors.delete(chatId)
    return [...this.#cursors.keys()]
  }

  async #catchUp(chatId: string, cursor: Cursor): Promise<void> {
    try {
      while (cursor.seq < cursor.wanted) {
        const { events } = await this.#deps.read(chatId, cursor.seq)
        // Somebody rang for more than there is.
        if (events.length === 0) return
        this.#push(chatId, cursor, events)
      }
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'not-found')) throw error
      this.#deps.gone(chatId)
    } finally {
      // In the same turn as the last look at `wanted`, so that nothing which is heard of in between is forgotten.
      cursor.reading = null
      cursor.wanted = 0
    }
  }

  #push(chatId: string, cursor: Cursor, events: LogEvent[]): void {
    const news = events.filter(({ seq }) => seq > cursor.seq)
    const last = news.at(-1)
    if (!last) return
    cursor.seq = last.seq
    this.#deps.push(chatId, news)
  }
}
