import type { Locale } from '../protocol/events.ts'

/** Numbers, days and lengths of time as people in the United States write them in each language. */
export interface Figures {
  /** "1,234". */
  count(n: number): string
  /** "Nov 27". `day` is YYYY-MM-DD. */
  day(day: string): string
  /** "1 min 40 sec": at most two units. `seconds` is whole. */
  length(seconds: number): string
}

export function createFigures(locale: Locale): Figures {
  const tag = locale === 'es' ? 'es-US' : 'en-US'
  const number = new Intl.NumberFormat(tag)
  const date = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', month: 'short', day: 'numeric' })
  const unit = (n: number, name: string) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }).format(n)
  const two = (whole: number, part: number, larger: string, smaller: string) =>
    part === 0 ? unit(whole, larger) : `${unit(whole, larger)} ${unit(part, smaller)}`
  return {
    count: (n) => number.format(n),
    day: (day) => date.format(Date.parse(day)),
    length(seconds) {
      if (seconds < 60) return unit(seconds, 'second')
      if (seconds < 3600) return two(Math.floor(seconds / 60), seconds % 60, 'minute', 'second')
      const minutes = Math.floor(seconds / 60)
      return two(Math.floor(minutes / 60), minutes % 60, 'hour', 'minute')
    },
  }
}
