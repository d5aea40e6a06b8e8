import { hash } from 'node:crypto'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact, LogEvent } from '../../protocol/events.ts'
import { apply } from '../conversation/apply.ts'
import type { Conversation } from '../conversation/state.ts'
import type { Write } from './port.ts'
import type { ChatKey, Keyring, WrappedKey } from './seal.ts'

export type SenderRole = 'visitor' | 'staff' | 'bot' | 'system'

/** Whose doing a fact is. */
export function roleOf(fact: Fact): SenderRole {
  switch (fact.type) {
    case 'message:sent':
      return fact.from
    case 'bot:replied':
      return 'bot'
    case 'answer:sent':
    case 'chat:claimed':
    case 'chat:passed':
    case 'note:written':
      return 'staff'
    case 'chat:opened':
    case 'handoff:cancelled':
    case 'contact:left':
    case 'feedback:given':
      return 'visitor'
    case 'chat:released':
      return fact.reason === 'passed-back' ? 'staff' : 'system'
    case 'chat:closed':
      return fact.by === 'idle' ? 'system' : fact.by
    case 'handoff:requested':
    case 'handoff:unattended':
    case 'chat:reopened':
    case 'flag:raised':
      return 'system'
  }
}

/** What the visitor said or asked, and what staff did: a chat without any of it is not listed. */
export const SPOKEN_KINDS: ReadonlySet<string> = new Set<Fact['type']>([
  'message:sent',
  'handoff:requested',
  'contact:left',
  'chat:claimed',
])

export const isSpoken = (fact: Fact): boolean => SPOKEN_KINDS.has(fact.type)

/** `facts` as the events after `lastSeq`. */
export function numbered(facts: Fact[], lastSeq: number, at: number): LogEvent[] {
  return facts.map((fact, index) => ({ ...fact, seq: lastSeq + 1 + index, at }))
}

/** The conversation after some more events; null before the first. */
export function foldOn(from: Conversation | null, chatId: string, events: LogEvent[]): Conversation | null {
  return events.reduce<Conversation | null>((conversation, event) => apply(conversation, chatId, event), from)
}

// ---------------------------------------------------------------- rows, as every database keeps them

/** One event. The first of a write carries the writer's own id and the keyed hash of what was asked, so that a repeat is known. */
export interface EventRow {
  chatId: string
  seq: number
  kind: string
  role: SenderRole
  sender: string
  clientId: string | null
  contentHash: string | null
  /** The sealed fact. */
  body: Uint8Array
  disclaimer: string | null
  at: number
  checksum: string
}

/** One chat. `fold` is the sealed conversation as its log makes it; the other columns repeat what is searched for. */
export interface ChatRow {
  id: string
  state: Conversation['state']
  owner: string | null
  epoch: number
  lastSeq: number
  lastAt: number
  /** 1 when these events are what makes a chat worth listing. */
  spoken: 0 | 1
  hadPerson: 0 | 1
  flagged: 0 | 1
  waitedMs: number | null
  fold: Uint8Array
  checksum: string
}

/** What has to be read of a chat to know its conversation. */
export interface SealedChat extends WrappedKey {
  id: string
  fold: Uint8Array
  checksum: string
}

/** SHA-256, hexadecimal, of what stands in a row: damage on the disk shows without any key. */
function checksum(parts: (string | number | null)[], sealed: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(JSON.stringify(parts)), sealed]))
}

export const chatChecksum = (id: string, fold: Uint8Array): string => checksum([id], fold)

export function eventChecksum(row: Omit<EventRow, 'checksum'>): string {
  const { chatId, seq, kind, role, sender, clientId, contentHash, disclaimer, at, body } = row
  return checksum([chatId, seq, kind, role, sender, clientId, contentHash, disclaimer, at], body)
}

/** The hash of a visitor's token as it is stored: with a digest behind it, since nothing else in the row would show that it was damaged. */
export const storedToken = (chatId: string, tokenHash: string): string => `${tokenHash}.${digestOf(chatId, tokenHash)}`

/** The hash of a token that {@link storedToken} made. Throws ChatError `unavailable` for one that is not what was written. */
export function tokenIn(chatId: string, stored: string): string {
  const [tokenHash = '', digest] = stored.split('.')
  if (digest !== digestOf(chatId, tokenHash)) throw damagedRow()
  return tokenHash
}

const digestOf = (chatId: string, tokenHash: string): string =>
  hash('sha256', JSON.stringify([chatId, tokenHash])).slice(0, 16)

/**
 * What tells a repeat from another request, without telling anybody what was asked. Keyed over the hash that version 1 kept, so
 * that what was sent before an update is known after it.
 */
export const contentHashOf = (key: ChatKey, content: string): string =>
  key.mac(hash('sha256', JSON.stringify([content])))

const aboutEvent = (chatId: string, seq: number): string => `event ${chatId} ${seq}`
const aboutFold = (chatId: string): string => `fold ${chatId}`

/** The events of one write. `contentHash` says what the write is known by. */
export function eventRows(
  key: ChatKey,
  chatId: string,
  events: LogEvent[],
  write: Write,
  contentHash = () => contentHashOf(key, write.content),
): EventRow[] {
  return events.map((event, index) => {
    const { seq, at, ...fact } = event
    // The first event of a write stands for all of it: a repeat is looked up by the id that it carries.
    const named = index === 0 && write.clientId !== null
    const row = {
      chatId,
      seq,
      kind: event.type,
      role: roleOf(event),
      sender: write.sender,
      clientId: named ? write.clientId : null,
      contentHash: named ? contentHash() : null,
      body: key.seal(aboutEvent(chatId, seq), JSON.stringify(fact)),
      disclaimer: 'disclaimer' in event ? event.disclaimer.id || null : null,
      at,
    }
    return { ...row, checksum: eventChecksum(row) }
  })
}

/** The event of a row. Throws ChatError `unavailable` for one that is not what was written. */
export function eventOf(key: ChatKey, row: EventRow): LogEvent {
  if (row.checksum !== eventChecksum(row)) throw damagedRow()
  const fact = opened(() => key.open(aboutEvent(row.chatId, row.seq), row.body)) as Fact
  return { ...fact, seq: row.seq, at: row.at }
}

/** What the row of a conversation repeats of it. */
export function columnsOf(c: Conversation) {
  return {
    id: c.id,
    state: c.state,
    owner: c.owner?.id ?? null,
    epoch: c.epoch,
    lastSeq: c.lastSeq,
    lastAt: c.lastAt,
    hadPerson: c.hadPerson ? 1 : 0,
    flagged: c.flag !== null ? 1 : 0,
    waitedMs: c.waitedMs,
  } as const
}

/** The row of a conversation after `events`. */
export function chatRow(key: ChatKey, c: Conversation, events: LogEvent[]): ChatRow {
  const fold = key.seal(aboutFold(c.id), JSON.stringify(c))
  const spoken = events.some(isSpoken) ? 1 : 0
  return { ...columnsOf(c), spoken, fold, checksum: chatChecksum(c.id, fold) }
}

/** The key and the conversation of a chat. Throws ChatError `unavailable` for a row that is not what was written. */
export function conversationOf(ring: Keyring, chat: SealedChat): { key: ChatKey; conversation: Conversation } {
  if (chat.checksum !== chatChecksum(chat.id, chat.fold)) throw damagedRow()
  try {
    const key = ring.open(chat.id, chat)
    return { key, conversation: JSON.parse(key.open(aboutFold(chat.id), chat.fold)) as Conversation }
  } catch (cause) {
    throw damagedRow(cause)
  }
}

function opened(open: () => string): unknown {
  try {
    return JSON.parse(open())
  } catch (cause) {
    throw damagedRow(cause)
  }
}

/** A row that is not what was written is never shown as if it were. */
export const damagedRow = (cause?: unknown): ChatError =>
  unavailable(new DamagedRow('a row of the database is not what was written', { cause }))

class DamagedRow extends Error {}

/** Whether one row is why something could not be read, rather than the whole database. */
export const isDamage = (error: unknown): boolean => error instanceof ChatError && error.cause instanceof DamagedRow

/** Nothing was stored; the visitor's end tries again. */
export const unavailable = (cause?: unknown): ChatError =>
  new ChatError('unavailable', 'The database could not store or read it; nothing was written.', { cause })

export const notFound = (): ChatError => new ChatError('not-found', 'There is no such chat.')

export const idReused = (): ChatError =>
  new ChatError('id-reused', 'This client id was used before with other content.')
