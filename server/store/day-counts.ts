import { hash } from 'node:crypto'
import type { Count, Counted, DayCount } from './port.ts'
import { damagedRow } from './rows.ts'

/** SHA-256, the first 16 hexadecimal digits, of what stands in the row. PostgreSQL works out the same in `postgres-batch.ts`. */
export const countChecksum = ({ day, what, about, count }: DayCount): string =>
  hash('sha256', `${day} ${what} ${about} ${count}`).slice(0, 16)

/** A row as a database gives it. Throws ChatError `unavailable` for one that is not what was written. */
export function dayCountOf(row: Record<string, unknown>): DayCount {
  const read = { day: String(row.day), what: row.what as Counted, about: String(row.about), count: Number(row.count) }
  if (row.checksum !== countChecksum(read)) throw damagedRow()
  return read
}

/** One for each day, what and about, in their order: every writer takes the rows in the same order, so none waits in a circle. */
export function together(counts: Count[]): Count[] {
  const sums = new Map<string, Count>()
  for (const count of counts) {
    const name = `${count.day} ${count.what} ${count.about}`
    sums.set(name, { ...count, by: count.by + (sums.get(name)?.by ?? 0) })
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, count]) => (count.by === 0 ? [] : [count]))
}
