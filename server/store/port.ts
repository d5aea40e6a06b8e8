import type { AuditEntry, AuditKind, AuditRow } from '../../protocol/audit.ts'
import type { Fact, LogEvent, LogPage } from '../../protocol/events.ts'
import type { Ask } from '../conversation/rule.ts'
import type { Conversation } from '../conversation/state.ts'
import type { Searched, SearchPage } from '../search/search.ts'
import type { Walked } from '../search/walk.ts'
import type { Collected } from '../unanswered/collect.ts'

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

/** The newest event of a chat. */
export interface Head {
  chatId: string
  lastSeq: number
}

/** Why a chat was erased. */
export type Erasure = 'visitor' | 'retention' | 'restore'

/** What is left of a chat that was erased: that there was one, and nothing of what was said. */
export interface Tombstone {
  chatId: string
  lastSeq: number
  /** UTC ms. */
  erasedAt: number
  reason: Erasure
}

/** What there are counts of, by day. What each means, and what it is about: `insight/counting.ts`. */
export type Counted = 'asked' | 'reason' | 'answer' | 'helpful' | 'unhelpful' | 'missed' | 'left' | 'wait' | 'flag'

/** What one write adds to a count of a day. */
export interface Count {
  /** Of the clinic's calendar, such as `2026-11-27`. */
  day: string
  what: Counted
  about: string
  by: number
}

/** How often something happened on a day, in all chats, those that were erased since included. */
export interface DayCount {
  day: string
  what: Counted
  about: string
  count: number
}

/** A write as it changed a chat. */
export interface Step {
  before: Conversation
  after: Conversation
  events: LogEvent[]
}

/** What is to be counted of a write that stored something. Pure. */
export type Counting<Asked> = (step: Step, asked: Asked) => Count[]

/** Which rows of the audit log are asked for; null is all of them. */
export interface AuditQuery {
  /** Rows with smaller numbers. */
  before: number | null
  /** By this account; `{ id: null }` is nobody's. */
  who: { id: string | null } | null
  what: AuditKind | null
  /** About this chat or account. */
  which: string | null
}

/** What follows from a chat as it is when it is asked something. Pure; throws ChatError for what is refused. */
export type Rule<Asked> = (conversation: Conversation, asked: Asked) => Fact[]

/**
 * Where chats live. `append` is the only way anything enters a log. All methods reject with ChatError `unavailable` when
 * the database cannot be read or written; nothing is half-written then. What people wrote is stored encrypted, under a key
 * of the chat's own.
 */
export interface Store<Asked = Ask> {
  /** The log's generation: random, new after every restore. */
  readonly gen: string

  /** Creates a chat whose first events are `facts`, `chat:opened` before all others. */
  create(chatId: string, tokenHash: string, facts: Fact[], at: number): Promise<Conversation>

  /**
   * One transaction: look for a repeat, let the store's rule say what follows from the chat as it is now, number and store
   * the facts, keep the fold. Resolves after the commit is on disk. Rejects with what the rule throws, with `not-found` for
   * an unknown chat and `id-reused` when the client id was used with other content.
   */
  append(chatId: string, write: Write, asked: Asked): Promise<Appended>

  /** The log after `since`, at most `limit` events. Rejects with `not-found`. */
  read(chatId: string, since: number, limit: number): Promise<LogPage>

  conversation(chatId: string): Promise<Conversation | null>

  /** The newest seq of each of these chats, in any order; a chat that is not there has none. */
  heads(chatIds: string[]): Promise<Head[]>

  /** The newest seq of the chats that `list('open', limit)` gives, in its order. */
  openHeads(limit: number): Promise<Head[]>

  /** The SHA-256 of the visitor's token, hexadecimal, or null for an unknown chat. */
  tokenHash(chatId: string): Promise<string | null>

  /**
   * `open`: not closed, oldest first; where there are more than `limit`, those that need a person are kept. `closed`: newest
   * first. Chats in which the visitor has said and asked nothing are left out.
   */
  list(which: 'open' | 'closed', limit: number): Promise<Conversation[]>

  /** Chats in one of these states whose last event is older than `before` (UTC ms), oldest first. */
  stale(states: Conversation['state'][], before: number, limit: number): Promise<Conversation[]>

  /** How long the last `count` visitors whom somebody came to had waited, ms, newest first. */
  recentWaits(count: number): Promise<number[]>

  /**
   * Destroys the chat's key and everything under it, and leaves a tombstone. False for a chat that is not there. Backups
   * lose it with their next copy of the keys.
   */
  erase(chatId: string, reason: Erasure, at: number): Promise<boolean>

  /** Erases at most `limit` chats whose last event is older than the time for their class (UTC ms). Returns their ids. */
  purge(olderThan: { withoutPerson: number; withPerson: number }, limit: number, at: number): Promise<string[]>

  tombstone(chatId: string): Promise<Tombstone | null>

  /** The counts of the days `from` to `to`, in the order of day, what and about; and the first day that has any. */
  dayCounts(from: string, to: string): Promise<{ began: string | null; counts: DayCount[] }>

  /** Chats with emergency words whose last event is not older than `since` (UTC ms), newest first. */
  flagged(since: number, limit: number): Promise<Conversation[]>

  /**
   * Adds a row to the audit log, chained to the row before it, whichever node wrote that. Nothing in it is ever changed or
   * removed: the database refuses that. Resolves after the commit is on disk.
   */
  record(entry: AuditEntry): Promise<AuditRow>

  /** Rows of the audit log, newest first. */
  audited(query: AuditQuery, limit: number): Promise<AuditRow[]>

  /** One page of what is found, within bounds of time and number; others are served in between. */
  search(asked: Searched): Promise<SearchPage>

  /** What visitors asked and nobody could answer, within bounds of time and number; others are served in between. */
  unanswered(asked: Pick<Walked, 'notBefore'>): Promise<Collected>

  /** Commits a row, to prove that the database can be written. */
  probe(): Promise<void>

  close(): Promise<void>
}

/** What of a store reads alone: each database has it in one place. */
export type Reads = Pick<
  Store,
  | 'read'
  | 'conversation'
  | 'heads'
  | 'openHeads'
  | 'tokenHash'
  | 'list'
  | 'stale'
  | 'recentWaits'
  | 'search'
  | 'unanswered'
  | 'tombstone'
  | 'dayCounts'
  | 'flagged'
>
