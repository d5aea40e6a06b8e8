import type { Content, Entry } from '../faq/types.ts'
import { CARD_KINDS, type Locale } from '../protocol/events.ts'
import type { AnswerIndex, IndexedAnswer, Presence, SiteInfo } from '../protocol/site.ts'
import type { Replies } from './reply.ts'

/** Names the wording of the notice that visitors accept; a new wording needs a new version. */
export const NOTICE_VERSION = '1'

/** What the panel and the console know about the clinic from their first byte on. */
export function siteInfo(content: Content, locale: Locale, presence: Presence, articleUrl: string | null): SiteInfo {
  const { site } = content
  const { answersLang, entries } = answersFor(content, locale)
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const { title, text, full } = site.disclaimer[locale]
  return {
    locale,
    clinic: {
      name: site.clinic.name,
      phone: site.clinic.phone,
      zone: site.hours.zone,
      zoneLabel: site.hours.zoneLabel[locale],
      hours: site.hours.words[locale],
    },
    botName: site.botName[locale],
    articleUrl: site.articleUrl ?? articleUrl,
    answersLang,
    starters: site.starters.flatMap((id) => {
      const entry = byId.get(id)
      return entry ? [{ entryId: id, title: entry.question }] : []
    }),
    answerCount: entries.length,
    emergency: { medical: site.emergency.medical.number, crisis: site.emergency.crisis.number },
    cards: CARD_KINDS.map((kind) => site.cards[locale][kind]),
    disclaimer: { title, text, full },
    notice: { version: NOTICE_VERSION, ...site.retention },
    waitMinutes: site.waitMinutes,
    presence,
  }
}

/** The answers that a visitor is given in this language: in English where there are none. */
function answersFor(content: Content, locale: Locale): { answersLang: Locale; entries: Entry[] } {
  const inLang = (lang: Locale) => content.entries.filter((entry) => entry.lang === lang)
  const own = inLang(locale)
  return own.length > 0 ? { answersLang: locale, entries: own } : { answersLang: 'en', entries: inLang('en') }
}

/**
 * Every approved answer for a panel in `locale` as `replies` gives it, in the order of the article's sections and in each
 * by title.
 */
export function answerIndex(content: Content, replies: Replies, locale: Locale): AnswerIndex {
  const { answersLang: lang, entries: found } = answersFor(content, locale)
  const entries = found.sort((a, b) => a.question.localeCompare(b.question, lang))
  const sections = content.sections.map(({ id, title }) => ({
    title,
    answers: entries.filter((entry) => entry.sections[0] === id).flatMap((entry) => indexed(entry, replies)),
  }))
  const { title, text, full } = content.site.disclaimer[lang]
  return {
    lang,
    disclaimer: lang === locale ? null : { title, text, full },
    sections: sections.filter(({ answers }) => answers.length > 0),
  }
}

function indexed({ id, lang, keywords, reviewedOn }: Entry, replies: Replies): IndexedAnswer[] {
  const reply = replies.forChoice(id, lang)?.reply
  const [answer] = reply?.answers ?? []
  if (!reply || !answer) return []
  const { title, text, attribution } = answer
  return [[title, wordsBeside(title, keywords), id, text, attribution, reply.disclaimer.lead, reviewedOn]]
}

/** The words of `keywords` that are no part of the title or of a longer one. */
function wordsBeside(title: string, keywords: string[]): string {
  const words = new Set(keywords.join(' ').toLowerCase().split(/\s+/))
  const all = [title.toLowerCase(), ...words]
  return [...words].filter((word) => !all.some((other) => other !== word && other.includes(word))).join(' ')
}
