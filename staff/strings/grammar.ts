import type { Locale } from '../../protocol/events.ts'

/** A unit of time for one and for several. */
type Unit = readonly [one: string, many: string]

export interface Units {
  second: Unit
  minute: Unit
  hour: Unit
  day: Unit
}

/** A length of time in its largest whole unit: "1 second", "4 minutes". Hours go up to two days. */
export function span(ms: number, units: Units): string {
  const say = (n: number, [one, many]: Unit) => `${n} ${n === 1 ? one : many}`
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return say(seconds, units.second)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return say(minutes, units.minute)
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? say(hours, units.hour) : say(Math.floor(hours / 24), units.day)
}

/** "Ana, Ben and Kim". */
export function list(names: string[], lang: Locale): string {
  return new Intl.ListFormat(lang, { style: 'long', type: 'conjunction' }).format(names)
}
