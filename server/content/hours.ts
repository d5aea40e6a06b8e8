import type { Hours } from '../../faq/types.ts'
import { WEEKDAYS } from '../../protocol/settings.ts'
import type { Fault } from './plain.ts'
import type { SiteFile } from './site-schema.ts'

const DAY = 24 * 60
const WEEK = 7 * DAY

type Span = Hours['week'][number][number]

/** Weekdays by name with spans as text, to weekdays by number with minutes; a span that ends before it begins ends on the next day. */
export function weekOf(week: SiteFile['hours']['week']): Hours['week'] {
  return Object.fromEntries(WEEKDAYS.map((name, i) => [i + 1, week[name].map(toSpan)]))
}

/** What is wrong with the zone and the spans. */
export function hoursFaults(zone: string, week: Hours['week']): Fault[] {
  const faults: Fault[] = []
  if (!isZone(zone)) {
    const problem = `The time zone "${zone}" is not known. Write one like America/Los_Angeles.`
    faults.push({ path: ['hours', 'zone'], problem })
  }
  const spans = WEEKDAYS.flatMap((name, i) =>
    (week[i + 1] ?? []).map(({ from, to }) => ({ name, from: from + i * DAY, to: to + i * DAY })),
  ).sort((a, b) => a.from - b.from)
  spans.forEach((span, i) => {
    // the first span once more, a week later: Sunday night may run into Monday morning
    const next = spans[i + 1] ?? spans.slice(0, 1).map((s) => ({ ...s, from: s.from + WEEK }))[0]
    if (next && next !== span && span.to > next.from) {
      const where = span.name === next.name ? `on ${span.name}` : `of ${span.name} and ${next.name}`
      const problem = `The hours ${where} overlap. Make one span end before the next begins.`
      faults.push({ path: ['hours', 'week', span.name], problem })
    }
  })
  return faults
}

function toSpan(text: string): Span {
  const [from = 0, to = 0] = text.split('-').map(minutes)
  return { from, to: to > from ? to : to + DAY }
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number)
  return hours * 60 + rest
}

function isZone(zone: string): boolean {
  // an offset such as +02:00 would be taken too, and would be an hour off for half of the year
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
