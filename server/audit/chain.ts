import { hash } from 'node:crypto'
import type { AuditEntry, AuditRow, Deed } from '../../protocol/audit.ts'

/** What a row is chained to. */
export type Link = Pick<AuditRow, 'number' | 'hash'>

/** Stands before the first row. */
const NOTHING: Link = { number: 0, hash: '0'.repeat(64) }

export function entryOf(deed: Deed, at: number): AuditEntry {
  return { at, detail: null, count: null, which: null, ...deed }
}

/** The row of an entry behind `before`, which is null for the first. */
export function rowAfter(before: Link | null, { at, who, what, detail, count, which }: AuditEntry): AuditRow {
  const last = before ?? NOTHING
  const row = { number: last.number + 1, at, who, what, detail, count, which }
  return { ...row, hash: hashAfter(last.hash, row) }
}

function hashAfter(before: string, { number, at, who, what, detail, count, which }: Omit<AuditRow, 'hash'>): string {
  return hash('sha256', JSON.stringify([before, number, at, who, what, detail, count, which]))
}

export interface Verdict {
  rows: number
  /** UTC ms; null for an empty log. */
  from: number | null
  to: number | null
  /** The last row, or the last one before the first that is wrong. */
  head: Link
  /** The first number whose row is not the one that was written there, or null where all are. */
  wrong: number | null
}

/**
 * Follows the chain over all rows, in the order of their numbers, and looks whether what somebody noted earlier (`noted`) lies on
 * it: only a note shows that rows at the end are missing.
 */
export async function verify(
  rows: Iterable<AuditRow> | AsyncIterable<AuditRow>,
  noted: readonly Link[] = [],
): Promise<Verdict> {
  const verdict: Verdict = { rows: 0, from: null, to: null, head: NOTHING, wrong: null }
  for await (const row of rows) {
    verdict.rows += 1
    if (verdict.wrong !== null) continue
    const { number, hash: chained } = rowAfter(verdict.head, row)
    const isNoted = noted.every((link) => link.number !== number || link.hash === chained)
    if (row.number !== number || row.hash !== chained || !isNoted) {
      verdict.wrong = number
      continue
    }
    verdict.from ??= row.at
    verdict.to = row.at
    verdict.head = { number, hash: chained }
  }
  const last = verdict.head.number
  if (verdict.wrong === null && noted.some(({ number }) => number > last)) verdict.wrong = last + 1
  return verdict
}
