import { closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrations.ts'
import type { Keyring } from './seal.ts'
import { everStored, rowsAreSound } from './sqlite-check.ts'
import { openTally, readTally, type Tally, tallyPath } from './sqlite-tally.ts'
import { StoreError } from './store-error.ts'

export interface OpenDatabase {
  db: DatabaseSync
  tally: Tally
  /** Closes the database and lets the next server have it. */
  release(): void
}

/** How long to wait for a server that is just ending, ms. A second server is to be told within a second. */
const LOCK_WAIT_MS = 400
/** How long a write waits for another program that has the file, such as a backup, ms. */
const BUSY_MS = 1000

/**
 * What the promises rest on. FULL: without it an acknowledged row can be lost at a power cut. Each is read back, because
 * SQLite answers a setting that it cannot follow with silence.
 */
const PRAGMAS: { name: string; set: string; column: string; expected: string | number }[] = [
  { name: 'journal_mode', set: 'PRAGMA journal_mode = WAL', column: 'journal_mode', expected: 'wal' },
  { name: 'synchronous', set: 'PRAGMA synchronous = FULL', column: 'synchronous', expected: 2 },
  { name: 'foreign_keys', set: 'PRAGMA foreign_keys = ON', column: 'foreign_keys', expected: 1 },
  { name: 'trusted_schema', set: 'PRAGMA trusted_schema = OFF', column: 'trusted_schema', expected: 0 },
  { name: 'secure_delete', set: 'PRAGMA secure_delete = ON', column: 'secure_delete', expected: 1 },
  { name: 'cell_size_check', set: 'PRAGMA cell_size_check = ON', column: 'cell_size_check', expected: 1 },
  { name: 'busy_timeout', set: `PRAGMA busy_timeout = ${BUSY_MS}`, column: 'timeout', expected: BUSY_MS },
]

/**
 * Opens the database file, making it (and its folder) where there is none, for this account alone; brings it up to
 * date and checks every page and row (about half a second for 100,000 events). Throws {@link StoreError} with a sentence that names the path and what to do.
 */
export function openDatabase(path: string, ring: Keyring): OpenDatabase {
  let lock: DatabaseSync | undefined
  let db: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    if (existsSync(path) && statSync(path).isDirectory()) {
      throw new StoreError(
        `The database ${path} is a folder. Name a file in it instead, such as ${join(path, 'chat.db')}.`,
      )
    }
    const file = realPath(path)
    lock = takeLock(path, file)
    if (!existsSync(file) || statSync(file).size === 0) checkNew(path, file)
    // Made here rather than by SQLite, so that nobody else on the machine can read it; its -wal and -shm files follow it.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
    db = new DatabaseSync(file, { timeout: BUSY_MS })
    checkOurs(db, path)
    for (const pragma of PRAGMAS) setPragma(db, path, pragma)
    checkPages(db, path)
    if (isBegun(db)) checkKeys(db, path, ring)
    else checkNew(path, file)
    migrate(db, path, ring)
    rememberKey(db, ring)
    checkRows(db, path, ring)
    const tally = checkTally(db, path, file)
    return { db, tally, release: releaser(db, lock, tally) }
  } catch (error) {
    if (db?.isOpen) closeUntouched(db)
    if (lock?.isOpen) lock.close()
    throw error instanceof StoreError ? error : new StoreError(sentence(path, error), { cause: error })
  }
}

/** One server a file. The database itself stays readable for backups. */
function takeLock(path: string, file: string): DatabaseSync {
  const lock = holdLock(file)
  if (lock) return lock
  throw new StoreError(
    `Another server is using the database ${path}. Stop that one first, or give this one a database of its own.`,
  )
}

/**
 * Throws {@link StoreError} while another server has the database: a second one is told before it has read or learned
 * anything.
 */
export function refuseSecond(path: string): void {
  if (existsSync(path)) takeLock(path, realPath(path)).close()
}

/**
 * The lock on a file, or null while another process has it. It is a transaction held open on an empty database beside the
 * file: the operating system drops it with the process, however that ends, so nothing is ever left behind to clean up.
 */
export function holdLock(file: string): DatabaseSync | null {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (primaryCode(error) !== SQLITE_BUSY) throw error
    return null
  }
}

/** The file's own absolute path, so that two names of one file find the same lock. */
export function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path))
}

function releaser(db: DatabaseSync, lock: DatabaseSync, tally: Tally): () => void {
  return () => {
    if (db.isOpen) {
      db.close()
      tally.close()
    }
    if (lock.isOpen) lock.close()
  }
}

/**
 * What is refused stays as it was found, the write-ahead log above all: whoever closes a database last moves that into the file and
 * removes it, unless it may only read.
 */
function closeUntouched(db: DatabaseSync): void {
  const reader = new DatabaseSync(String(db.location()), { readOnly: true })
  try {
    reader.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    // Too damaged to be read, and so to be moved.
    if (primaryCode(error) === null) throw error
  }
  db.close()
  reader.close()
}

function setPragma(db: DatabaseSync, path: string, pragma: (typeof PRAGMAS)[number]): void {
  db.exec(pragma.set)
  const actual = db.prepare(`PRAGMA ${pragma.name}`).get()?.[pragma.column]
  if (actual !== pragma.expected) {
    throw new StoreError(
      `The database ${path} cannot be kept safely here: ${pragma.name} is ${String(actual)} where ${pragma.expected} is ` +
        'needed. Put it on a local disk.',
    )
  }
}

/** Another program's database stays as it is: nothing of it is set, and nothing is written to it. */
function checkOurs(db: DatabaseSync, path: string): void {
  const tables = db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
  )
  const names = new Set(tables.all().map(({ name }) => name))
  if (names.size === 0 || ['meta', 'chat', 'event'].every((name) => names.has(name))) return
  throw new StoreError(
    `The file ${path} is the database of another program. Name another file in its place, or move it away: a new database is ` +
      'made at the next start.',
  )
}

function checkPages(db: DatabaseSync, path: string): void {
  const result = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (result !== 'ok') throw new StoreError(damaged(path))
}

/** Without its master key a database cannot be read; it is not to be written to either then. */
function checkKeys(db: DatabaseSync, path: string, ring: Keyring): void {
  const missing = masterIds(db).filter((id) => !ring.has(id))
  if (missing.length === 0) return
  throw new StoreError(
    `What is in the database ${path} is encrypted with the master key ${missing.join(', ')}, which is not in the key file. Put ` +
      'the right key file back, or restore a backup together with its key file.',
  )
}

function rememberKey(db: DatabaseSync, ring: Keyring): void {
  const ids = masterIds(db)
  if (ids.includes(ring.currentId)) return
  const value = JSON.stringify([...ids, ring.currentId])
  db.prepare("UPDATE meta SET value = ? WHERE name = 'master_ids'").run(value)
}

const isBegun = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() !== undefined

const masterIds = (db: DatabaseSync): string[] =>
  JSON.parse(String(db.prepare("SELECT value FROM meta WHERE name = 'master_ids'").get()?.value ?? '[]')) as string[]

function checkRows(db: DatabaseSync, path: string, ring: Keyring): void {
  if (!rowsAreSound(db, ring)) throw new StoreError(damaged(path))
}

/** A file that was emptied or removed looks like one that is new, and so does one whose write-ahead log is gone that had everything. */
function checkNew(path: string, file: string): void {
  const events = readTally(file)?.events ?? 0
  if (events > 0) throw new StoreError(shortened(path, file, { stored: events, here: 0 }))
}

/** Opens the tally once nothing of what it counted is missing. */
function checkTally(db: DatabaseSync, path: string, file: string): Tally {
  const gen = String(db.prepare("SELECT value FROM meta WHERE name = 'gen'").get()?.value)
  const events = everStored(db)
  const noted = readTally(file)
  // A backup that was restored has a generation of its own, and is counted anew.
  if (noted && noted.gen === gen && noted.events > events) {
    throw new StoreError(shortened(path, file, { stored: noted.events, here: events }))
  }
  return openTally(file, { gen, events })
}

const damaged = (path: string): string =>
  `The database ${path} is damaged. Put it and its -wal and -shm files aside and restore the newest backup in its place.`

const shortened = (path: string, file: string, events: { stored: number; here: number }): string =>
  `The database ${path} is damaged: ${events.stored} events were stored in it and ${events.here} are there. Put it and its -wal ` +
  'and -shm files aside and restore the newest backup in its place. To go on with what is there instead, remove the file ' +
  `${tallyPath(file)}.`

// Primary result codes. Source: https://www.sqlite.org/rescode.html
const SQLITE_PERM = 3
const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** The primary result code of an error that SQLite raised, or null for any other error. */
export function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

function sentence(path: string, error: unknown): string {
  const forbidden =
    `The database ${path} cannot be opened for writing. Give the account that runs the server the right to read and write ` +
    'the file and its folder.'
  const full = `There is no room on the disk for the database ${path}. Free some space and start again.`
  switch (primaryCode(error)) {
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return forbidden
    case SQLITE_CORRUPT:
      return damaged(path)
    case SQLITE_FULL:
      return full
    case SQLITE_NOTADB:
      return `The file ${path} is not a database of this program, or it is damaged. Name another file, or restore the newest backup.`
    case SQLITE_BUSY:
      return `Another program is using the database ${path}. Stop it and start again.`
  }
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return forbidden
    case 'ENOSPC':
    case 'EDQUOT':
      return full
    case 'ENOTDIR':
    case 'EEXIST':
      return `The database ${path} cannot be made: a part of its path is a file, not a folder. Name another path.`
    default:
      return `The database ${path} cannot be opened: ${error instanceof Error ? error.message : 'unknown error'}.`
  }
}
