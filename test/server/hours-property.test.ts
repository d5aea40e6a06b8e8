import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import type { Hours } from '../../faq/types.ts'
import { openingAt } from '../../server/hours.ts'

/** Zones north and south, with half hours, with changes at midnight, at one, two and three o'clock, of half an hour, and none. */
const ZONES = [
  'America/Los_Angeles',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'Europe/Madrid',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Honolulu',
]
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const FROM = Date.parse('2024-01-01T00:00:00Z')
const TO = Date.parse('2036-01-01T00:00:00Z')

/** Every change of a zone's clocks in those years, UTC ms. */
function changesOf(zone: string): number[] {
  const changes: number[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds > TO) return changes
    changes.push(next.epochMilliseconds)
    at = next
  }
}
const CHANGES = new Map(ZONES.map((zone) => [zone, changesOf(zone)]))

/** Begins and ends at hours at which no zone changes its clocks: there the wall clock alone says whether it is open. */
const dayHour = fc.integer({ min: 5 * 60, max: 22 * 60 })
const daySpan = fc
  .tuple(dayHour, dayHour)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const nightSpan = fc
  .tuple(fc.integer({ min: 18 * 60, max: 23 * 60 }), fc.integer({ min: 1440, max: 1440 + 10 * 60 }))
  .filter(([, to]) => to === 1440 || to >= 1440 + 5 * 60)
  .map(([from, to]) => ({ from, to }))
const spans = fc.array(fc.oneof({ weight: 4, arbitrary: daySpan }, { weight: 1, arbitrary: nightSpan }), {
  maxLength: 4,
})

/** A clinic, and a moment of its years: any, or around a change of its clocks. */
const clinicAt = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    week: fc.tuple(spans, spans, spans, spans, spans, spans, spans),
    anywhen: fc.integer({ min: FROM, max: TO }),
    change: fc.nat(),
    aside: fc.integer({ min: -40 * HOUR, max: 40 * HOUR }),
    aroundChange: fc.boolean(),
    holidays: fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { maxLength: 6 }),
  })
  .map(({ zone, week, anywhen, change, aside, aroundChange, holidays }) => {
    const changes = CHANGES.get(zone) ?? []
    const base = changes[change % Math.max(1, changes.length)]
    const at = aroundChange && base !== undefined ? base + aside : anywhen
    const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
    const hours: Hours = {
      zone,
      zoneLabel: { en: zone, es: zone },
      words: { en: '', es: '' },
      // Sunday is 7, as ISO 8601 has it.
      week: Object.fromEntries(week.map((some, day) => [day + 1, some])) as Hours['week'],
      holidays: holidays.map((days) => today.add({ days }).toString()),
    }
    return { hours, at }
  })

const formats = new Map(
  ZONES.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
)

/** What the clinic's wall clock and calendar show, by the browser's own tables and none of ours. */
function wall(zone: string, at: number): { date: string; minutes: number } {
  const parts = Object.fromEntries((formats.get(zone)?.formatToParts(at) ?? []).map(({ type, value }) => [type, value]))
  return { date: `${parts.year}-${parts.month}-${parts.day}`, minutes: Number(parts.hour) * 60 + Number(parts.minute) }
}

/** Whether the posted hours include what the wall clock shows. */
function postedOpen(hours: Hours, at: number): boolean {
  const { date, minutes } = wall(hours.zone, at)
  const on = (day: string, minute: number) => {
    if (hours.holidays.includes(day)) return false
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
    return (hours.week[weekday] ?? []).some(({ from, to }) => from <= minute && minute < to)
  }
  const before = new Date(Date.parse(`${date}T00:00:00Z`) - 24 * HOUR).toISOString().slice(0, 10)
  return on(date, minutes) || on(before, minutes + 1440)
}

test('it is open exactly while the wall clock of the zone is within the posted hours, over years, holidays and changes of the clocks (H8)', () => {
  fc.assert(
    fc.property(clinicAt, ({ hours, at }) => {
      expect(openingAt(hours, at).open).toBe(postedOpen(hours, at))
    }),
    { numRuns: 2000 },
  )
})

test('the next opening is open, its wall clock shows a posted time, and until then it is closed (H8)', () => {
  fc.assert(
    fc.property(
      clinicAt,
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 8, maxLength: 8 }),
      ({ hours, at }, shares) => {
        const { open, opensAt } = openingAt(hours, at)
        if (opensAt === null) {
          if (!open) expect(Object.values(hours.week).flat()).toEqual([])
          return
        }
        expect(open).toBe(false)
        expect(opensAt).toBeGreaterThan(at)
        expect(postedOpen(hours, opensAt)).toBe(true)
        const { minutes } = wall(hours.zone, opensAt)
        expect(Object.values(hours.week).flatMap((some) => some.map(({ from }) => from % 1440))).toContain(minutes)
        for (const share of [...shares, 1 - MINUTE / (opensAt - at)]) {
          if (share >= 0)
            expect(postedOpen(hours, Math.min(opensAt - 1, Math.floor(at + share * (opensAt - at))))).toBe(false)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
