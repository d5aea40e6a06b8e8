import type { Role } from './access.ts'
import {
  type Approved,
  type CardKind,
  type ChatState,
  CLOSE_OUTCOMES,
  type HandoffTrigger,
  LOCALES,
  type Locale,
  type LogEvent,
  type LogPage,
  type StaffName,
} from './events.ts'
import { boolean, id, integer, nullable, object, oneOf, type Parsed, slug, string, text } from './parse.ts'
import type { Presence } from './site.ts'
import { MAX_TEXT_CHARS, type Reading, type Stored } from './visitor.ts'

export const NAMESPACE_STAFF = '/staff'

/** socket.io `auth` of the staff namespace: a one-use ticket from `POST /api/staff/ticket`, good for 30 s. */
export const parseStaffAuth = object({ version: integer({ min: 1 }), ticket: string({ min: 64, max: 64 }) })

export const STAFF_LISTS = ['open', 'closed'] as const

/** Longest words to search for, in UTF-16 units. */
export const MAX_SEARCH_CHARS = 100

export const DOINGS = ['nothing', 'reading', 'replying', 'noting'] as const
export type Doing = (typeof DOINGS)[number]

/** `epoch` is the ownership epoch that the claim returned: a write with an older one is refused (`stale-claim`). */
export const staffRequests = {
  /** The rows of a list, newest state; `open` is everything not closed that staff may have to act on or look at. */
  'inbox:list': object({ list: oneOf(STAFF_LISTS) }),
  /** Follows a chat from here on and returns the log after `since`. */
  'chat:sync': object({ chatId: id, since: integer({ min: 0 }) }),
  /** From waiting, left_message, bot or closed. Idempotent for the owner. */
  'chat:claim': object({ chatId: id, clientId: id }),
  'message:send': object({
    chatId: id,
    clientId: id,
    epoch: integer({ min: 1 }),
    text: text({ maxChars: MAX_TEXT_CHARS }),
  }),
  /** An approved answer in the visitor's language, with its passages and the disclaimer, which the server puts on. */
  'answer:send': object({ chatId: id, clientId: id, epoch: integer({ min: 1 }), entryId: slug }),
  /** For staff alone. Whoever has the chat or nobody, open or closed: a note takes nothing from anybody. */
  'note:write': object({ chatId: id, clientId: id, text: text({ maxChars: MAX_TEXT_CHARS }) }),
  /** The owner gives the chat to a colleague (`to` is their id), who has it from then on; to the queue where that one is not on duty. */
  'chat:pass': object({
    chatId: id,
    clientId: id,
    epoch: integer({ min: 1 }),
    to: string({ min: 1, max: 64 }),
    note: nullable(text({ maxChars: MAX_TEXT_CHARS })),
  }),
  'chat:release': object({ chatId: id, clientId: id, epoch: integer({ min: 1 }), to: oneOf(['queue', 'bot']) }),
  /** The owner closes. A chat that nobody owns has to be taken first: closing it unseen could lose a visitor. */
  'chat:close': object({ chatId: id, clientId: id, epoch: integer({ min: 1 }), outcome: oneOf(CLOSE_OUTCOMES) }),
  'duty:set': object({ onDuty: boolean }),
  'typing:set': object({ chatId: id, typing: boolean }),
  /** Makes a chat that says that it is a test and goes every way that a waiting visitor's goes. */
  'alerts:test': object({ locale: oneOf(LOCALES) }),
  /** What became of the alerts about a chat outside the console. */
  'alerts:trace': object({ chatId: id }),
  /** What this window does with the chat before it: for the colleagues who have it open as well. One chat a window. */
  'looking:set': object({ chatId: id, doing: oneOf(DOINGS) }),
  /** Messages in which all these words occur, in chats newest first; `before` is where the page before ended, null for the first. */
  'chat:search': object({
    words: text({ maxChars: MAX_SEARCH_CHARS }),
    before: nullable(object({ lastAt: integer({ min: 0 }), chatId: id })),
  }),
}

export type StaffRequests = { [K in keyof typeof staffRequests]: Parsed<(typeof staffRequests)[K]> }

export interface StaffResults {
  'inbox:list': { rows: InboxRow[]; closedMore: boolean }
  'chat:sync': LogPage & { row: InboxRow; reading: Reading }
  'chat:claim': Stored & { epoch: number }
  'message:send': Stored
  'answer:send': Stored
  'note:write': Stored
  'chat:pass': Stored
  'chat:release': Stored
  'chat:close': Stored
  'duty:set': { onDuty: boolean }
  'typing:set': Record<string, never>
  'alerts:test': { chatId: string }
  'alerts:trace': Record<AlertWay, AlertTrace>
  'looking:set': { staff: Onlooker[] }
  /** `next` is null when everything was looked through; `backTo` is how far back that was, UTC ms, null where there was nothing. */
  'chat:search': { chats: FoundChat[]; next: SearchCursor | null; backTo: number | null }
}

/** The chat that a page of results ended with. */
export interface SearchCursor {
  lastAt: number
  chatId: string
}

/** A message in which all words were found. */
export interface SearchHit {
  seq: number
  /** UTC ms. */
  at: number
  by: 'visitor' | 'staff' | 'note'
  /** Of the staff member; null for a visitor. */
  name: string | null
  /** The message, or a part of it. */
  snippet: string
  /** Where in the snippet the words stand: begin and end in UTF-16 units, in order, none touching another. */
  marks: [start: number, end: number][]
  cutBefore: boolean
  cutAfter: boolean
}

export interface FoundChat {
  chatId: string
  code: string
  state: ChatState
  locale: Locale
  lastAt: number
  /** The newest messages found, newest first, and how many more there are. */
  hits: SearchHit[]
  more: number
}

export type AlertWay = 'email' | 'webhook'
/** `off`: not set up. `pending`: not tried yet. `failed`: tried, and tried again later. */
export type AlertTrace = 'off' | 'pending' | 'sent' | 'failed'

/** Whether alerts are known to reach staff. `stopped`: visitors are not promised a person any more. */
export interface AlertsProof {
  /** When somebody last took a chat that waited, or a test, UTC ms; the first start counts as one. */
  provedAt: number
  standing: 'good' | 'overdue' | 'stopped'
}

/** A colleague who has the chat before them. */
export interface Onlooker extends StaffName {
  doing: Exclude<Doing, 'nothing'>
}

/** One chat in a list. Times are UTC ms. */
export interface InboxRow {
  chatId: string
  /** A short code staff call the visitor by, such as `M2`: letters and digits from the chat's id. */
  code: string
  state: ChatState
  owner: StaffName | null
  epoch: number
  lastSeq: number
  locale: Locale
  page: string | null
  openedAt: number
  lastAt: number
  /** Since when a person is awaited; null unless waiting. */
  waitingSince: number | null
  trigger: HandoffTrigger | null
  /** Set once emergency words were seen. */
  flag: CardKind | null
  /** The visitor's last words, at most 140 characters. */
  lastWords: string
  /** The contact that the visitor left, or null. */
  contact: string | null
  noticeAt: number
  noticeVersion: string
}

export interface StaffPushes {
  'inbox:changed': { row: InboxRow }
  'inbox:removed': { chatId: string }
  'log:events': { chatId: string; gen: string; events: LogEvent[] }
  heartbeat: { lastSeqs: Record<string, number> }
  presence: Presence & { staff: { id: string; name: string; onDuty: boolean }[] }
  typing: { chatId: string; typing: boolean }
  alerts: AlertsProof
  /** Everybody who has the chat before them, each once. */
  onlookers: { chatId: string; staff: Onlooker[] }
  reading: { chatId: string } & Reading
  /** The session ended (signed out, or ended elsewhere): the console goes to the sign-in page. */
  'session:ended': Record<string, never>
}

/** What staff send and go by, in one language (`GET /api/staff/library?lang=en`). */
export interface Library {
  /** Approved answers as a visitor would be sent them. `words` find one although its title lacks them. */
  answers: (Approved & { words: string })[]
  replies: { title: string; text: string }[]
  /** The clinic's steps by emergency card; none where it has written none. Without `reviewedBy` they are placeholders. */
  steps: Record<CardKind, string[]> | null
  reviewedBy: string | null
}

/** Who is signed in (`GET /api/staff/me`). */
export interface Me {
  id: string
  name: string
  email: string
  role: Role
  /** Whether signing in asks for a code. */
  secondFactor: boolean
  /** What has to be done before anything else; null for nothing. */
  needs: 'second-factor' | null
  /** Nobody was at the console for a while: it shows nothing until the password was given. */
  locked: boolean
}
