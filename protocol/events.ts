/**
 * The log of a chat. Everything an end shows is a fold of these events, in the order of `seq` (1, 2, 3 … without holes).
 * Times are UTC milliseconds by the server's clock and are for display alone: order is `seq`.
 */
export const LOCALES = ['en', 'es'] as const
export type Locale = (typeof LOCALES)[number]

export type ChatState = 'bot' | 'waiting' | 'staff' | 'left_message' | 'closed'

export const OUTCOMES = ['answer', 'clarify', 'handoff', 'crisis', 'smalltalk'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Which emergency card: who to call differs by kind, the words are the clinic's (`faq/site.yaml`). */
export const CARD_KINDS = ['self-harm', 'medical', 'overdose', 'violence'] as const
export type CardKind = (typeof CARD_KINDS)[number]

export const ENTRY_TYPES = ['fact', 'clinic-claim', 'testimonial', 'protocol'] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/**
 * The medical disclaimer as one bot message carries it.
 * Shown: `title` in bold, then `lead` in bold (null unless the answer's type asks for one), then `text`; `full` opens in place.
 */
export interface Disclaimer {
  /** Names the wording: the first 12 hexadecimal digits of the SHA-256 of `full`. */
  id: string
  title: string
  lead: string | null
  /** The article's two sentences, word for word, for an answer; empty for a template. */
  text: string
  /** The article's whole disclaimer, word for word. */
  full: string
}

/** The article's own words. `text` stands in the article byte for byte. */
export interface Passage {
  text: string
  sectionId: string
  sectionTitle: string
}

/** One approved entry as it was when it was sent; later edits of the entry do not change it. */
export interface Answer {
  entryId: string
  title: string
  type: EntryType
  /** Who says it: "The clinic's article says". Shown first, always. */
  attribution: string
  text: string
  passages: Passage[]
  lang: Locale
}

export interface Choice {
  entryId: string
  title: string
}

export interface StaffName {
  id: string
  /** First name: all a visitor sees. */
  name: string
}

/** One approved answer as a person sends it. Shaped as a bot's reply, so that it is shown the same. */
export interface Approved {
  answers: [Answer]
  lang: Locale
  disclaimer: Disclaimer
}

/** What one of the staff wrote for the others: never sent to a visitor. */
export interface Note {
  clientId: string
  staff: StaffName
  text: string
}

/** What made the bot give up (H1). */
export const HANDOFF_TRIGGERS = [
  'asked', //         the visitor asked for a person
  'unsure', //        no entry was likely enough
  'unsure-twice', //  the visitor's next question was unclear as well
  'not-covered', //   a named topic that the article does not cover
  'personal', //      asks for advice about the visitor's own case
  'none-of-these', // the visitor refused every title offered
  'not-helpful', //   thumbs down
  'red-flag', //      emergency words
  'error', //         the bot failed
] as const
export type HandoffTrigger = (typeof HANDOFF_TRIGGERS)[number]

/** Why the bot gave up, for staff alone: never sent to a visitor. Scores are 0..1, 1 best. */
export interface Why {
  trigger: HandoffTrigger
  /** The rule that fired, as a short code such as `topic:cost` or `score<0.55`. */
  rule: string
  /** The score that an answer needs, or null where no score was involved. */
  needed: number | null
  /** At most three, best first. */
  candidates: { entryId: string; title: string; score: number }[]
}

export const CLOSE_OUTCOMES = ['answered', 'booked', 'answer-missing', 'emergency-advised', 'spam'] as const
export type CloseOutcome = (typeof CLOSE_OUTCOMES)[number]

export const FEEDBACK_REASONS = ['not-my-question', 'hard-to-follow', 'not-enough'] as const
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number]

/** A bot message. There is no way to build one without its disclaimer. */
export interface BotReply {
  type: 'bot:replied'
  outcome: Outcome
  /** `seq` of the visitor's message that this replies to; 0 where the visitor pressed a button instead of writing. */
  replyTo: number
  /** Name of the template that `text` is, or null where the answers are all there is. */
  template: string | null
  /** The template's words; empty where the answers are all there is. Shown before the answers. */
  text: string
  answers: Answer[]
  /** Titles to choose from (`clarify`), at most three. */
  choices: Choice[]
  card: CardKind | null
  lang: Locale
  disclaimer: Disclaimer
}

export type Fact =
  | { type: 'chat:opened'; locale: Locale; noticeVersion: string; page: string | null }
  | { type: 'message:sent'; from: 'visitor'; clientId: string; text: string; choice: string | null }
  | { type: 'message:sent'; from: 'staff'; clientId: string; text: string; staff: StaffName }
  /** An approved answer that a person chose. Like the bot's, it is not built without its disclaimer. */
  | ({ type: 'answer:sent'; clientId: string; staff: StaffName } & Approved)
  | BotReply
  /** `why` is null in what a visitor receives. */
  | { type: 'handoff:requested'; trigger: HandoffTrigger; why: Why | null }
  | { type: 'handoff:cancelled' }
  /** Nobody is there (`nobody-here`), or nobody came within the waiting time (`nobody-came`): the visitor may leave a message. */
  | { type: 'handoff:unattended'; reason: 'nobody-here' | 'nobody-came' }
  | { type: 'contact:left'; clientId: string; question: string; contact: string }
  | { type: 'chat:claimed'; staff: StaffName; epoch: number }
  /** `from` gave it to `staff`. `note` is null in what a visitor receives, and where none was written. */
  | { type: 'chat:passed'; staff: StaffName; from: StaffName; epoch: number; note: string | null }
  | { type: 'chat:released'; staff: StaffName; epoch: number; to: 'queue' | 'bot'; reason: 'passed-back' | 'dropped' }
  /** `outcome` is null in what a visitor receives, and where the visitor or the clock closed it. */
  | { type: 'chat:closed'; by: 'visitor' | 'staff' | 'idle'; staff: StaffName | null; outcome: CloseOutcome | null }
  | { type: 'chat:reopened' }
  /** By any member of staff, in any state of the chat. `note` is null in what a visitor receives. */
  | { type: 'note:written'; note: Note | null }
  /** Emergency words while a person has the chat: the bot stays silent, the card is shown all the same. */
  | { type: 'flag:raised'; card: CardKind }
  | { type: 'feedback:given'; clientId: string; on: number; helpful: boolean; reason: FeedbackReason | null }

export type LogEvent = Fact & { seq: number; at: number }

/** A page of the log after `since`. `gen` names the log's generation: another value means "start again from 0". */
export interface LogPage {
  gen: string
  events: LogEvent[]
  lastSeq: number
  more: boolean
}
