import type { Answer, BotReply, CardKind, Disclaimer, Locale } from './events.ts'

/** Whether a person is there: only ever what the server knows to be true now. */
export interface Presence {
  /** Staff members signed in and on duty. */
  here: number
  /** When the clinic's next opening begins, UTC ms; null while it is open or when no hours are set. */
  opensAt: number | null
  /** Whether the clinic's posted hours include this moment. */
  open: boolean
}

/** One call, text or link button of an emergency card. `href` is `tel:`, `sms:` or `https:`. */
export interface CardAction {
  label: string
  href: string
  /** `alert` is the red one: 911 alone. */
  tone: 'calm' | 'alert' | 'plain'
}

export interface Card {
  kind: CardKind
  title: string
  text: string
  actions: CardAction[]
  /** The second band ("Already hurt …?") with its own call button, where the first action is not 911 itself. */
  danger: { text: string; action: CardAction } | null
  /** Small print under the buttons, for example how to reach the line in another language. */
  more: string | null
}

/** What the panel must know before it can talk to anyone; it is written into the panel's page in the page's language. */
export interface SiteInfo {
  locale: Locale
  clinic: { name: string; phone: string; zone: string; zoneLabel: string; hours: string }
  botName: string
  /** The page on the clinic's site that shows the article, or null. */
  articleUrl: string | null
  /** The language that the approved answers are in: the page's own, or English where it has none yet. */
  answersLang: Locale
  starters: { entryId: string; title: string }[]
  answerCount: number
  /** Telephone numbers: 911 and 988 in the United States. */
  emergency: { medical: string; crisis: string }
  cards: Card[]
  disclaimer: { title: string; text: string; full: string }
  notice: { version: string; botDays: number; staffDays: number }
  /** Minutes until a visitor nobody came to may leave a message. */
  waitMinutes: number
  presence: Presence
}

/**
 * Every approved answer: to suggest while somebody types, to list, and to read without a connection
 * (`GET /content/<lang>.json`).
 */
export interface AnswerIndex {
  lang: Locale
  /** Under each of them, with the answer's own `lead`; null where it is that of the page, in the same language. */
  disclaimer: SiteInfo['disclaimer'] | null
  /** Those that have answers, in the article's order. */
  sections: { title: string; answers: IndexedAnswer[] }[]
}

/**
 * `words` find the answer although its title lacks them: in lower case, with single spaces. `text`, `attribution` and `lead`
 * are what a reply would say, without its passages; `reviewedOn` is YYYY-MM-DD. An array to be small.
 */
export type IndexedAnswer = [
  title: string,
  words: string,
  entryId: string,
  text: string,
  attribution: string,
  lead: string | null,
  reviewedOn: string,
]

/** What is drawn of a reply that answers, wherever the answer came from. */
export interface ReadReply extends Pick<BotReply, 'text' | 'lang'> {
  disclaimer: Omit<Disclaimer, 'id'>
  answers: Omit<Answer, 'title' | 'type'>[]
}
