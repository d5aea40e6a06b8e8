import { describe, expect, test } from 'vitest'
import { madeAt, nameOf, newestFirst, outdated } from '../../../server/backup/names.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-11-22T12:30:00Z')
const hourly = (count: number, from = NOW) => Array.from({ length: count }, (_, n) => nameOf(from - n * HOUR))

describe('names of backups', () => {
  test('say to the second when each was made', () => {
    expect(nameOf(NOW)).toBe('bedside-20261122T123000Z.backup')
    expect(madeAt(nameOf(NOW))).toBe(NOW)
  })

  test('are told from everything else that lies there', () => {
    const others = [
      'keys.backup',
      'keys.backup.2',
      `${nameOf(NOW)}.part`,
      'bedside-.backup',
      'bedside-20269922T123000Z.backup',
    ]
    expect(newestFirst([...others, nameOf(NOW - DAY), nameOf(NOW)]).map(({ at }) => at)).toEqual([NOW, NOW - DAY])
    expect(outdated(others, NOW, 0)).toEqual([])
  })
})

describe('of backups', () => {
  test('the last 24 hours and one of each of the last 30 days are kept', () => {
    const gone = new Set(outdated(hourly(60 * 24), NOW, null))
    const kept = hourly(60 * 24).filter((name) => !gone.has(name))
    expect(kept.slice(0, 24)).toEqual(hourly(24))
    expect(kept).toHaveLength(24 + 28)
    expect(new Set(kept.map((name) => name.slice(8, 16))).size).toBe(30)
  })

  test('the newest of each hour stays', () => {
    const names = [nameOf(NOW), nameOf(NOW - 60_000), nameOf(NOW - 120_000)]
    expect(outdated(names, NOW, null)).toEqual(names.slice(1))
  })

  test('none is lost because the server was off', () => {
    expect(outdated(hourly(20, NOW - 300 * DAY), NOW, null)).toEqual([])
  })

  test('what is older than chats are kept goes, and the newest never', () => {
    const names = [nameOf(NOW - 8 * DAY), nameOf(NOW - 6 * DAY), nameOf(NOW)]
    expect(outdated(names, NOW, 7 * DAY)).toEqual([names[0]])
    expect(outdated([nameOf(NOW - 100 * DAY)], NOW, 7 * DAY)).toEqual([])
  })
})
