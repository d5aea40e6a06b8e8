import type { Locale } from '../../protocol/events.ts'

/** How people in the United States write dates and times in each language. */
const TAGS: Record<Locale, string> = { en: 'en-US', es: 'es-US' }

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: Locale, options: Intl.DateTimeFormatOptions, at: number): string {
  const key = locale + JSON.stringify(options)
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(TAGS[locale], options)
    formats.set(key, found)
  }
  return found.format(at)
}

/** "2:42 PM", in the reader's own zone unless one is named. `at` is UTC ms. */
export function clockTime(at: number, locale: Locale, timeZone?: string): string {
  return format(locale, { hour: 'numeric', minute: '2-digit', timeZone }, at)
}

/** "Tuesday, November 24". */
export function longDay(at: number, locale: Locale, timeZone?: string): string {
  return format(locale, { weekday: 'long', month: 'long', day: 'numeric', timeZone }, at)
}

/** "November 24, 2026". `day` is YYYY-MM-DD. */
export function calendarDay(day: string, locale: Locale): string {
  return format(locale, { dateStyle: 'long', timeZone: 'UTC' }, Date.parse(day))
}

/** "Monday", or "Monday, January 4" where more than six days off: the weekday alone would mislead. */
export function nearDay(at: number, now: number, locale: Locale, timeZone?: string): string {
  if (at - now > 6 * 86_400_000) return longDay(at, locale, timeZone)
  return format(locale, { weekday: 'long', timeZone }, at)
}

/** Whether two moments fall on the same day in the reader's own zone. */
export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** Whether clocks in `timeZone` show another time than the reader's own at `at`. */
export function differsFromHere(at: number, timeZone: string): boolean {
  return clockTime(at, 'en', timeZone) !== clockTime(at, 'en')
}
