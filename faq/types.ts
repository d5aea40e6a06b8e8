import type { CardKind, EntryType, HandoffTrigger, Locale, Outcome } from '../protocol/events.ts'
import type { Card } from '../protocol/site.ts'

/** A part of the article. `text` is its words as published; passages must stand in it byte for byte. */
export interface Section {
  id: string
  title: string
  text: string
}

/** One sentence of an answer and the passages of the article that support it. */
export interface Sentence {
  text: string
  passages: string[]
}

/** An approved answer: one file in `content/<lang>/entries/`. */
export interface Entry {
  id: string
  lang: Locale
  type: EntryType
  /** The canonical question, shown as the title. */
  question: string
  /** Section ids that the passages come from; the first is where the entry belongs. */
  sections: string[]
  phrasings: string[]
  /** Extra words that should find it while typing. */
  keywords: string[]
  /** Who says it. Required unless the type is `fact`, which the clinic's article says. */
  attribution: string
  answer: Sentence[]
  /** Tells of people who take less medicine or stop it: shown with the line not to stop a medicine by oneself. */
  aboutMedicine: boolean
  /** Why a reading grade above 8 is accepted, or null. */
  gradeWaiver: string | null
  reviewedBy: string
  reviewedOn: string
}

/** A subject that the article does not cover and that visitors ask about: it always ends at a person. */
export interface Topic {
  id: string
  lang: Locale
  /** For staff: "Cost". */
  label: string
  /** What the visitor reads: that the article does not cover it. */
  reply: string
  phrasings: string[]
  /** `personal` topics ask for advice on the visitor's own case. */
  kind: 'not-covered' | 'personal'
}

/** A greeting, thanks, "are you a robot": a line in return, no facts, no staff. */
export interface Smalltalk {
  id: string
  lang: Locale
  phrasings: string[]
  reply: string
}

/** Named system texts. Every bot message is made of entries, topic and small-talk replies, and these. */
export const TEMPLATE_IDS = [
  'unsure', //         no approved answer; a person can help
  'unsure-again', //   the same, the second time in a row
  'asked', //          the visitor asked for a person
  'personal', //       advice on the visitor's own case
  'none-of-these', //  no offered title fits
  'clarify', //        which of these do you mean
  'part-unanswered', // several questions: this answers a part, a person the rest
  'part-clarify', //   several questions: which of these is meant by one of them, a person for the rest
  'none-answered', //  several questions, and no approved answer to any
  'what-i-do', //      blank, emoji, gibberish: what the assistant can do
  'english-only', //   a question in a language without approved answers
  'error', //          something failed; a person can help
] as const
export type TemplateId = (typeof TEMPLATE_IDS)[number]

export interface Hours {
  /** IANA zone such as America/Los_Angeles. */
  zone: string
  /** How people call the zone: "Pacific". */
  zoneLabel: Record<Locale, string>
  /** Spans per weekday, 1 = Monday … 7 = Sunday, as minutes after local midnight. */
  week: Record<number, { from: number; to: number }[]>
  /** Local dates on which the clinic is closed, YYYY-MM-DD. */
  holidays: string[]
  /** The hours in words, for people. */
  words: Record<Locale, string>
}

/** What finds the answer to a question: the whole engine, or vanilla fuse.js alone, which is there for comparison. */
export const MATCHERS = ['full', 'fuse'] as const
export type Matcher = (typeof MATCHERS)[number]

/** The clinic's settings: `faq/site.yaml`. */
/** Who is told outside the console when a visitor waits. */
export interface AlertSettings {
  /** Addresses on staff that get an e-mail. */
  email: string[]
  /** Where a signed request goes, or null. */
  webhook: string | null
  /** How long a visitor waits until then, minutes. */
  afterMinutes: number
  /** Where nobody is on duty, nobody waits for these minutes to pass. */
  atOnceIfNobodyIsHere: boolean
  /** Also while the clinic is closed and nobody is on duty. Emergency words go out at any hour. */
  whileClosed: boolean
  /** How often somebody has to take a waiting chat, or a test, to prove that alerts arrive, days; null for never. */
  proveEveryDays: number | null
  language: Locale
}

export interface Site {
  matcher: Matcher
  clinic: { name: string; phone: string }
  botName: Record<Locale, string>
  articleUrl: string | null
  /** Exact origins of the pages that may embed the panel. */
  allowedSites: string[]
  hours: Hours
  /** Entry ids of the starter questions, best first. */
  starters: string[]
  /** Texts that staff send often; null where the clinic has none. */
  replies: Record<Locale, { title: string; text: string }[]> | null
  /**
   * The clinic's steps for a chat with emergency words, by card; null where it has none. Without a reviewer they are
   * placeholders that only repeat the cards.
   */
  procedures: ({ reviewedBy: string | null } & Record<Locale, Record<CardKind, string[]>>) | null
  waitMinutes: number
  alerts: AlertSettings
  retention: { botDays: number; staffDays: number }
  emergency: Record<'medical' | 'crisis', { label: Record<Locale, string>; number: string }>
  cards: Record<Locale, Record<CardKind, Card>>
  templates: Record<Locale, Record<TemplateId, string>>
  disclaimer: Record<Locale, { title: string; text: string; full: string; leads: Record<EntryType, string | null> }>
  attributions: Record<Locale, Record<EntryType, string>>
}

export interface Content {
  site: Site
  sections: Section[]
  entries: Entry[]
  topics: Topic[]
  smalltalk: Smalltalk[]
}

/** An earlier message of the same visitor and what the bot made of it. */
export interface Turn {
  text: string
  outcome: Outcome
  entryIds: string[]
  topicId: string | null
}

export interface Context {
  locale: Locale
  /** Oldest first; the engine looks at the last few. */
  previous: Turn[]
  /**
   * A person has the chat or is awaited: nothing is asked of the engine but whether there is an emergency, and any decision
   * without a card stands for none. Takes a third of the time.
   */
  emergenciesOnly?: boolean
}

export interface Candidate {
  /** An entry's or a topic's id. */
  id: string
  kind: 'entry' | 'topic'
  title: string
  /** 0..1, 1 best. */
  score: number
}

/** What to do about a question, and why. It names texts and never contains any. */
export interface Decision {
  outcome: Outcome
  /** Entries to answer with, in the order of the questions (`answer`). */
  entryIds: string[]
  /** Entries to offer, at most three (`clarify`). */
  choiceIds: string[]
  templateId: TemplateId | null
  topicId: string | null
  smalltalkId: string | null
  card: CardKind | null
  /** Set when a person is to be brought in (`handoff`, `crisis`, and `answer` with an unanswered part). */
  trigger: HandoffTrigger | null
  /** The rule that fired, as a short code. */
  rule: string
  /** The score that an answer needed, or null where no score was involved. */
  needed: number | null
  /** Best first, at most three. */
  candidates: Candidate[]
  /** The question as the rankers saw it. */
  normalized: string
  /** Language of the texts to reply with. */
  lang: Locale
}

export interface Engine {
  /**
   * What to do about `question`. Pure: the same question and context give the same Decision. Takes any string of up to
   * 4,000 UTF-16 units in bounded time and never throws.
   */
  answer(question: string, context: Context): Decision
}
