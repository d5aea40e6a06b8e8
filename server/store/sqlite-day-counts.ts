import type { DatabaseSync } from 'node:sqlite'
import { countChecksum, dayCountOf, together } from './day-counts.ts'
import type { Count, DayCount } from './port.ts'

export interface DayCounts {
  /** Inside the caller's transaction. */
  add(counts: Count[]): void
  read(from: string, to: string): { began: string | null; counts: DayCount[] }
}

export function sqliteDayCounts(db: DatabaseSync): DayCounts {
  const one = db.prepare('SELECT * FROM day_count WHERE day = ? AND what = ? AND about = ?')
  const put = db.prepare(`
    INSERT INTO day_count (day, what, about, count, checksum) VALUES (:day, :what, :about, :count, :checksum)
    ON CONFLICT DO UPDATE SET count = excluded.count, checksum = excluded.checksum`)
  const range = db.prepare('SELECT * FROM day_count WHERE day BETWEEN ? AND ? ORDER BY day, what, about')
  const first = db.prepare('SELECT min(day) AS day FROM day_count')
  return {
    add(counts) {
      for (const { day, what, about, by } of together(counts)) {
        const row = one.get(day, what, about)
        // Damage must not be made to look sound by counting on; nor is it a reason to refuse what a visitor says.
        const before = row ? Number(row.count) : 0
        const next = { day, what, about, count: before + by }
        const sound = !row || row.checksum === countChecksum({ ...next, count: before })
        put.run({ ...next, checksum: sound ? countChecksum(next) : String(row.checksum) })
      }
    },
    read(from, to) {
      const day = first.get()?.day
      return { began: typeof day === 'string' ? day : null, counts: range.all(from, to).map(dayCountOf) }
    },
  }
}
