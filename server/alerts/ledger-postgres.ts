import type { Pool } from 'pg'
import { type AlertLedger, SQL } from './ledger.ts'

/** The ledger that all nodes of a database share. `pool` finds tables by their names and is ended by whoever gives it. */
export function postgresLedger(pool: Pool): AlertLedger {
  return {
    async take(key, now, until) {
      const { rows } = await pool.query<{ tries: number }>(SQL.take, [key, until, now])
      return rows[0] ? Number(rows[0].tries) : null
    },
    async sent(key) {
      await pool.query(SQL.sent, [key])
    },
    async postpone(key, at) {
      await pool.query(SQL.postpone, [key, at])
    },
    async look(key) {
      const { rows } = await pool.query<{ sent: number; tries: number; not_before: string }>(SQL.look, [key])
      const [row] = rows
      return row ? { sent: row.sent === 1, tries: Number(row.tries), notBefore: Number(row.not_before) } : null
    },
    async forget(before) {
      await pool.query(SQL.forget, [before])
    },
    async moment(name) {
      const { rows } = await pool.query<{ at: string }>(SQL.moment, [name])
      return rows[0] ? Number(rows[0].at) : null
    },
    async setMoment(name, at) {
      await pool.query(SQL.setMoment, [name, at])
    },
    async close() {},
  }
}
