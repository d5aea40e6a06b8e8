import type { CardKind, CloseOutcome, HandoffTrigger } from './events.ts'

/** What becomes of a visitor's message: exactly one of these. */
export const FATES = ['answered', 'asked-back', 'handed-off', 'red-flag', 'small-talk', 'to-person'] as const
export type Fate = (typeof FATES)[number]

/** Days that the page can show, today included. */
export const INSIGHT_RANGES = [7, 30, 90] as const
export type InsightRange = (typeof INSIGHT_RANGES)[number]

/** What happened on one day of the clinic. Counts only. */
export interface InsightDay {
  /** Of the clinic's zone, such as `2026-11-27`. */
  day: string
  /** Visitors' messages: the sum of `fates`. */
  asked: number
  fates: Record<Fate, number>
  /** Nobody was there, or nobody came. */
  missed: number
  /** Messages that were left with contact details. */
  left: number
  /** Of the visitors whom somebody came to, whole seconds; null where there was none. */
  waitMedianS: number | null
  waitP90S: number | null
  /** How many visitors somebody came to. */
  waits: number
  helpful: number
  unhelpful: number
}

export interface InsightEntry {
  entryId: string
  /** Null where the content has no such entry any more. */
  title: string | null
  /** How often the assistant answered with it. */
  answers: number
  helpful: number
  unhelpful: number
}

/** One chat with emergency words, while it is kept. */
export interface InsightFlag {
  chatId: string
  /** When the words came, UTC ms. */
  at: number
  card: CardKind
  /** From the words to the first thing that a person did in the chat, whole seconds; null where nobody did anything yet. */
  personS: number | null
  /** How the chat ended after it: with the outcome that staff gave, or by whom else; null while it has not ended. */
  outcome: CloseOutcome | 'ended-by-visitor' | 'ended-by-itself' | null
}

export interface Insight {
  /** The first day that was counted; null before anything was. */
  began: string | null
  /** Oldest first, without holes; the last is the clinic's today. */
  days: InsightDay[]
  /** Of all days together. */
  total: Omit<InsightDay, 'day'>
  /** Why a person was asked for, by a message or a button, most often first. */
  reasons: { trigger: HandoffTrigger; count: number }[]
  /** Most often answered first. */
  entries: InsightEntry[]
  /** Newest first. */
  flags: InsightFlag[]
  /** Messages with emergency words on these days, those of chats that were deleted since included. */
  flagCount: number
}
