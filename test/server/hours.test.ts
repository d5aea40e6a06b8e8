import { describe, expect, test } from 'vitest'
import type { Hours } from '../../faq/types.ts'
import { openingAt } from '../../server/hours.ts'

const nineToFive = [{ from: 9 * 60, to: 17 * 60 }]
const clinic: Hours = {
  zone: 'America/Los_Angeles',
  zoneLabel: { en: 'Pacific', es: 'hora del Pacífico' },
  week: { 1: nineToFive, 2: nineToFive, 3: nineToFive, 4: nineToFive, 5: nineToFive },
  holidays: ['2026-11-26', '2026-11-27'],
  words: { en: '', es: '' },
}

const at = (iso: string): number => Date.parse(iso)
const opens = (hours: Hours, iso: string): string | null => {
  const { opensAt } = openingAt(hours, at(iso))
  return opensAt === null ? null : new Date(opensAt).toISOString()
}

describe('the opening hours', () => {
  test('include their first minute and not their last', () => {
    expect(openingAt(clinic, at('2026-11-23T08:59:59.999-08:00')).open).toBe(false)
    expect(openingAt(clinic, at('2026-11-23T09:00:00-08:00'))).toEqual({ open: true, opensAt: null })
    expect(openingAt(clinic, at('2026-11-23T16:59:59.999-08:00')).open).toBe(true)
    expect(openingAt(clinic, at('2026-11-23T17:00:00-08:00')).open).toBe(false)
  })

  test('come again the next day, and after a weekend on Monday', () => {
    expect(opens(clinic, '2026-11-23T17:00:00-08:00')).toBe('2026-11-24T17:00:00.000Z')
    expect(opens(clinic, '2026-11-20T18:00:00-08:00')).toBe('2026-11-23T17:00:00.000Z')
    expect(opens(clinic, '2026-11-23T00:00:00-08:00')).toBe('2026-11-23T17:00:00.000Z')
  })

  test('leave out holidays, by the date at the clinic and not in Greenwich', () => {
    expect(openingAt(clinic, at('2026-11-26T10:00:00-08:00')).open).toBe(false)
    expect(opens(clinic, '2026-11-25T17:30:00-08:00')).toBe('2026-11-30T17:00:00.000Z')
    // Half past four on Wednesday afternoon is Thursday, the holiday, in Greenwich already.
    expect(openingAt(clinic, at('2026-11-25T16:30:00-08:00')).open).toBe(true)
  })

  test('begin at nine by the wall clock before and after the night in which clocks go forward', () => {
    expect(opens(clinic, '2026-03-06T18:00:00-08:00')).toBe('2026-03-09T16:00:00.000Z')
    expect(opens(clinic, '2026-03-08T01:59:00-08:00')).toBe('2026-03-09T16:00:00.000Z')
    expect(opens(clinic, '2026-03-08T03:01:00-07:00')).toBe('2026-03-09T16:00:00.000Z')
    expect(opens(clinic, '2026-03-05T18:00:00-08:00')).toBe('2026-03-06T17:00:00.000Z')
  })

  test('begin at nine by the wall clock before and after the night in which clocks go back', () => {
    expect(opens(clinic, '2026-10-30T18:00:00-07:00')).toBe('2026-11-02T17:00:00.000Z')
    expect(opens(clinic, '2026-11-01T01:30:00-07:00')).toBe('2026-11-02T17:00:00.000Z')
    expect(opens(clinic, '2026-11-01T01:30:00-08:00')).toBe('2026-11-02T17:00:00.000Z')
  })

  test('that fall into the hour that the clocks skip begin an hour later, and never twice in the hour that comes twice', () => {
    const early: Hours = { ...clinic, week: { 7: [{ from: 2 * 60 + 30, to: 5 * 60 }] } }
    expect(opens(early, '2026-03-08T01:00:00-08:00')).toBe('2026-03-08T10:30:00.000Z')
    const twice: Hours = { ...clinic, week: { 7: [{ from: 90, to: 5 * 60 }] } }
    expect(opens(twice, '2026-11-01T00:00:00-07:00')).toBe('2026-11-01T08:30:00.000Z')
    expect(openingAt(twice, at('2026-11-01T01:10:00-08:00')).open).toBe(true)
  })

  test('may have several spans a day, in any order', () => {
    const split: Hours = {
      ...clinic,
      week: {
        1: [
          { from: 13 * 60, to: 17 * 60 },
          { from: 8 * 60, to: 12 * 60 },
        ],
      },
    }
    expect(opens(split, '2026-11-23T07:00:00-08:00')).toBe('2026-11-23T16:00:00.000Z')
    expect(openingAt(split, at('2026-11-23T11:00:00-08:00')).open).toBe(true)
    expect(opens(split, '2026-11-23T12:00:00-08:00')).toBe('2026-11-23T21:00:00.000Z')
    expect(opens(split, '2026-11-23T17:00:00-08:00')).toBe('2026-11-30T16:00:00.000Z')
  })

  test('may last until midnight and beyond', () => {
    const late: Hours = { ...clinic, week: { 1: [{ from: 20 * 60, to: 1440 }], 2: [{ from: 20 * 60, to: 26 * 60 }] } }
    expect(openingAt(late, at('2026-11-23T23:59:59-08:00')).open).toBe(true)
    expect(openingAt(late, at('2026-11-24T00:00:00-08:00')).open).toBe(false)
    expect(openingAt(late, at('2026-11-25T01:59:00-08:00')).open).toBe(true)
    expect(opens(late, '2026-11-25T02:00:00-08:00')).toBe('2026-12-01T04:00:00.000Z')
  })

  test('that are never set promise nothing', () => {
    expect(openingAt({ ...clinic, week: {} }, at('2026-11-23T12:00:00Z'))).toEqual({ open: false, opensAt: null })
  })
})
