import type {
  Approved,
  BotReply,
  CardKind,
  ChatState,
  CloseOutcome,
  FeedbackReason,
  HandoffTrigger,
  Locale,
  Note,
  StaffName,
  Why,
} from '../protocol/events.ts'

/** One thing to draw, in the order of `seq`. Times are UTC ms, for display alone. */
export type Item = { seq: number; at: number } & (
  | { kind: 'visitor'; clientId: string; text: string; choice: string | null }
  /** With an approved answer, `text` is its words: they are shown with its passages and the disclaimer. */
  | { kind: 'staff'; clientId: string; text: string; staff: StaffName; approved?: Approved }
  | { kind: 'bot'; reply: BotReply; feedback: { helpful: boolean; reason: FeedbackReason | null } | null }
  | { kind: 'note'; note: Note }
  | { kind: 'card'; card: CardKind }
  | { kind: 'line'; line: Line }
)

/** What happened to the chat, to be told in one line. */
export type Line =
  | { type: 'opened'; locale: Locale; noticeVersion: string; page: string | null }
  | { type: 'asked'; trigger: HandoffTrigger; why: Why | null }
  | { type: 'cancelled' }
  | { type: 'unattended'; reason: 'nobody-here' | 'nobody-came' }
  | { type: 'contact'; question: string; contact: string }
  /** `from` had the chat until then, or is null. */
  | { type: 'joined'; staff: StaffName; from: StaffName | null; note: string | null }
  | { type: 'released'; staff: StaffName; to: 'queue' | 'bot'; reason: 'passed-back' | 'dropped' }
  | { type: 'closed'; by: 'visitor' | 'staff' | 'idle'; staff: StaffName | null; outcome: CloseOutcome | null }
  | { type: 'reopened' }

/** A person was asked for and has not come yet. */
export interface Handoff {
  seq: number
  askedAt: number
  trigger: HandoffTrigger
  why: Why | null
  /** Set once it is known that nobody comes now: the visitor may leave a message. */
  unattended: 'nobody-here' | 'nobody-came' | null
}

/** A chat as its log tells it. The same log gives the same thread, however it arrived. */
export interface Thread {
  /** The log's generation; null before the first event. */
  gen: string | null
  /** The highest seq up to which nothing is missing. */
  cursor: number
  /** Something is missing: read the log from `cursor`. */
  needsSync: boolean
  state: ChatState
  locale: Locale | null
  owner: StaffName | null
  /** The ownership epoch as the log tells it; 0 before the first claim. */
  epoch: number
  handoff: Handoff | null
  /** The newest emergency words' card; null when there were none. */
  flag: CardKind | null
  /** The visitor's last message; empty before the first. */
  lastQuestion: string
  /** What the visitor left to be answered later; null when nothing was left. */
  left: { seq: number; question: string; contact: string } | null
  items: readonly Item[]
}

export const EMPTY_THREAD: Thread = {
  gen: null,
  cursor: 0,
  needsSync: false,
  state: 'bot',
  locale: null,
  owner: null,
  epoch: 0,
  handoff: null,
  flag: null,
  lastQuestion: '',
  left: null,
  items: [],
}
