import { expect, test } from 'vitest'
import { clockTime, differsFromHere, longDay, nearDay } from '../../client/ui/time.ts'

const ZONE = 'America/Los_Angeles'
const MONDAY_9AM = Date.UTC(2026, 10, 23, 17)
const DAY = 86_400_000

test('times are written as people in the United States write them in each language', () => {
  expect(clockTime(MONDAY_9AM, 'en', ZONE)).toMatch(/^9:00\sAM$/)
  expect(clockTime(MONDAY_9AM, 'es', ZONE)).toMatch(/^9:00\sa\.\s?m\.$/)
  expect(longDay(MONDAY_9AM, 'en', ZONE)).toBe('Monday, November 23')
  expect(longDay(MONDAY_9AM, 'es', ZONE)).toBe('lunes, 23 de noviembre')
})

test('a day within the week is its weekday, a later one has its date', () => {
  expect(nearDay(MONDAY_9AM, MONDAY_9AM - 2 * DAY, 'en', ZONE)).toBe('Monday')
  expect(nearDay(MONDAY_9AM, MONDAY_9AM - 7 * DAY, 'en', ZONE)).toBe('Monday, November 23')
})

test('a zone whose clocks show the same needs no second time', () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(differsFromHere(MONDAY_9AM, here)).toBe(false)
  expect(differsFromHere(MONDAY_9AM, here === 'Asia/Kolkata' ? 'UTC' : 'Asia/Kolkata')).toBe(true)
})
