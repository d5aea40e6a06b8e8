import type { DatabaseSync } from 'node:sqlite'
import { BackupError } from './backup-error.ts'

/** A row of the staff accounts, in SQLite's form: times as ISO 8601, yes and no as 1 and 0. */
export interface AccountRow {
  table: string
  row: Record<string, string | number | null>
}

/** What is kept of the accounts: each table after those that it refers to. */
export const ACCOUNT_TABLES = ['user', 'account', 'twoFactor', 'passkey']

/** What ends or is used once is not worth keeping, and better not kept: signed-in sessions, links by mail. */
export const LEFT_OUT = ['session', 'verification']

/** Names come from the database itself. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export function readAccounts(db: DatabaseSync): AccountRow[] {
  const there = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?')
  return ACCOUNT_TABLES.filter((table) => there.get(table)).flatMap((table) =>
    db
      .prepare(`SELECT * FROM ${quoted(table)}`)
      .all()
      .map((row) => ({ table, row: textual(table, row) })),
  )
}

function textual(table: string, row: Record<string, unknown>): AccountRow['row'] {
  const odd = Object.values(row).some((value) => value instanceof Uint8Array || typeof value === 'bigint')
  if (odd) throw new BackupError(`The table ${table} of the staff accounts has a column that cannot be kept.`)
  return { ...row } as AccountRow['row']
}

/**
 * Puts accounts into tables that are there and empty. Throws {@link BackupError} for a table or a column that this version does not
 * have: what it says, such as that somebody is locked out, must not get lost.
 */
export function writeAccounts(db: DatabaseSync, accounts: AccountRow[]): void {
  db.exec('BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON')
  try {
    for (const { table, row } of accounts) {
      const known = db
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map((column) => String(column.name))
      const names = Object.keys(row)
      if (names.some((name) => !known.includes(name))) throw unknownAccounts()
      db.prepare(
        `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ).run(...names.map((name) => row[name] ?? null))
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

export const unknownAccounts = (): BackupError =>
  new BackupError(
    'The staff accounts in the backup have something that this version of the program does not know. Install the version that made it.',
  )
