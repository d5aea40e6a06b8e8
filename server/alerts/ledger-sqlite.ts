import { DatabaseSync } from 'node:sqlite'
import { type AlertLedger, SQL } from './ledger.ts'

const TABLES = `
  CREATE TABLE IF NOT EXISTS alert (
    key TEXT PRIMARY KEY,
    not_before INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sent INTEGER NOT NULL CHECK (sent IN (0, 1)),
    taken_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS alert_moment (
    name TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT`

/**
 * The ledger of a node by itself, in a file of its own: it is no part of a backup, and losing it costs an alert that goes out
 * once more. `synchronous=NORMAL` for the same reason: nobody waits for a disk.
 */
export function sqliteLedger(path: string): AlertLedger {
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`)
  // `$1` would be a name to SQLite, and `?1` is the first value.
  const prepare = (sql: string) => db.prepare(sql.replaceAll('$', '?'))
  const take = prepare(SQL.take)
  const sent = prepare(SQL.sent)
  const postpone = prepare(SQL.postpone)
  const look = prepare(SQL.look)
  const forget = prepare(SQL.forget)
  const moment = prepare(SQL.moment)
  const setMoment = prepare(SQL.setMoment)
  return {
    async take(key, now, until) {
      const row = take.get(key, until, now)
      return row ? Number(row.tries) : null
    },
    async sent(key) {
      sent.run(key)
    },
    async postpone(key, at) {
      postpone.run(key, at)
    },
    async look(key) {
      const row = look.get(key)
      return row ? { sent: row.sent === 1, tries: Number(row.tries), notBefore: Number(row.not_before) } : null
    },
    async forget(before) {
      forget.run(before)
    },
    async moment(name) {
      const row = moment.get(name)
      return row ? Number(row.at) : null
    },
    async setMoment(name, at) {
      setMoment.run(name, at)
    },
    async close() {
      if (db.isOpen) db.close()
    },
  }
}
