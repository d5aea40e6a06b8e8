import type { Fact, LogEvent, LogPage } from '../../protocol/events.ts'
import type { Conversation } from '../conversation/state.ts'

/** Who writes, under which id, and what: a repeat of the same triple is recognised and changes nothing. */
export interface Write {
  /** `visitor`, `staff:<id>` or `system`. */
  sender: string
  /** The sender's own id for this write, 128-bit hexadecimal; null for the clock's writes, which are never repeated. */
  clientId: string | null
  /** What is being asked, as canonical JSON: the same id with other content is refused. */
  content: string
  /** UTC ms. */
  at: number
}

export interface Appended {
  /** `seq` of the first event that the write stored, now or when it was first made; 0 when it stored nothing. */
  seq: number
  /** The events stored now: none for a repeat. */
  events: LogEvent[]
  conversation: Conversation
}

/**
 * Where chats live. `append` is the only way anything enters a log. All methods reject with ChatError `unavailable` when
 * the database cannot be read or written; nothing is half-written then.
 */
export interface Store {
  /** The log's generation: random, new after every restore. */
  readonly gen: string

  /** Creates a chat whose first events are `facts`, `chat:opened` before all others. */
  create(chatId: string, tokenHash: string, facts: Fact[], at: number): Promise<Conversation>

  /**
   * One transaction: look for a repeat, let `decide` say what follows from the chat as it is now, number and store the
   * facts, keep the fold. Resolves after the commit is on disk. Rejects with what `decide` throws, with `not-found` for
   * an unknown chat and `id-reused` when the client id was used with other content.
   */
  append(chatId: string, write: Write, decide: (conversation: Conversation) => Fact[]): Promise<Appended>

  /** The log after `since`, at most `limit` events. Rejects with `not-found`. */
  read(chatId: string, since: number, limit: number): Promise<LogPage>

  conversation(chatId: string): Promise<Conversation | null>

  /** The SHA-256 of the visitor's token, hexadecimal, or null for an unknown chat or a token that was withdrawn. */
  tokenHash(chatId: string): Promise<string | null>
  withdrawToken(chatId: string): Promise<void>

  /**
   * `open`: not closed, oldest first; where there are more than `limit`, those that need a person are kept. `closed`: newest
   * first. Chats in which the visitor has said and asked nothing are left out.
   */
  list(which: 'open' | 'closed', limit: number): Promise<Conversation[]>

  /** Chats in one of these states whose last event is older than `before` (UTC ms). */
  stale(states: Conversation['state'][], before: number, limit: number): Promise<Conversation[]>

  /** How long the last `count` visitors whom somebody came to had waited, ms, newest first. */
  recentWaits(count: number): Promise<number[]>

  /** Deletes at most `limit` chats whose last event is older than the time for their class (UTC ms). Returns their ids. */
  purge(olderThan: { withoutPerson: number; withPerson: number }, limit: number): Promise<string[]>

  /** Commits a row, to prove that the database can be written. */
  probe(): Promise<void>

  close(): Promise<void>
}
