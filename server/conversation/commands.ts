import type { BotReply, CardKind, CloseOutcome, FeedbackReason, StaffName, Why } from '../../protocol/events.ts'

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
  | { type: 'visitor:feedback'; clientId: string; on: number; helpful: boolean; reason: FeedbackReason | null }
  | { type: 'visitor:end' }
  | { type: 'staff:claim'; staff: StaffName }
  | { type: 'staff:send'; clientId: string; staff: StaffName; epoch: number; text: string }
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
}
