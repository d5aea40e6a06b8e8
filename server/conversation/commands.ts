import type {
  Approved,
  BotReply,
  CardKind,
  CloseOutcome,
  FeedbackReason,
  StaffName,
  Why,
} from '../../protocol/events.ts'

/** The answer that a visitor judges. */
export interface Rated {
  entryId: string
  /** When it was sent, UTC ms. */
  at: number
  /** What the visitor said of it before; null where this is the first time. */
  before: boolean | null
}

/** A bot message that does not know yet which seq it will answer. */
export type DraftReply = Omit<BotReply, 'replyTo'>

/** What the bot would do about a message, should it still have the chat when the message is stored. */
export interface Proposal {
  reply: DraftReply
  /** Set when a person is to be brought in. */
  handoff: Why | null
  /** Set for emergency words. */
  flag: CardKind | null
}

/** Everything that can be asked of a chat. */
export type Command =
  | { type: 'visitor:send'; clientId: string; text: string; choice: string | null; proposal: Proposal }
  | { type: 'visitor:ask-person'; why: Why; reply: DraftReply }
  | { type: 'visitor:cancel' }
  | { type: 'visitor:leave-contact'; clientId: string; question: string; contact: string }
  /** `rated` is the answer that is judged, for counting; null where it is none. */
  | {
      type: 'visitor:feedback'
      clientId: string
      on: number
      helpful: boolean
      reason: FeedbackReason | null
      rated: Rated | null
    }
  | { type: 'visitor:end' }
  | { type: 'staff:claim'; staff: StaffName }
  | { type: 'staff:send'; clientId: string; staff: StaffName; epoch: number; text: string }
  /** `approved` is null where the content has no such answer any more. */
  | { type: 'staff:answer'; clientId: string; staff: StaffName; epoch: number; approved: Approved | null }
  | { type: 'staff:note'; clientId: string; staff: StaffName; text: string }
  /** `to` is null where whoever was meant is not on duty any more. */
  | {
      type: 'staff:pass'
      clientId: string
      staff: StaffName
      epoch: number
      to: StaffName | null
      note: string | null
    }
  | { type: 'staff:release'; staff: StaffName; epoch: number; to: 'queue' | 'bot' }
  | { type: 'staff:close'; staff: StaffName; epoch: number; outcome: CloseOutcome }
  /** Nobody came within the waiting time. */
  | { type: 'clock:unattended' }
  /** The owner has had no live connection for the length of the lease. */
  | { type: 'clock:owner-gone' }
  /** Nothing was said for the idle time. */
  | { type: 'clock:idle' }

/** What is true around the chat when a command is decided. */
export interface Situation {
  /** Staff members signed in and on duty. */
  staffHere: number
  /** UTC ms. */
  at: number
  /** The clinic's IANA zone: whatever is counted is counted on its days. */
  zone: string
}
