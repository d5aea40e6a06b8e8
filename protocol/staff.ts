import {
  type CardKind,
  type ChatState,
  CLOSE_OUTCOMES,
  type HandoffTrigger,
  type Locale,
  type LogEvent,
  type LogPage,
  type StaffName,
} from './events.ts'
import { boolean, id, integer, object, oneOf, type Parsed, string, text } from './parse.ts'
import type { Presence } from './site.ts'
import { MAX_TEXT_CHARS, type Stored } from './visitor.ts'

export const NAMESPACE_STAFF = '/staff'

/** socket.io `auth` of the staff namespace: a one-use ticket from `POST /api/staff/ticket`, good for 30 s. */
export const parseStaffAuth = object({ version: integer({ min: 1 }), ticket: string({ min: 64, max: 64 }) })

export const STAFF_LISTS = ['open', 'closed'] as const

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
  'chat:release': object({ chatId: id, clientId: id, epoch: integer({ min: 1 }), to: oneOf(['queue', 'bot']) }),
  /** The owner closes. A chat that nobody owns has to be taken first: closing it unseen could lose a visitor. */
  'chat:close': object({ chatId: id, clientId: id, epoch: integer({ min: 1 }), outcome: oneOf(CLOSE_OUTCOMES) }),
  'duty:set': object({ onDuty: boolean }),
  'typing:set': object({ chatId: id, typing: boolean }),
}

export type StaffRequests = { [K in keyof typeof staffRequests]: Parsed<(typeof staffRequests)[K]> }

export interface StaffResults {
  'inbox:list': { rows: InboxRow[]; closedMore: boolean }
  'chat:sync': LogPage & { row: InboxRow }
  'chat:claim': Stored & { epoch: number }
  'message:send': Stored
  'chat:release': Stored
  'chat:close': Stored
  'duty:set': { onDuty: boolean }
  'typing:set': Record<string, never>
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
  /** The session ended (signed out, or ended elsewhere): the console goes to the sign-in page. */
  'session:ended': Record<string, never>
}

/** Who is signed in (`GET /api/staff/me`). */
export interface Me {
  id: string
  name: string
  email: string
  role: string
}
