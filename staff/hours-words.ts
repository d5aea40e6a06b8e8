import { LOCALES, type Locale } from '../protocol/events.ts'
import { type Settings, WEEKDAYS } from '../protocol/settings.ts'

type Hours = Pick<Settings['hours'], 'week' | 'zoneLabel'>

interface Grammar {
  language: string
  closed: string
  everyDay: string
  day: (name: string) => string
  days: (first: string, last: string, next: boolean) => string
  span: (from: string, to: string) => string
  and: string
  zone: (label: string) => string
}

const GRAMMAR: Record<Locale, Grammar> = {
  en: {
    language: 'en-US',
    closed: 'Closed',
    everyDay: 'Every day',
    day: (name) => name,
    days: (first, last, next) => (next ? `${first} and ${last}` : `${first} to ${last}`),
    span: (from, to) => `${from} to ${to}`,
    and: ' and ',
    zone: (label) => ` ${label}`,
  },
  es: {
    language: 'es',
    closed: 'Cerrado',
    everyDay: 'todos los días',
    day: (name) => name,
    days: (first, last, next) => (next ? `${first} y ${last}` : `de ${first} a ${last}`),
    span: (from, to) => `de ${from} a ${to}`,
    and: ' y ',
    zone: (label) => ` (${label})`,
  },
}

const SPAN = /^\d\d:\d\d-\d\d:\d\d$/

/** The hours with their words anew; as they are where a time is not whole yet. */
export function inWords(hours: Settings['hours']): Settings['hours'] {
  if (!Object.values(hours.week).every((spans) => spans.every((span) => SPAN.test(span)))) return hours
  const words = Object.fromEntries(LOCALES.map((lang) => [lang, hoursInWords(hours, lang)])) as typeof hours.words
  return { ...hours, words }
}

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

/** The week as visitors read it: neighbouring days of the same hours together, the zone once, at the end. */
export function hoursInWords({ week, zoneLabel }: Hours, locale: Locale): string {
  const { language, closed, everyDay, day, days, span, and, zone } = GRAMMAR[locale]
  const formatted = (at: number, format: Intl.DateTimeFormatOptions) =>
    // The narrow spaces of some languages are no spaces to who types them.
    new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' }).format(at).replace(/\s/g, ' ')
  const nameOf = (index: number) => formatted(MONDAY + index * DAY_MS, { weekday: 'long' })
  const clock = (time: string) =>
    formatted(Date.parse(`2024-01-01T${time === '24:00' ? '00:00' : time}Z`), {
      hour: 'numeric',
      minute: '2-digit',
      hour12: true,
    })

  const runs: { first: number; last: number; spans: string[] }[] = []
  WEEKDAYS.forEach((name, index) => {
    const spans = week[name]
    const run = runs.at(-1)
    if (run && run.spans.join() === spans.join()) run.last = index
    else runs.push({ first: index, last: index, spans })
  })
  const open = runs.filter(({ spans }) => spans.length > 0)
  if (open.length === 0) return closed
  const parts = open.map(({ first, last, spans }) => {
    const which =
      first === last
        ? day(nameOf(first))
        : last - first === WEEKDAYS.length - 1
          ? everyDay
          : days(nameOf(first), nameOf(last), last === first + 1)
    const times = spans.map((text) => {
      const [from = '', to = ''] = text.split('-')
      return span(clock(from), clock(to))
    })
    return `${which}, ${times.join(and)}`
  })
  return parts.join('; ') + zone(zoneLabel[locale])
}
