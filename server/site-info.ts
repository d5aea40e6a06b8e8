import type { Content } from '../faq/types.ts'
import { CARD_KINDS, type Locale } from '../protocol/events.ts'
import type { AnswerIndex, AnswerTitle, Presence, SiteInfo } from '../protocol/site.ts'

/** Names the wording of the notice that visitors accept; a new wording needs a new version. */
export const NOTICE_VERSION = '1'

/** What the panel and the console know about the clinic from their first byte on. */
export function siteInfo(content: Content, locale: Locale, presence: Presence, articleUrl: string | null): SiteInfo {
  const { site } = content
  const own = content.entries.filter((entry) => entry.lang === locale)
  const answersLang = own.length > 0 ? locale : 'en'
  const entries = own.length > 0 ? own : content.entries.filter((entry) => entry.lang === 'en')
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

/** The titles of every approved answer in `lang`, in the order of the article's sections. */
export function answerIndex(content: Content, lang: Locale): AnswerIndex {
  const entries = content.entries
    .filter((entry) => entry.lang === lang)
    .sort((a, b) => a.question.localeCompare(b.question, lang))
  const sections = content.sections.map(({ id, title }) => ({
    title,
    answers: entries
      .filter((entry) => entry.sections[0] === id)
      .map(({ id, question, keywords }): AnswerTitle => [question, wordsBeside(question, keywords), id]),
  }))
  return { lang, sections: sections.filter(({ answers }) => answers.length > 0) }
}

/** The words of `keywords` that are no part of the title or of a longer one. */
function wordsBeside(title: string, keywords: string[]): string {
  const words = new Set(keywords.join(' ').toLowerCase().split(/\s+/))
  const all = [title.toLowerCase(), ...words]
  return [...words].filter((word) => !all.some((other) => other !== word && other.includes(word))).join(' ')
}
