import type { Locale } from '../protocol/events.ts'

/** Clock times as the clinic's own clock shows them, wherever the staff member sits. */
export interface Times {
  /** "2:36 PM" on the day of `now`; with the day before it on any other. */
  at(at: number, now: number): string
  /** With the day always: "Monday, 9:00 AM". */
  day(at: number): string
}

/** `zone` is an IANA zone. */
export function createTimes(locale: Locale, zone: string): Times {
  const tag = locale === 'es' ? 'es-US' : 'en-US'
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone: zone, ...options })
  const time = format({ hour: 'numeric', minute: '2-digit' })
  const date = format({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
  const weekday = format({ weekday: 'long', hour: 'numeric', minute: '2-digit' })
  const dayKey = format({ year: 'numeric', month: 'numeric', day: 'numeric' })
  return {
    at: (at, now) => (dayKey.format(at) === dayKey.format(now) ? time : date).format(at),
    day: (at) => weekday.format(at),
  }
}
