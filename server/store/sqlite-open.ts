import { closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrations.ts'
import { checksum } from './rows.ts'
import { StoreError } from './store-error.ts'

export interface OpenDatabase {
  db: DatabaseSync
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
export function openDatabase(path: string): OpenDatabase {
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
    // Made here rather than by SQLite, so that nobody else on the machine can read it; its -wal and -shm files follow it.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
    db = new DatabaseSync(file, { timeout: BUSY_MS })
    for (const pragma of PRAGMAS) setPragma(db, path, pragma)
    checkPages(db, path)
    migrate(db, path)
    checkRows(db, path)
    return { db, release: releaser(db, lock) }
  } catch (error) {
    if (db?.isOpen) db.close()
    if (lock?.isOpen) lock.close()
    throw error instanceof StoreError ? error : new StoreError(sentence(path, error), { cause: error })
  }
}

/**
 * One server a file. The lock is a transaction held open on an empty database beside it: the operating system drops it
 * with the process, however that ends, so nothing is ever left behind to clean up. The database itself stays readable
 * for backups.
 */
function takeLock(path: string, file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (primaryCode(error) !== SQLITE_BUSY) throw error
    throw new StoreError(
      `Another server is using the database ${path}. Stop that one first, or give this one a database of its own.`,
      { cause: error },
    )
  }
}

/** The file's own absolute path, so that two names of one file find the same lock. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path))
}

function releaser(db: DatabaseSync, lock: DatabaseSync): () => void {
  return () => {
    if (db.isOpen) db.close()
    if (lock.isOpen) lock.close()
  }
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

function checkPages(db: DatabaseSync, path: string): void {
  const result = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (result !== 'ok') throw new StoreError(damaged(path))
}

/** Damage inside a row leaves the pages sound: only what was written with each row can show it. */
function checkRows(db: DatabaseSync, path: string): void {
  for (const row of db.prepare('SELECT id, fold, checksum FROM chat').iterate()) {
    if (row.checksum !== checksum(String(row.id), String(row.fold))) throw new StoreError(damaged(path))
  }
  for (const row of db.prepare('SELECT chat_id, seq, server_time, body, checksum FROM event').iterate()) {
    const { chat_id: chatId, seq, server_time: at, body } = row
    if (row.checksum !== checksum(String(chatId), Number(seq), Number(at), String(body))) {
      throw new StoreError(damaged(path))
    }
  }
  const short = 'SELECT 1 FROM chat WHERE last_seq <> (SELECT count(*) FROM event WHERE chat_id = chat.id) LIMIT 1'
  if (db.prepare(short).get()) throw new StoreError(damaged(path))
}

const damaged = (path: string): string =>
  `The database ${path} is damaged. Put it and its -wal and -shm files aside and restore the newest backup in its place.`

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
