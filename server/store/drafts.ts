import type { AuditEntry, AuditRow } from '../../protocol/audit.ts'
import type { Fact, LogEvent } from '../../protocol/events.ts'
import { type Link, rowAfter } from '../audit/chain.ts'
import type { Conversation } from '../conversation/state.ts'
import { together } from './day-counts.ts'
import type { Appended, Count, Erasure, Step, Tombstone, Write } from './port.ts'
import {
  type ChatRow,
  chatRow,
  contentHashOf,
  conversationOf,
  type EventRow,
  eventRows,
  foldOn,
  idReused,
  isSpoken,
  notFound,
  numbered,
  type SealedChat,
  storedToken,
  unavailable,
} from './rows.ts'
import type { ChatKey, Keyring, WrappedKey } from './seal.ts'

/** A chat as it was when its row was locked. */
export interface LockedChat extends SealedChat {
  lastSeq: number
  lastAt: number
  hadPerson: boolean
}

/** What an earlier write left: a repeat of it is recognised by its chat, sender and client id. */
export interface StoredWrite {
  chatId: string
  sender: string
  clientId: string
  seq: number
  contentHash: string
}

/** The columns of a chat that its events change. */
export interface ChangedChat extends ChatRow {
  /** When a person first came to a visitor who waited, UTC ms; null where that did not happen now. */
  claimedAt: number | null
}

export interface NewChat extends ChangedChat {
  tokenHash: string | null
  openedAt: number
  key: WrappedKey
}

/** Everything that one transaction is going to write. */
export interface Written {
  created: NewChat[]
  changed: ChangedChat[]
  events: EventRow[]
  tombstones: Tombstone[]
  counts: Count[]
  audit: AuditRow[]
  probed: boolean
}

interface Opened {
  key: ChatKey
  conversation: Conversation
}

interface ChatDraft {
  lastSeq: number
  lastAt: number
  hadPerson: boolean
  /** Unsealed when it is needed: a damaged chat can be erased all the same. Throws ChatError `unavailable`. */
  open(): Opened
  created: { tokenHash: string | null; openedAt: number; key: WrappedKey } | null
  events: EventRow[]
  spoken: 0 | 1
  claimedAt: number | null
}

const nothingWritten = { created: null, events: [], spoken: 0, claimedAt: null } as const

/**
 * The chats of one transaction while it is under way: what is asked of them happens here, one piece after the other, each on
 * what the pieces before it made, and all of it is written at the end. A piece that throws leaves nothing behind.
 */
export class Drafts {
  readonly #ring: Keyring
  readonly #chats: Map<string, ChatDraft>
  readonly #writes: Map<string, { seq: number; contentHash: string }>
  readonly #tombstones: Tombstone[] = []
  readonly #counts: Count[] = []
  readonly #audit: AuditRow[] = []
  readonly #lastAudit: Link | null
  #probed = false

  /** `lastAudit` is the newest row of the audit log, read under its lock, or null where there is none or nobody adds one. */
  constructor(ring: Keyring, chats: LockedChat[], writes: StoredWrite[], lastAudit: Link | null) {
    this.#ring = ring
    this.#lastAudit = lastAudit
    this.#chats = new Map(
      chats.map((chat) => {
        const { lastSeq, lastAt, hadPerson } = chat
        return [
          chat.id,
          { ...nothingWritten, lastSeq, lastAt, hadPerson, events: [], open: () => conversationOf(ring, chat) },
        ]
      }),
    )
    this.#writes = new Map(writes.map((stored) => [nameOf(stored.chatId, stored.sender, stored.clientId), stored]))
  }

  create(chatId: string, tokenHash: string, facts: Fact[], at: number): Conversation {
    if (this.#chats.has(chatId)) throw unavailable(new Error('there is a chat of this id'))
    const events = numbered(facts, 0, at)
    const conversation = foldOn(null, chatId, events)
    if (!conversation) throw new RangeError('a chat begins with an event')
    const { key, stored } = this.#ring.fresh(chatId)
    const rows = rowsOf(key, chatId, events, { sender: 'system', clientId: null, content: '', at })
    this.#chats.set(chatId, {
      ...nothingWritten,
      ...seen(conversation),
      open: () => ({ key, conversation }),
      created: { tokenHash: storedToken(chatId, tokenHash), openedAt: conversation.openedAt, key: stored },
      events: rows,
      spoken: spokenIn(events),
    })
    return conversation
  }

  /** `write` carries its names as they stand in columns. */
  append(
    chatId: string,
    write: Write,
    decide: (conversation: Conversation) => Fact[],
    counting: (step: Step) => Count[],
  ): Appended {
    const chat = this.#chats.get(chatId)
    if (!chat) throw notFound()
    const { key, conversation: before } = chat.open()
    const name = write.clientId === null ? null : nameOf(chatId, write.sender, write.clientId)
    const repeated = name === null ? undefined : this.#writes.get(name)
    if (repeated) {
      if (repeated.contentHash !== contentHashOf(key, write.content)) throw idReused()
      return { seq: repeated.seq, events: [], conversation: before }
    }
    const events = numbered(decide(before), before.lastSeq, write.at)
    const conversation = foldOn(before, chatId, events)
    const first = events[0]
    if (!conversation || !first) return { seq: 0, events: [], conversation: before }
    const rows = rowsOf(key, chatId, events, write)
    const counts = counting({ before, after: conversation, events })

    this.#counts.push(...counts)
    chat.open = () => ({ key, conversation })
    Object.assign(chat, seen(conversation))
    chat.events.push(...rows)
    chat.spoken ||= spokenIn(events)
    if (before.waitedMs === null && conversation.waitedMs !== null) chat.claimedAt = conversation.lastAt
    if (name !== null) this.#writes.set(name, { seq: first.seq, contentHash: rows[0]?.contentHash ?? '' })
    return { seq: first.seq, events, conversation }
  }

  erase(chatId: string, reason: Erasure, at: number): boolean {
    const chat = this.#chats.get(chatId)
    if (!chat) return false
    this.#tombstones.push({ chatId, lastSeq: chat.lastSeq, erasedAt: at, reason })
    return this.#chats.delete(chatId)
  }

  /** Erases those of these chats whose last event is still older than the time for their class; returns their ids. */
  expire(chatIds: string[], olderThan: { withoutPerson: number; withPerson: number }, at: number): string[] {
    return chatIds.filter((chatId) => {
      const chat = this.#chats.get(chatId)
      if (!chat || chat.lastAt >= (chat.hadPerson ? olderThan.withPerson : olderThan.withoutPerson)) return false
      return this.erase(chatId, 'retention', at)
    })
  }

  record(entry: AuditEntry): AuditRow {
    const row = rowAfter(this.#audit.at(-1) ?? this.#lastAudit, entry)
    this.#audit.push(row)
    return row
  }

  probe(): void {
    this.#probed = true
  }

  get written(): Written {
    const drafts = [...this.#chats]
    const rowOf = (chat: ChatDraft): ChangedChat => {
      const { key, conversation } = chat.open()
      return { ...chatRow(key, conversation, []), spoken: chat.spoken, claimedAt: chat.claimedAt }
    }
    return {
      created: drafts.flatMap(([, chat]) => (chat.created ? [{ ...rowOf(chat), ...chat.created }] : [])),
      changed: drafts.flatMap(([, chat]) => (!chat.created && chat.events.length > 0 ? [rowOf(chat)] : [])),
      events: drafts.flatMap(([, chat]) => chat.events),
      tombstones: this.#tombstones,
      counts: together(this.#counts),
      audit: this.#audit,
      probed: this.#probed,
    }
  }
}

const nameOf = (chatId: string, sender: string, clientId: string): string => JSON.stringify([chatId, sender, clientId])

const spokenIn = (events: LogEvent[]): 0 | 1 => (events.some(isSpoken) ? 1 : 0)

const seen = ({ lastSeq, lastAt, hadPerson }: Conversation) => ({ lastSeq, lastAt, hadPerson })

/** Throws ChatError `unavailable` for a bot row without its disclaimer, before the database refuses the whole transaction for it. */
function rowsOf(key: ChatKey, chatId: string, events: LogEvent[], write: Write): EventRow[] {
  const rows = eventRows(key, chatId, events, write)
  if (rows.some(({ role, disclaimer }) => role === 'bot' && disclaimer === null)) {
    throw unavailable(new Error('a bot row has to have its disclaimer'))
  }
  return rows
}
