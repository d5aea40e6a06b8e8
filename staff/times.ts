import { clockTime, nearDay } from '../client/ui/time.ts'
import type { Locale } from '../protocol/events.ts'

/** Clock times as the clinic's own clock shows them, wherever the staff member sits. */
export interface Times {
  /** "2:36 PM" on the day of `now`, with the date on any other day. */
  at(at: number, now: number): string
  /** A name of the day of `now`. */
  day(now: number): string
  /** "Monday, 9:00 AM": a moment to come. */
  soon(at: number, now: number): string
}

/** `zone` is an IANA zone. */
export function createTimes(locale: Locale, zone: string): Times {
  const tag = locale === 'es' ? 'es-US' : 'en-US'
  const date = new Intl.DateTimeFormat(tag, { timeZone: zone, month: 'short', day: 'numeric' })
  const day = new Intl.DateTimeFormat(tag, { timeZone: zone, dateStyle: 'short' })
  return {
    at(at, now) {
      const time = clockTime(at, locale, zone)
      return day.format(at) === day.format(now) ? time : `${date.format(at)}, ${time}`
    },
    day: (now) => day.format(now),
    soon: (at, now) => `${nearDay(at, now, locale, zone)}, ${clockTime(at, locale, zone)}`,
  }
}
