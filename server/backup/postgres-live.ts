import { Client } from 'pg'
import { SCHEMA_VERSION } from '../store/postgres-migrations.ts'
import { getTypeParser, type Place, placeOf, sentence } from '../store/postgres-open.ts'
import { StoreError } from '../store/store-error.ts'
import { BackupError } from './backup-error.ts'
import type { Live } from './live.ts'
import { readPostgresAccounts } from './postgres-accounts.ts'
import { removeReplacedSchemas } from './postgres-replaced.ts'
import { postgresSource } from './postgres-tables.ts'
import type { Row, TableName } from './tables.ts'

/** How long to try to connect, ms. */
const CONNECT_MS = 5000

export interface Connection {
  client: Client
  place: Place
}

/** A connection of one's own. Throws {@link BackupError} with a sentence that names the database, never its password. */
export async function connect(url: string): Promise<Connection> {
  const place = plainPlace(url)
  const client = new Client({
    connectionString: url,
    application_name: 'restore',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: { getTypeParser },
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return { client, place }
  } catch (error) {
    await client.end().catch(() => {})
    throw new BackupError(sentence(place, error), { cause: error })
  }
}

function plainPlace(url: string): Place {
  try {
    return placeOf(url)
  } catch (error) {
    throw new BackupError(error instanceof Error ? error.message : '', { cause: error })
  }
}

/** Does `work` in a transaction that ends with `COMMIT` or with nothing. What the database refuses becomes a sentence. */
export async function transaction<T>(connection: Connection, begin: string, work: () => Promise<T>): Promise<T> {
  const { client } = connection
  return plainly(connection, async () => {
    try {
      await client.query(begin)
      const result = await work()
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    }
  })
}

/** Does `work`; what the database refuses becomes a sentence. */
export async function plainly<T>({ place }: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BackupError) throw error
    if (error instanceof StoreError) throw new BackupError(error.message, { cause: error })
    throw isOfDatabase(error) ? new BackupError(sentence(place, error), { cause: error }) : error
  }
}

/** An error of the server or of the connection to it: both have a code or speak of the connection. */
const isOfDatabase = (error: unknown): boolean =>
  error instanceof Error && ('severity' in error || /connection|timeout/i.test(error.message))

const ONE_MOMENT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

/** A PostgreSQL database, read while servers use it. */
export async function postgresLive(url: string): Promise<Live> {
  const connection = await connect(url)
  const { client, place } = connection
  const all = async (table: TableName): Promise<Row[]> => {
    const rows: Row[] = []
    for await (const row of postgresSource(client).rows(table)) rows.push(row)
    return rows
  }
  return {
    moment: (work) =>
      transaction(connection, ONE_MOMENT, async () => {
        await requireVersion(connection)
        return work({ source: postgresSource(client), accounts: await readPostgresAccounts(client) })
      }),
    keysNow: () =>
      transaction(connection, ONE_MOMENT, async () => {
        return { keys: await all('chat_key'), tombstones: await all('tombstone') }
      }),
    removeReplaced: (now) => removeReplacedSchemas(client, now),
    close: () => client.end(),
  }

  async function requireVersion({ client: c }: Connection): Promise<void> {
    const there = await c.query(`SELECT to_regclass('bedside.schema_version') IS NOT NULL AS there`)
    if (!there.rows[0]?.there) {
      throw new BackupError(
        `There are no chats in the database ${place.name}. See whether DATABASE_URL is the one that the server has.`,
      )
    }
    const { rows } = await c.query<{ version: number }>('SELECT version FROM bedside.schema_version')
    const version = rows[0]?.version ?? 0
    if (version === SCHEMA_VERSION) return
    throw new BackupError(
      version < SCHEMA_VERSION
        ? `The database ${place.name} is an older version's. Start the server once with this version, then back it up.`
        : `The database ${place.name} was written by a newer version of this program. Back it up with that one.`,
    )
  }
}
