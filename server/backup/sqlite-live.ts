import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { SCHEMA_VERSION } from '../store/migrations.ts'
import { primaryCode } from '../store/sqlite-open.ts'
import { readAccounts } from './accounts.ts'
import { BackupError } from './backup-error.ts'
import type { Live } from './live.ts'
import { chatFile, removeReplaced, staffFile } from './sqlite-files.ts'
import { sqliteSource } from './sqlite-tables.ts'
import type { Row, TableName } from './tables.ts'

/** How long to wait for a server that has the file to itself for a moment, ms. */
const BUSY_MS = 5000

/**
 * The embedded database, read beside the server that has it open. Its pages are copied in one go, so that the server's
 * tidying up after a deletion waits for that alone and not for all that is then done with them. `work` is a folder for the copy.
 */
export function sqliteLive(dataDir: string, work: string): Live {
  const path = chatFile(dataDir)
  if (!existsSync(path)) {
    throw new BackupError(`There is no database ${path}. Set DATA_DIR to the folder that the server uses.`)
  }
  const live = new DatabaseSync(path, { timeout: BUSY_MS })
  return {
    moment: (use) =>
      plainly(path, async () => {
        const pages = join(work, 'pages.db')
        await backup(live, pages, { rate: ALL_PAGES })
        // What was erased while the pages were copied could not leave the write-ahead log then.
        live.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
        const copy = new DatabaseSync(pages)
        try {
          checkCopy(copy, path)
          return await use({ source: sqliteSource(copy), accounts: accountsIn(dataDir) })
        } finally {
          copy.close()
          rmSync(pages)
        }
      }),
    keysNow: () =>
      plainly(path, async () => {
        live.exec('BEGIN')
        try {
          return { keys: all(live, 'chat_key'), tombstones: all(live, 'tombstone') }
        } finally {
          live.exec('ROLLBACK')
        }
      }),
    async removeReplaced(now) {
      removeReplaced(dataDir, now)
    },
    async close() {
      live.close()
    },
  }
}

const all = (db: DatabaseSync, table: TableName): Row[] => [...(sqliteSource(db).rows(table) as Iterable<Row>)]

/** More than any database has. */
const ALL_PAGES = 2 ** 31 - 1

function checkCopy(copy: DatabaseSync, path: string): void {
  if (copy.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw damagedDatabase(path)
  const version = Number(copy.prepare('PRAGMA user_version').get()?.user_version)
  if (version === SCHEMA_VERSION) return
  throw new BackupError(
    version < SCHEMA_VERSION
      ? `The database ${path} is an older version's. Start the server once with this version, then back it up.`
      : `The database ${path} was written by a newer version of this program. Back it up with that one.`,
  )
}

function accountsIn(dataDir: string) {
  const file = staffFile(dataDir)
  if (!existsSync(file)) return []
  const db = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    return readAccounts(db)
  } finally {
    db.close()
  }
}

const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

const damagedDatabase = (path: string, cause?: unknown): BackupError =>
  new BackupError(`The database ${path} is damaged. Restore the newest backup: npm run restore -- latest`, { cause })

/** `work`, with what says that the database is damaged put into a sentence. */
async function plainly<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = primaryCode(error)
    throw code === SQLITE_CORRUPT || code === SQLITE_NOTADB ? damagedDatabase(path, error) : error
  }
}
