import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { AuditRow } from '../../protocol/audit.ts'
import type { Keyring } from '../store/seal.ts'
import { holdLock, openDatabase, realPath } from '../store/sqlite-open.ts'
import { type AccountRow, writeAccounts } from './accounts.ts'
import { BackupError } from './backup-error.ts'
import { generationsIn } from './content.ts'
import { syncFile, syncFolder } from './files.ts'
import { tombstoneOf } from './keys.ts'
import { stampOf } from './names.ts'
import { type Replaced, type Restored, rebuild } from './restored.ts'
import { BEFORE, chatFile, staffFile } from './sqlite-files.ts'
import { sqliteSource } from './sqlite-tables.ts'
import type { Row } from './tables.ts'

export interface SqliteRestore {
  dataDir: string
  ring: Keyring
  now: number
  /** Makes the tables of the staff accounts in a new file `staff.db` in `folder`. */
  makeAccounts(folder: string): Promise<void>
}

/**
 * Puts a backup into the place of the embedded database and of the staff accounts. Throws {@link BackupError} when a server is using
 * them or nothing can be had from the backup; everything is as it was then.
 */
export async function restoreSqlite(file: string, options: SqliteRestore): Promise<Restored> {
  const { dataDir, ring, now } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = realPath(chatFile(dataDir))
  const lock = holdLock(path)
  if (!lock) throw new BackupError(`A server is using the database ${path}. Stop it first, then restore.`)
  const work = join(dataDir, 'restore-work')
  try {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { mode: 0o700 })
    const ready = join(work, 'chat.db')
    const inspected = await rebuild(file, ready, { ring, replaced: saidBy(path, work), now })
    // As a server does it at its start: what is put in place is known to be taken.
    openDatabase(ready, ring).release()
    await readyAccounts(inspected.accounts, work, options)
    const ending = `${BEFORE}${stampOf(now)}`
    const aside = [...exchange(ready, path, ending), ...exchange(staffFile(work), staffFile(dataDir), ending)]
    return { ...inspected, aside }
  } finally {
    rmSync(work, { recursive: true, force: true })
    lock.close()
  }
}

/**
 * What the present database says of itself, read from a copy so that nothing happens to it. Nothing where it is missing or too
 * damaged to be read.
 */
function saidBy(path: string, work: string): Replaced {
  const nothing = { gen: null, tombstones: [], audit: [] }
  if (!existsSync(path)) return nothing
  const copy = join(work, 'present.db')
  copyFileSync(path, copy)
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
  const db = new DatabaseSync(copy)
  try {
    const { rows } = sqliteSource(db)
    const tombstones = [...(rows('tombstone') as Iterable<Row>)].map(tombstoneOf)
    const { gen } = generationsIn([...(rows('meta') as Iterable<Row>)])
    return { gen: gen || null, tombstones, audit: auditIn(db) }
  } catch {
    // Damaged is why it is to be replaced.
    return nothing
  } finally {
    db.close()
  }
}

/** None where the database is of before there was an audit log. */
function auditIn(db: DatabaseSync): AuditRow[] {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get()) return []
  return [...(sqliteSource(db).rows('audit') as Iterable<Row>)] as unknown as AuditRow[]
}

async function readyAccounts(accounts: AccountRow[], work: string, { makeAccounts }: SqliteRestore): Promise<void> {
  if (accounts.length === 0) return
  await makeAccounts(work)
  const db = new DatabaseSync(staffFile(work))
  try {
    writeAccounts(db, accounts)
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
  } finally {
    db.close()
  }
}

/**
 * Logs of changes: one that is left beside another database would be taken for its own. The tally stays. If this ends before
 * the new database is in place, it shows what the old one is without its log.
 */
const LOGS = ['-wal', '-shm', '-journal']

/**
 * Puts `ready` in the place of `path`, which is there at any moment: before that, what is there gets a second name with `ending`.
 * Returns the names. Nothing happens where there is no `ready`.
 */
function exchange(ready: string, path: string, ending: string): string[] {
  if (!existsSync(ready)) return []
  syncFile(ready)
  const kept: string[] = []
  if (existsSync(path)) {
    const second = `${path}${ending}`
    rmSync(second, { force: true })
    linkSync(path, second)
    kept.push(second)
  }
  for (const end of LOGS) {
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${path}${ending}${end}`)
  }
  syncFolder(dirname(path))
  renameSync(ready, path)
  syncFolder(dirname(path))
  return kept
}
