import type { DatabaseSync } from 'node:sqlite'
import type { AuditRow } from '../../protocol/audit.ts'
import { rowAfter } from '../audit/chain.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './port.ts'
import { reading } from './sqlite-rows.ts'

/** The audit log in the embedded database. */
export function sqliteAudit(db: DatabaseSync, commits: GroupCommit): Pick<Store, 'record' | 'audited'> {
  const rows = {
    last: db.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1'),
    insert: db.prepare(`
      INSERT INTO audit (number, at, who, what, detail, count, which, hash)
      VALUES (:number, :at, :who, :what, :detail, :count, :which, :hash)`),
    audited: db.prepare(`
      SELECT number, at, who, what, detail, count, which, hash FROM audit
      WHERE (:before IS NULL OR number < :before) AND (:anybody = 1 OR who IS :who) AND (:what IS NULL OR what = :what)
        AND (:which IS NULL OR which = :which)
      ORDER BY number DESC LIMIT :limit`),
  }
  return {
    record: (entry) =>
      commits.run(() => {
        const last = rows.last.get()
        const row = rowAfter(last ? { number: Number(last.number), hash: String(last.hash) } : null, entry)
        rows.insert.run({ ...row })
        return row
      }),
    audited: ({ before, who, what, which }, limit) =>
      reading(() => {
        const asked = { before, who: who?.id ?? null, anybody: who ? 0 : 1, what, which, limit }
        return rows.audited.all(asked).map((row) => ({ ...row }) as unknown as AuditRow)
      }),
  }
}
