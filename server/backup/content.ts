import { DatabaseSync } from 'node:sqlite'
import { migrate, SCHEMA_VERSION } from '../store/migrations.ts'
import type { Keyring } from '../store/seal.ts'
import { StoreError } from '../store/store-error.ts'
import type { AccountRow } from './accounts.ts'
import { BackupError, damaged } from './backup-error.ts'
import { sqliteSource, sqliteTarget } from './sqlite-tables.ts'
import { copyTables, type Row, type Source, type TableName } from './tables.ts'

/**
 * What is in a backup: a database file of the embedded kind whichever database it was taken from, with no key of any chat
 * in it, and the staff accounts in a table of their own.
 */

/** Everything but the keys. */
const CARRIED: readonly TableName[] = ['meta', 'chat', 'event', 'tombstone', 'day_count', 'audit']

/** Makes the file; returns how many rows each table has. */
export async function writeContent(
  file: string,
  { source, accounts, ring }: { source: Source; accounts: AccountRow[]; ring: Keyring },
): Promise<Record<string, number>> {
  const db = new DatabaseSync(file)
  try {
    // Nobody needs this file after a crash.
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
    migrate(db, file, ring)
    db.exec('BEGIN; DELETE FROM meta; CREATE TABLE account_row (table_name TEXT NOT NULL, row TEXT NOT NULL) STRICT')
    const rows = await copyTables(source, sqliteTarget(db), CARRIED)
    const insert = db.prepare('INSERT INTO account_row (table_name, row) VALUES (?, ?)')
    for (const { table, row } of accounts) insert.run(table, JSON.stringify(row))
    db.exec('COMMIT')
    return { ...rows, account: accounts.filter(({ table }) => table === 'user').length }
  } finally {
    db.close()
  }
}

export interface Content {
  db: DatabaseSync
  source: Source
  accounts: AccountRow[]
}

/**
 * Opens a content that was taken out of `backup`, and brings it up to date. Throws {@link BackupError} when it is not whole,
 * does not have as many rows as was said (`rows`), or is a newer program's.
 */
export function openContent(
  file: string,
  { backup, ring, rows }: { backup: string; ring: Keyring; rows: Record<string, number> },
): Content {
  const db = new DatabaseSync(file)
  try {
    db.exec(
      'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
    )
    if (db.prepare('PRAGMA integrity_check(1)').get()?.integrity_check !== 'ok') throw damaged(backup)
    migrate(db, backup, ring)
    // A table that came later than the backup is empty, and nothing was said of it.
    for (const table of CARRIED) if (countOf(db, table) !== (rows[table] ?? 0)) throw damaged(backup)
    const accounts = db
      .prepare('SELECT table_name, row FROM account_row ORDER BY rowid')
      .all()
      .map(({ table_name, row }) => ({
        table: String(table_name),
        row: JSON.parse(String(row)) as AccountRow['row'],
      }))
    return { db, source: sqliteSource(db), accounts }
  } catch (error) {
    db.close()
    throw error instanceof StoreError ? newer(backup, error) : error
  }
}

const COUNTS: Record<string, string> = {
  meta: 'SELECT count(*) AS n FROM meta',
  chat: 'SELECT count(*) AS n FROM chat',
  event: 'SELECT count(*) AS n FROM event',
  tombstone: 'SELECT count(*) AS n FROM tombstone',
  day_count: 'SELECT count(*) AS n FROM day_count',
  audit: 'SELECT count(*) AS n FROM audit',
}

const countOf = (db: DatabaseSync, table: TableName): number => Number(db.prepare(COUNTS[table] ?? '').get()?.n)

const newer = (backup: string, cause: StoreError): BackupError =>
  new BackupError(
    `${backup} was made by a newer version of this program (this one knows databases up to version ${SCHEMA_VERSION}). Install the newer one.`,
    { cause },
  )

// ---------------------------------------------------------------- meta

/** The generations that a database's log has had before this one, oldest first. */
export function generationsIn(meta: Row[]): { gen: string; before: string[] } {
  const values = new Map(meta.map(({ name, value }) => [String(name), String(value)]))
  return { gen: values.get('gen') ?? '', before: JSON.parse(values.get('previous_gens') ?? '[]') as string[] }
}
