import { DISCLAIMER_SECTION } from '../../faq/article.ts'
import type { Section, Site } from '../../faq/types.ts'
import { CARD_KINDS, ENTRY_TYPES, LOCALES, type Locale } from '../../protocol/events.ts'
import { clinicianTitle } from './bot-name.ts'
import { hoursProblems, weekOf } from './hours.ts'
import type { SiteFile } from './site-schema.ts'

/** A host that stands for itself: `*` is a legal host to the URL parser, and every site to a browser's policy. */
const PLAIN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/

/** The settings as the program holds them: spans in minutes, every card with its kind. */
export function toSite(file: SiteFile): Site {
  return {
    ...file,
    hours: { ...file.hours, week: weekOf(file.hours.week) },
    cards: perLocale((lang) => {
      const cards = file.cards[lang]
      const card = (kind: (typeof CARD_KINDS)[number]) => {
        const { checkedOn: _, ...rest } = cards[kind]
        return { kind, ...rest }
      }
      return {
        'self-harm': card('self-harm'),
        medical: card('medical'),
        overdose: card('overdose'),
        violence: card('violence'),
      }
    }),
    disclaimer: perLocale((lang) => {
      const { title, text, full, leads } = file.disclaimer[lang]
      return { title, text, full, leads }
    }),
  }
}

/** Settings that are well formed and still wrong, one or two plain sentences each. */
export function siteProblems(file: SiteFile, sections: Section[], entryIds: ReadonlySet<string>): string[] {
  return [
    ...names(file),
    ...origins(file.allowedSites),
    ...hoursProblems(file.hours.zone, weekOf(file.hours.week)),
    ...starters(file.starters, entryIds),
    ...cards(file),
    ...disclaimers(file, sections),
  ]
}

function names({ botName }: SiteFile): string[] {
  return LOCALES.flatMap((lang) => {
    const title = clinicianTitle(botName[lang])
    return title === null
      ? []
      : [
          `"botName, ${lang}" has "${title}", a clinician's title. The program is not a clinician: give it a plain name.`,
        ]
  })
}

function origins(sites: string[]): string[] {
  return sites.flatMap((site) => {
    const url = URL.parse(site)
    const usable = url && /^https?:$/.test(url.protocol) && PLAIN_HOST.test(url.hostname)
    // the list is written into a response header, so it must be exactly what the URL parser makes of it
    if (usable && url.origin === site) return []
    const hint = `Write ${usable ? url.origin : 'it like https://www.example.com'}.`
    return [`The allowed site "${site}" is not an exact origin. ${hint}`]
  })
}

function starters(ids: string[], entryIds: ReadonlySet<string>): string[] {
  const unknown = ids.filter((id) => !entryIds.has(id))
  return [
    ...unknown.map((id) => `The starter "${id}" names no English entry. Use the name of a file in content/en/entries.`),
    ...(new Set(ids).size < ids.length ? ['A starter stands twice. Keep one of them.'] : []),
  ]
}

function cards({ cards: all, emergency }: SiteFile): string[] {
  const medical = `tel:${digits(emergency.medical.number)}`
  const crisis = `tel:${digits(emergency.crisis.number)}`
  return LOCALES.flatMap((lang) =>
    CARD_KINDS.flatMap((kind) => {
      const card = all[lang][kind]
      const where = `The card "${kind}" (${lang})`
      const buttons = [...card.actions, ...(card.danger ? [card.danger.action] : [])]
      const calls = buttons.map((button) => button.href)
      const problems: string[] = []
      if (!calls.includes(medical))
        problems.push(`${where} has no button that calls ${emergency.medical.number}. Add it.`)
      if (kind === 'self-harm' && calls[0] !== crisis) {
        problems.push(`${where} must begin with a button that calls ${emergency.crisis.number}.`)
      }
      if (buttons.some(({ tone, href }) => tone === 'alert' && href !== medical)) {
        problems.push(
          `${where} has a red button that does not call ${emergency.medical.number}. Make it calm or plain.`,
        )
      }
      return problems
    }),
  )
}

function disclaimers({ disclaimer }: SiteFile, sections: Section[]): string[] {
  const original = sections.find((section) => section.id === DISCLAIMER_SECTION)?.text.trim() ?? ''
  const problems: string[] = []
  if (disclaimer.en.full !== original) {
    problems.push('"disclaimer, en, full" differs from the disclaimer in content/en/article.md. Copy it word for word.')
  }
  if (!original.includes(disclaimer.en.text)) {
    problems.push('"disclaimer, en, text" does not stand in the article\'s disclaimer. Copy it word for word.')
  }
  for (const lang of LOCALES) {
    const { full, translatedBy, reviewedBy, leads } = disclaimer[lang]
    if (lang !== 'en' && !(translatedBy && reviewedBy) && !full.includes(original)) {
      problems.push(
        `"disclaimer, ${lang}, full" is a translation without a named translator and reviewer. Name both, or keep the article's English words.`,
      )
    }
    for (const type of ENTRY_TYPES) {
      if ((type === 'testimonial' || type === 'protocol') && leads[type] === null) {
        problems.push(
          `"disclaimer, ${lang}, leads, ${type}" is missing. Add the line that stands before the disclaimer.`,
        )
      }
    }
  }
  return problems
}

function digits(phone: string): string {
  return phone.replace(/[ ()-]/g, '')
}

function perLocale<T>(make: (lang: Locale) => T): Record<Locale, T> {
  return { en: make('en'), es: make('es') }
}
