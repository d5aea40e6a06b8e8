import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Client } from 'pg'
import type { AuditRow } from '../../protocol/audit.ts'
import { NODE_GONE_MS } from '../nodes/attendance.ts'
import { migrate } from '../store/postgres-migrations.ts'
import type { Keyring, WrappedKey } from '../store/seal.ts'
import type { AccountRow } from './accounts.ts'
import { BackupError } from './backup-error.ts'
import { check, type Findings } from './check.ts'
import { generationsIn } from './content.ts'
import { keyCopyOf, tombstoneOf } from './keys.ts'
import { dropStage, placeAccounts, stageAccounts } from './postgres-accounts.ts'
import { type Connection, connect, plainly, transaction } from './postgres-live.ts'
import { setAside } from './postgres-replaced.ts'
import { postgresSource, postgresTarget } from './postgres-tables.ts'
import { type Replaced, type Restored, rebuild } from './restored.ts'
import { sqliteSource } from './sqlite-tables.ts'
import { copyTables, type Row, type Source, TABLES, type TableName } from './tables.ts'

export const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED'
export interface PostgresRestore {
  url: string
  /** Where the backup is taken out to, for a while. */
  dataDir: string
  ring: Keyring
  now: number
}

/**
 * Puts a backup into the place of what servers keep in a PostgreSQL database, with the staff accounts. Throws {@link BackupError} when
 * a server is using it or nothing can be had from the backup; everything is as it was then.
 */
export async function restorePostgres(file: string, { url, dataDir, ring, now }: PostgresRestore): Promise<Restored> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const work = join(dataDir, 'restore-work')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { mode: 0o700 })
  try {
    return await withoutServers(url, async (connection) => {
      const { client } = connection
      return await transaction(connection, BEGIN, async () => {
        const ready = join(work, 'chat.db')
        const there = await schemaExists(client)
        const inspected = await rebuild(file, ready, { ring, replaced: await replacedBy(client, there), now })
        const aside = there ? [await setAside(client, now)] : []
        const db = new DatabaseSync(ready, { readOnly: true })
        try {
          await fill(connection, { source: sqliteSource(db), accounts: inspected.accounts, ring })
        } finally {
          db.close()
        }
        return { ...inspected, aside }
      })
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Does `work` while no server uses the database: none runs, and one that starts waits until it is done. Throws
 * {@link BackupError} while one runs.
 */
export async function withoutServers<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url)
  const { client, place } = connection
  try {
    // The lock under which servers make the schema ready at their start; it ends with the connection.
    await client.query(`SELECT pg_advisory_lock(hashtextextended('bedside migrations', 0))`)
    if (await isUsed(client)) {
      throw new BackupError(
        `A server is using the database ${place.name}. Stop all servers there first; one that was just killed is forgotten after ` +
          `${NODE_GONE_MS / 1000} seconds.`,
      )
    }
    await plainly(connection, () => stageAccounts(client, url))
    try {
      return await work(connection)
    } finally {
      await dropStage(client).catch(() => {})
    }
  } finally {
    await client.end()
  }
}

/** Servers are known by their connections, and by what they note of themselves where a pooler stands between. */
async function isUsed(client: Client): Promise<boolean> {
  const connected = await client.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'bedside%'`,
  )
  if (connected.rows.length > 0) return true
  const noted = await client.query(`SELECT to_regclass('bedside.node') IS NOT NULL AS there`)
  if (!noted.rows[0]?.there) return false
  const seen = await client.query(
    'SELECT 1 FROM bedside.node WHERE seen_at > now() - make_interval(secs => $1::float8 / 1000)',
    [NODE_GONE_MS],
  )
  return seen.rows.length > 0
}

async function schemaExists(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('bedside.schema_version') IS NOT NULL AS there`)
  return rows[0]?.there === true
}

async function replacedBy(client: Client, there: boolean): Promise<Replaced> {
  if (!there) return { gen: null, tombstones: [], audit: [] }
  const tombstones = await all(postgresSource(client), 'tombstone')
  const { gen } = generationsIn(await all(postgresSource(client), 'meta'))
  const { rows } = await client.query(`SELECT to_regclass('bedside.audit') IS NOT NULL AS there`)
  const audit = rows[0]?.there ? ((await all(postgresSource(client), 'audit')) as unknown as AuditRow[]) : []
  return { gen: gen || null, tombstones: tombstones.map(tombstoneOf), audit }
}

export async function all(source: Source, table: TableName): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of source.rows(table)) rows.push(row)
  return rows
}

/** Everything but what says nothing of any chat. */
const EVERYTHING = Object.keys(TABLES) as TableName[]

/**
 * Fills the schema `bedside`, which has no chats, inside the caller's transaction, and reads it all back. Throws {@link BackupError} when
 * anything of it is not what was put in.
 */
export async function fill(
  { client, place }: Connection,
  { source, accounts, ring }: { source: Source; accounts: AccountRow[]; ring: Keyring },
): Promise<{ rows: Record<string, number>; findings: Findings }> {
  await migrate(client, place.name)
  await client.query('DELETE FROM bedside.meta')
  const rows = await copyTables(source, postgresTarget(client), EVERYTHING)
  await placeAccounts(client, accounts)
  const written = postgresSource(client)
  const keys = keyCopyOf(await all(written, 'chat_key'), [], 0).keys
  const keyOf = (chatId: string): WrappedKey | undefined => keys.get(chatId)
  const findings = await check(written, ring, keyOf)
  const wrong = [...findings.damaged, ...findings.sealed]
  if (wrong.length > 0 || findings.sound.length !== rows.chat || findings.events !== rows.event) {
    throw new BackupError(
      `The database ${place.name} did not give back what was put into it, and is as it was before. Chats: ${wrong.join(', ')}.`,
    )
  }
  return { rows, findings }
}
