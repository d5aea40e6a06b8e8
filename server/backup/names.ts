import { join } from 'node:path'

/** Names of backups, which say when each was made: `bedside-20261122T091500Z.backup`. */

const NAME = /^bedside-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.backup$/

/** Both copies of the keys: two, against a damaged disk. */
export const keyFiles = (folder: string): string[] => ['keys.backup', 'keys.backup.2'].map((name) => join(folder, name))

/** Such as `20261122T091500Z`, for the second in which `at` (UTC ms) lies. */
export const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

export const nameOf = (at: number): string => `bedside-${stampOf(at)}.backup`

/** When a backup was made, UTC ms, by its name; null for a file that is none. */
export function madeAt(name: string): number | null {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? []
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? null : at
}

/** The backups among these names, newest first. */
export function newestFirst(names: string[]): { name: string; at: number }[] {
  return names
    .flatMap((name) => {
      const at = madeAt(name)
      return at === null ? [] : [{ name, at }]
    })
    .sort((a, b) => b.at - a.at)
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const KEPT = { hours: 24, days: 30 }

/**
 * Which of these backups go: all but the newest of each of the last 24 hours that have one, the newest of each of the last 30
 * days that have one, and the newest of all; and whatever is older than `keepMs` (all that it holds should be deleted
 * by now). Hours and days without a backup do not count, so a server that was off for a month loses none by that.
 */
export function outdated(names: string[], now: number, keepMs: number | null): string[] {
  const all = newestFirst(names)
  const newestOf = (spanMs: number, count: number): string[] => {
    const first = new Map<number, string>()
    for (const { name, at } of all) {
      const span = Math.floor(at / spanMs)
      if (!first.has(span)) first.set(span, name)
    }
    return [...first.values()].slice(0, count)
  }
  const kept = new Set([...newestOf(HOUR_MS, KEPT.hours), ...newestOf(DAY_MS, KEPT.days)])
  const newest = all[0]?.name
  return all
    .filter(({ name, at }) => name !== newest && (!kept.has(name) || (keepMs !== null && now - at > keepMs)))
    .map(({ name }) => name)
}
