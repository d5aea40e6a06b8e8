/** How long a visitor has waited, as far as it changes what is shown and heard. */
export const STAGES = ['new', 'minute', 'late'] as const
export type Stage = (typeof STAGES)[number]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The stage of a wait of `ms`: it turns at one minute and at three. */
export function stageOf(ms: number): Stage {
  if (ms < MINUTE_MS) return 'new'
  return ms < 3 * MINUTE_MS ? 'minute' : 'late'
}

export interface AgeWords {
  justNow: string
  minutes: (n: number) => string
  hours: (n: number) => string
  days: (n: number) => string
}

/** An age in one or two words: whole minutes under an hour, then hours, then days. */
export function ageWords(ms: number, t: AgeWords): string {
  if (ms < MINUTE_MS) return t.justNow
  if (ms < HOUR_MS) return t.minutes(Math.floor(ms / MINUTE_MS))
  if (ms < DAY_MS) return t.hours(Math.floor(ms / HOUR_MS))
  return t.days(Math.floor(ms / DAY_MS))
}
