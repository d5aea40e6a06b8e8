import { FEEDBACK_REASONS, LOCALES, type LogEvent, type LogPage } from './events.ts'
import {
  APPEND_PATH,
  ERASE_PATH,
  MAX_APPEND_BYTES,
  MAX_APPEND_ITEMS,
  MAX_TEXT_CHARS,
  NAMESPACE_VISITOR,
  SYNC_LIMIT,
} from './limits.ts'
import {
  anything,
  boolean,
  id,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Parsed,
  slug,
  string,
  text,
} from './parse.ts'
import type { Presence } from './site.ts'

// In a file of their own, so that a page can have them without the parsers.
export { APPEND_PATH, ERASE_PATH, MAX_APPEND_BYTES, MAX_APPEND_ITEMS, MAX_TEXT_CHARS, NAMESPACE_VISITOR, SYNC_LIMIT }

/** socket.io `auth` of the visitor namespace. `token` is the 256-bit secret given by `chat:start`, in hexadecimal. */
export const parseVisitorAuth = object({
  version: integer({ min: 1 }),
  chatId: nullable(id),
  token: nullable(string({ min: 64, max: 64 })),
})

/** What a visitor adds to their chat: over the socket, and over HTTP while the page goes away ({@link APPEND_PATH}). */
export const visitorAppends = {
  /** `choice` names the entry when a starter, a suggestion or an offered title was tapped: no matching is done then. */
  'message:send': object({ clientId: id, text: text({ maxChars: MAX_TEXT_CHARS }), choice: nullable(slug) }),
  /** `noneOfThese` when the visitor turned down every title offered. */
  'person:ask': object({ clientId: id, noneOfThese: boolean }),
  'handoff:cancel': object({ clientId: id }),
  'contact:leave': object({
    clientId: id,
    question: text({ maxChars: MAX_TEXT_CHARS }),
    contact: text({ maxChars: 200 }),
  }),
  'feedback:give': object({
    clientId: id,
    on: integer({ min: 1 }),
    helpful: boolean,
    reason: nullable(oneOf(FEEDBACK_REASONS)),
  }),
}

/** What a visitor's socket may ask. Every request carries an acknowledgement; a repeat of `clientId` is answered as before. */
export const visitorRequests = {
  /** Opens a chat after the notice was accepted. `page` is the path of the host page, without query or fragment. */
  'chat:start': object({
    noticeVersion: string({ min: 1, max: 32 }),
    locale: oneOf(LOCALES),
    page: nullable(string({ max: 512 })),
  }),
  'chat:sync': object({ since: integer({ min: 0 }) }),
  ...visitorAppends,
  'chat:end': object({ clientId: id }),
  /** Says that the visitor is typing, never what. */
  'typing:set': object({ typing: boolean }),
  /** How far the page has the log, and how far it was before the visitor's eyes: seqs, 0 for nothing. */
  'reading:set': object({ got: integer({ min: 0 }), seen: integer({ min: 0 }) }),
}

/**
 * The body of `POST /api/visitor/append`: what the outbox holds when the page goes away, in its order. The token comes in the
 * header `Authorization: Bearer <token>`. Each `payload` is parsed by the parser of its event, when its turn comes.
 */
export const parseAppendBody = object({
  version: integer({ min: 1 }),
  chatId: id,
  items: list(object({ event: string({ max: 64 }), payload: anything }), { min: 1, max: MAX_APPEND_ITEMS }),
})

/** The body of `POST /api/visitor/erase`; the token comes in the same header. */
export const parseEraseBody = object({ version: integer({ min: 1 }), chatId: id })

/** What the visitor gets for a chat that is gone. Asked again, it is the same. */
export interface Erased {
  /** UTC ms. */
  erasedAt: number
  /** Two groups of four letters and digits, such as `4F7K-2M9Q`. It says nothing of whose chat it was. */
  receipt: string
}

export type VisitorAppends = { [K in keyof typeof visitorAppends]: Parsed<(typeof visitorAppends)[K]> }
export type VisitorRequests = { [K in keyof typeof visitorRequests]: Parsed<(typeof visitorRequests)[K]> }

export interface VisitorResults extends Record<keyof VisitorAppends, Stored> {
  'chat:start': { chatId: string; token: string; gen: string }
  'chat:sync': LogPage
  'chat:end': Stored
  'typing:set': Record<string, never>
  'reading:set': Record<string, never>
}

export type Reading = VisitorRequests['reading:set']

/** Where it stands in the log. `seq` is 0 where nothing had to be written (asking for a person who was asked before). */
export interface Stored {
  seq: number
  gen: string
}

/** What the server tells a visitor's socket unasked. */
export interface VisitorPushes {
  /** New events, in order; a hint to save a round trip. A gap means: sync. */
  'log:events': { gen: string; events: LogEvent[] }
  /** Every 15 s: the newest seq. None for 40 s means that the connection is dead. */
  heartbeat: { lastSeq: number }
  presence: Presence & { usualWaitMs: number | null }
  typing: { name: string; typing: boolean }
}
