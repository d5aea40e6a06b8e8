import { Client, type ClientBase, type ClientConfig, Pool, types } from 'pg'
import { codeOf } from './batches.ts'
import { migrate } from './postgres-migrations.ts'
import type { Keyring } from './seal.ts'
import { StoreError } from './store-error.ts'

export interface OpenPostgres {
  /** One connection, so that a write never waits for those who read. Queries are sent without waiting for the answer to the last. */
  writer: Pool
  readers: Pool
  gen: string
  close(): Promise<void>
}

/** How long to try to connect, ms: while the server is away, people are to be told soon. */
const CONNECT_MS = 2000
/** How long a statement may take, waiting for locks included, ms. */
const STATEMENT_MS = 4000
/** How long to wait for an answer, ms: a server that hangs cannot keep to its own limit. */
const ANSWER_MS = 5000
/** How long a node that hangs may keep the chats that it has locked, ms. */
const IDLE_IN_TRANSACTION_MS = 3000
/** How long to wait for another server that is bringing the database up to date, ms. */
const MIGRATION_LOCK_MS = 60_000
/** An idle connection is kept this long, ms. */
const IDLE_MS = 60_000
const READERS = 4

/**
 * Connects, makes or updates the schema `bedside`, and checks everything that durability rests on. Throws
 * {@link StoreError} with a sentence that names the database, never its password, and what to do.
 */
export async function openPostgres(url: string, ring: Keyring): Promise<OpenPostgres> {
  const where = placeOf(url)
  const gen = await prepare(url, where, ring)
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'bedside',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser },
  }
  const pool = (more: { max: number; pipeline?: boolean }): Pool => {
    const made = new Pool({
      ...config,
      ...more,
      idleTimeoutMillis: IDLE_MS,
      onConnect: (client) => settle(client, where),
    })
    // A connection that breaks is replaced when it is next needed, and whoever was using it has been told by their query.
    made.on('error', () => {})
    made.on('connect', (client) => client.on('error', () => {}))
    return made
  }
  const writer = pool({ max: 1, pipeline: true })
  const readers = pool({ max: READERS })
  return { writer, readers, gen, close: async () => void (await Promise.all([writer.end(), readers.end()])) }
}

/** Makes the database ready and returns its generation. The connection is closed afterwards. */
async function prepare(url: string, { name, user, database }: Place, ring: Keyring): Promise<string> {
  const client = new Client({
    connectionString: url,
    application_name: 'bedside',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: MIGRATION_LOCK_MS,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await settle(client, { name, user, database })
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
    await migrate(client, name)
    await useKeys(client, name, ring)
    const gen = await meta(client, 'gen')
    await client.query('COMMIT')
    return gen
  } catch (error) {
    throw error instanceof StoreError
      ? error
      : new StoreError(sentence({ name, user, database }, error), { cause: error })
  } finally {
    await client.end()
  }
}

// ---------------------------------------------------------------- what durability rests on

const NEEDED: { name: string; values: string[]; help: string }[] = [
  { name: 'fsync', values: ['on'], help: 'Set fsync = on in its postgresql.conf and reload it.' },
  { name: 'full_page_writes', values: ['on'], help: 'Set full_page_writes = on in its postgresql.conf and reload it.' },
  { name: 'synchronous_commit', values: ['on', 'remote_apply'], help: 'Let this account set it.' },
  { name: 'client_encoding', values: ['UTF8'], help: 'Take client_encoding out of its address.' },
  { name: 'transaction_read_only', values: ['off'], help: 'It may be a standby: name the server that takes writes.' },
]

/** Sets what a session may set, and reads back everything that an acknowledgement promises. */
async function settle(client: ClientBase, { name: where }: Place): Promise<void> {
  await client.query(
    `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') <> 'remote_apply'`,
  )
  const { rows } = await client.query<{ values: string[] }>(
    'SELECT array_agg(current_setting(name) ORDER BY place) AS values FROM unnest($1::text[]) WITH ORDINALITY AS s (name, place)',
    [NEEDED.map(({ name }) => name)],
  )
  for (const [index, { name, values, help }] of NEEDED.entries()) {
    const actual = rows[0]?.values[index]
    if (actual !== undefined && values.includes(actual)) continue
    throw new StoreError(
      `The database ${where} cannot be kept safely: its server has ${name} ${actual} where ${values[0]} is needed. ${help}`,
    )
  }
}

/** Refuses a database that is encrypted with keys that are not here, and notes the one that new chats are going to need. */
async function useKeys(client: ClientBase, where: string, ring: Keyring): Promise<void> {
  const ids = JSON.parse(await meta(client, 'master_ids')) as string[]
  const missing = ids.filter((id) => !ring.has(id))
  if (missing.length > 0) {
    throw new StoreError(
      `What is in the database ${where} is encrypted with the master key ${missing.join(', ')}, which is not in the key file. Put ` +
        'the right key file back, or restore a backup together with its key file.',
    )
  }
  if (ids.includes(ring.currentId)) return
  const value = JSON.stringify([...ids, ring.currentId])
  await client.query(`UPDATE bedside.meta SET value = $1 WHERE name = 'master_ids'`, [value])
}

async function meta(client: ClientBase, name: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM bedside.meta WHERE name = $1', [name])
  return rows[0]?.value ?? ''
}

/** 64-bit integers as numbers: ours are counts and times, far below 2^53. Throws RangeError for one that is not. */
const INT8 = 20
export const getTypeParser: typeof types.getTypeParser = ((oid: number, format: 'text' = 'text') =>
  oid === INT8 ? safeInteger : types.getTypeParser(oid, format)) as typeof types.getTypeParser

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('an integer of the database is beyond 2^53')
  return value
}

// ---------------------------------------------------------------- in plain words

export interface Place {
  /** Such as `chat on db.example:5432`: what people are told, without the password. */
  name: string
  database: string
  user: string
}

export function placeOf(url: string): Place {
  try {
    const { host, port, database = '', user = '' } = new Client({ connectionString: url })
    return { name: `${database} on ${host}:${port}`, database, user }
  } catch {
    // The cause would quote the address, and the password with it.
    throw new StoreError(
      'The address of the database is not one that can be read. Write it as postgres://account:password@host:5432/database.',
    )
  }
}

export function sentence({ name, user, database }: Place, error: unknown): string {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : ''
  const away =
    `The database ${name} cannot be reached. Start its server, or correct the address; if it runs, see whether a firewall ` +
    'stands between.'
  switch (code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ENOENT':
      return away
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database ${name} cannot be reached: there is no machine of that name. Correct the address.`
    case '57P01':
    case '57P02':
    case '57P03':
      return `The server of the database ${name} is starting or stopping. Try again in a moment.`
    case '53300':
      return `The server of the database ${name} has no connection left. Raise max_connections, or stop what uses them.`
    case '28P01':
      return `The server of the database ${name} refused the password of the account ${user}. Correct it in the address.`
    case '28000':
      return `The server of the database ${name} does not let the account ${user} in. See its pg_hba.conf.`
    case '3D000':
      return `There is no database ${name}. Make it with: createdb ${database}`
    case '42501':
      return (
        `The account ${user} has not the rights that it needs in the database ${name}. As its administrator: ` +
        `CREATE SCHEMA bedside AUTHORIZATION ${user}`
      )
    case '55P03':
      return `Another server has been bringing the database ${name} up to date for a minute. Try again when it is done.`
    case '53100':
      return `There is no room on the disk for the database ${name}. Free some space and start again.`
  }
  if (/password must be a (non-empty )?string/.test(text)) {
    return `The server of the database ${name} asks for a password. Put that of the account ${user} into the address.`
  }
  if (/timeout|terminated/i.test(text)) return away
  return `The database ${name} cannot be opened: ${text.split('\n')[0] || 'unknown error'}.`
}
