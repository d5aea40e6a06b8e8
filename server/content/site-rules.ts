import { DISCLAIMER_SECTION } from '../../faq/article.ts'
import type { Section, Site } from '../../faq/types.ts'
import { CARD_KINDS, ENTRY_TYPES, LOCALES, type Locale } from '../../protocol/events.ts'
import { clinicianTitle } from './bot-name.ts'
import { hoursFaults, weekOf } from './hours.ts'
import type { Fault } from './plain.ts'
import type { SiteFile } from './site-schema.ts'

/** A host that stands for itself: `*` is a legal host to the URL parser, and every site to a browser's policy. */
const PLAIN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/

/** The settings as the program holds them: spans in minutes, every card with its kind. */
export function toSite(file: SiteFile): Site {
  return {
    ...file,
    replies: file.replies ?? null,
    procedures: file.procedures ?? null,
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

/** What is wrong with settings that are well formed. */
export function siteFaults(file: SiteFile, sections: Section[], entryIds: ReadonlySet<string>): Fault[] {
  return [
    ...names(file),
    ...origins(file.allowedSites),
    ...hoursFaults(file.hours.zone, weekOf(file.hours.week)),
    ...starters(file.starters, entryIds),
    ...cards(file),
    ...disclaimers(file, sections),
  ]
}

function names({ botName }: SiteFile): Fault[] {
  return LOCALES.flatMap((lang) => {
    const title = clinicianTitle(botName[lang])
    if (title === null) return []
    const problem = `"botName, ${lang}" has "${title}", a clinician's title. The program is not a clinician: give it a plain name.`
    return [{ path: ['botName', lang], problem }]
  })
}

function origins(sites: string[]): Fault[] {
  return sites.flatMap((site, i) => {
    const url = URL.parse(site)
    const usable = url && /^https?:$/.test(url.protocol) && PLAIN_HOST.test(url.hostname)
    // the list is written into a response header, so it must be exactly what the URL parser makes of it
    if (usable && url.origin === site) return []
    const hint = `Write ${usable ? url.origin : 'it like https://www.example.com'}.`
    const shown = site.slice(0, 100)
    return [{ path: ['allowedSites', i], problem: `The allowed site "${shown}" is not an exact origin. ${hint}` }]
  })
}

function starters(ids: string[], entryIds: ReadonlySet<string>): Fault[] {
  return ids.flatMap((id, i) => {
    const path = ['starters', i]
    if (ids.indexOf(id) < i) return [{ path, problem: 'A starter stands twice. Keep one of them.' }]
    if (entryIds.has(id)) return []
    const problem = `The starter "${id}" names no English entry. Use the name of a file in content/en/entries.`
    return [{ path, problem }]
  })
}

function cards({ cards: all, emergency }: SiteFile): Fault[] {
  const medical = `tel:${digits(emergency.medical.number)}`
  const crisis = `tel:${digits(emergency.crisis.number)}`
  return LOCALES.flatMap((lang) =>
    CARD_KINDS.flatMap((kind) => {
      const card = all[lang][kind]
      const where = `The card "${kind}" (${lang})`
      const path = ['cards', lang, kind]
      const buttons = [...card.actions, ...(card.danger ? [card.danger.action] : [])]
      const calls = buttons.map((button) => button.href)
      const faults: Fault[] = []
      if (!calls.includes(medical)) {
        faults.push({ path, problem: `${where} has no button that calls ${emergency.medical.number}. Add it.` })
      }
      if (kind === 'self-harm' && calls[0] !== crisis) {
        faults.push({ path, problem: `${where} must begin with a button that calls ${emergency.crisis.number}.` })
      }
      if (buttons.some(({ tone, href }) => tone === 'alert' && href !== medical)) {
        const problem = `${where} has a red button that does not call ${emergency.medical.number}. Make it calm or plain.`
        faults.push({ path, problem })
      }
      return faults
    }),
  )
}

function disclaimers({ disclaimer }: SiteFile, sections: Section[]): Fault[] {
  const original = sections.find((section) => section.id === DISCLAIMER_SECTION)?.text.trim() ?? ''
  const faults: Fault[] = []
  if (disclaimer.en.full !== original) {
    const problem =
      '"disclaimer, en, full" differs from the disclaimer in content/en/article.md. Copy it word for word.'
    faults.push({ path: ['disclaimer', 'en', 'full'], problem })
  }
  if (!original.includes(disclaimer.en.text)) {
    const problem = '"disclaimer, en, text" does not stand in the article\'s disclaimer. Copy it word for word.'
    faults.push({ path: ['disclaimer', 'en', 'text'], problem })
  }
  for (const lang of LOCALES) {
    const { full, translatedBy, reviewedBy, leads } = disclaimer[lang]
    if (lang !== 'en' && !(translatedBy && reviewedBy) && !full.includes(original)) {
      const problem = `"disclaimer, ${lang}, full" is a translation without a named translator and reviewer. Name both, or keep the article's English words.`
      faults.push({ path: ['disclaimer', lang, 'full'], problem })
    }
    for (const type of ENTRY_TYPES) {
      if ((type === 'testimonial' || type === 'protocol') && leads[type] === null) {
        const problem = `"disclaimer, ${lang}, leads, ${type}" is missing. Add the line that stands before the disclaimer.`
        faults.push({ path: ['disclaimer', lang, 'leads', type], problem })
      }
    }
  }
  return faults
}

function digits(phone: string): string {
  return phone.replace(/[ ()-]/g, '')
}

function perLocale<T>(make: (lang: Locale) => T): Record<Locale, T> {
  return { en: make('en'), es: make('es') }
}
