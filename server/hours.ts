import { Temporal } from 'temporal-polyfill'
import type { Hours } from '../faq/types.ts'

export interface Opening {
  /** Whether the posted hours include this moment. */
  open: boolean
  /** When the next opening begins, UTC ms; null while open, or when none comes within a year. */
  opensAt: number | null
}

/** How far ahead an opening is looked for: longer than any holiday. */
const SEARCH_DAYS = 366
const MINUTES_PER_DAY = 1440

/**
 * Whether the clinic is open at `at` (UTC ms), and if not, when it opens next. Hours are wall-clock times of the clinic's
 * zone, so nine o'clock stays nine o'clock when the clocks change. A span may end after midnight (`to` above 1440); a
 * holiday takes away the spans that begin on that date.
 */
export function openingAt(hours: Hours, at: number): Opening {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone).toPlainDate()
  let opensAt: number | null = null
  // From yesterday, whose last span may reach into today.
  for (let offset = -1; offset <= SEARCH_DAYS; offset += 1) {
    for (const { from, to } of spansOn(hours, today.add({ days: offset }))) {
      if (from <= at && at < to) return { open: true, opensAt: null }
      if (from > at && (opensAt === null || from < opensAt)) opensAt = from
    }
    if (opensAt !== null && offset >= 0) return { open: false, opensAt }
  }
  return { open: false, opensAt }
}

function spansOn(hours: Hours, date: Temporal.PlainDate): { from: number; to: number }[] {
  if (hours.holidays.includes(date.toString())) return []
  return (hours.week[date.dayOfWeek] ?? []).map(({ from, to }) => ({
    from: instant(hours.zone, date, from),
    to: instant(hours.zone, date, to),
  }))
}

/** UTC ms of `minutes` after midnight by the wall clock; a time that the clocks skip is the one an hour later. */
function instant(zone: string, date: Temporal.PlainDate, minutes: number): number {
  const day = date.add({ days: Math.floor(minutes / MINUTES_PER_DAY) })
  const time = Temporal.PlainTime.from({ hour: Math.floor((minutes % MINUTES_PER_DAY) / 60), minute: minutes % 60 })
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}
