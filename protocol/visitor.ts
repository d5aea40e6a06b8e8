import { FEEDBACK_REASONS, LOCALES, type LogEvent, type LogPage } from './events.ts'
import { MAX_TEXT_CHARS, NAMESPACE_VISITOR, SYNC_LIMIT } from './limits.ts'
import { boolean, id, integer, nullable, object, oneOf, type Parsed, slug, string, text } from './parse.ts'
import type { Presence } from './site.ts'

// In a file of their own, so that a page can have them without the parsers.
export { MAX_TEXT_CHARS, NAMESPACE_VISITOR, SYNC_LIMIT }

/** socket.io `auth` of the visitor namespace. `token` is the 256-bit secret given by `chat:start`, in hexadecimal. */
export const parseVisitorAuth = object({
  version: integer({ min: 1 }),
  chatId: nullable(id),
  token: nullable(string({ min: 64, max: 64 })),
})

/** What a visitor's socket may ask. Every request carries an acknowledgement; a repeat of `clientId` is answered as before. */
export const visitorRequests = {
  /** Opens a chat after the notice was accepted. `page` is the path of the host page, without query or fragment. */
  'chat:start': object({
    noticeVersion: string({ min: 1, max: 32 }),
    locale: oneOf(LOCALES),
    page: nullable(string({ max: 512 })),
  }),
  'chat:sync': object({ since: integer({ min: 0 }) }),
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
  /** `clear` when the visitor clears the chat from this device: the token stops working. */
  'chat:end': object({ clientId: id, clear: boolean }),
  /** Says that the visitor is typing, never what. */
  'typing:set': object({ typing: boolean }),
}

export type VisitorRequests = { [K in keyof typeof visitorRequests]: Parsed<(typeof visitorRequests)[K]> }

export interface VisitorResults {
  'chat:start': { chatId: string; token: string; gen: string }
  'chat:sync': LogPage
  'message:send': Stored
  'person:ask': Stored
  'handoff:cancel': Stored
  'contact:leave': Stored
  'feedback:give': Stored
  'chat:end': Stored
  'typing:set': Record<string, never>
}

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
