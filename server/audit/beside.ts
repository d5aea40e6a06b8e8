import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { AuditRow, Deed } from '../../protocol/audit.ts'
import { BackupError } from '../backup/backup-error.ts'
import { generationsIn } from '../backup/content.ts'
import { connect, transaction } from '../backup/postgres-live.ts'
import { postgresSource, postgresTarget } from '../backup/postgres-tables.ts'
import { chatFile } from '../backup/sqlite-files.ts'
import { sqliteSource, sqliteTarget } from '../backup/sqlite-tables.ts'
import type { Row, Source } from '../backup/tables.ts'
import type { Config } from '../config.ts'
import { LAST_AUDIT, LOCK_AUDIT } from '../store/postgres-batch.ts'
import { entryOf, type Link, rowAfter } from './chain.ts'

/** The audit log as the terminal reads it and adds to it, beside servers that may be running. */

type Settings = Pick<Config, 'dataDir' | 'databaseUrl'>

/** How long to wait for a server that is writing, ms. */
const BUSY_MS = 5000

/** The rows of one moment, oldest first, with the generation that they belong to. Rejects with {@link BackupError}. */
export async function readAudit<T>(
  { dataDir, databaseUrl }: Settings,
  read: (rows: Iterable<AuditRow> | AsyncIterable<AuditRow>, gen: string) => Promise<T>,
): Promise<T> {
  const from = async (source: Source): Promise<T> => {
    const meta: Row[] = []
    for await (const row of source.rows('meta')) meta.push(row)
    return read(source.rows('audit') as unknown as AsyncIterable<AuditRow>, generationsIn(meta).gen)
  }
  if (databaseUrl === null) {
    const db = openBeside(dataDir)
    try {
      db.exec('BEGIN')
      return await from(sqliteSource(db))
    } finally {
      db.close()
    }
  }
  const connection = await connect(databaseUrl)
  try {
    const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
    return await transaction(connection, begin, async () => {
      const { rows } = await connection.client.query(`SELECT to_regclass('bedside.audit') IS NOT NULL AS there`)
      if (!rows[0]?.there) throw noLog(connection.place.name)
      return from(postgresSource(connection.client))
    })
  } finally {
    await connection.client.end()
  }
}

/** Resolves when the row is on disk. Rejects with {@link BackupError}, or with the database's error. */
export async function recordBeside({ dataDir, databaseUrl }: Settings, deed: Deed): Promise<void> {
  const rowBehind = (last: Link | undefined) => ({ ...rowAfter(last ?? null, entryOf(deed, Date.now())) })
  if (databaseUrl === null) {
    const db = openBeside(dataDir)
    try {
      db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE')
      const last = db.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1').get()
      await sqliteTarget(db).insert('audit', [rowBehind(last as Link | undefined)])
      db.exec('COMMIT')
    } finally {
      db.close()
    }
    return
  }
  const connection = await connect(databaseUrl)
  const { client } = connection
  try {
    await transaction(connection, 'BEGIN ISOLATION LEVEL READ COMMITTED', async () => {
      await client.query(LOCK_AUDIT)
      const { rows } = await client.query<Link>(LAST_AUDIT)
      await postgresTarget(client).insert('audit', [rowBehind(rows[0])])
    })
  } finally {
    await client.end()
  }
}

function openBeside(dataDir: string): DatabaseSync {
  const path = chatFile(dataDir)
  if (!existsSync(path)) {
    throw new BackupError(`There is no database ${path}. Set DATA_DIR to the folder that the server uses.`)
  }
  const db = new DatabaseSync(path, { timeout: BUSY_MS })
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get()) return db
  db.close()
  throw noLog(path)
}

const noLog = (where: string): BackupError =>
  new BackupError(`There is no audit log in the database ${where}. Start the server once with this version.`)
