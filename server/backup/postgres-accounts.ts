import { type ClientBase, Pool } from 'pg'
import { openAuth } from '../auth.ts'
import { secretsInMemory } from '../one-time.ts'
import { ACCOUNT_TABLES, type AccountRow, quoted, unknownAccounts } from './accounts.ts'

/** The staff accounts, over a connection that is in a transaction. */
export async function readPostgresAccounts(client: ClientBase): Promise<AccountRow[]> {
  const accounts: AccountRow[] = []
  for (const table of ACCOUNT_TABLES) {
    const there = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [`bedside.${quoted(table)}`])
    if (!there.rows[0]?.there) continue
    const { rows } = await client.query(`SELECT * FROM bedside.${quoted(table)}`)
    for (const row of rows) {
      const values = Object.entries(row).map(([name, value]) => [name, asInSqlite(value)])
      accounts.push({ table, row: Object.fromEntries(values) })
    }
  }
  return accounts
}

function asInSqlite(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.toISOString()
  return JSON.stringify(value)
}

/** The accounts' tables are made here, where nobody looks, and change over with everything else. */
const STAGE = 'bedside_making'

/** Makes the accounts' tables as the server does, aside; {@link placeAccounts} puts them in their place. */
export async function stageAccounts(client: ClientBase, url: string): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${STAGE} CASCADE`)
  await client.query(`CREATE SCHEMA ${STAGE}`)
  const accounts = new Pool({
    connectionString: url,
    max: 1,
    application_name: 'restore',
    onConnect: (made) => made.query(`SET search_path TO ${STAGE}`).then(() => {}),
  })
  accounts.on('error', () => {})
  try {
    const shared = { accounts, tickets: secretsInMemory<never>(1), alone: (work: () => Promise<void>) => work() }
    const auth = await openAuth({ dataDir: '', publicUrl: new URL('http://localhost'), secret: 'x'.repeat(32), shared })
    auth.close()
  } finally {
    await accounts.end()
  }
}

/** Puts the tables that were staged into the schema, unless it has them, and fills them, over a connection that is in a transaction. */
export async function placeAccounts(client: ClientBase, accounts: AccountRow[]): Promise<void> {
  const there = await client.query(`SELECT to_regclass('bedside."user"') IS NOT NULL AS there`)
  if (!there.rows[0]?.there) {
    const { rows } = await client.query<{ name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1',
      [STAGE],
    )
    for (const { name } of rows) await client.query(`ALTER TABLE ${STAGE}.${quoted(name)} SET SCHEMA bedside`)
  }
  await writePostgresAccounts(client, accounts)
}

export const dropStage = async (client: ClientBase): Promise<void> =>
  void (await client.query(`DROP SCHEMA IF EXISTS ${STAGE} CASCADE`))

/** Puts accounts into tables that are there and empty, over a connection that is in a transaction. */
async function writePostgresAccounts(client: ClientBase, accounts: AccountRow[]): Promise<void> {
  const { rows } = await client.query<{ place: string; type: string }>(`
    SELECT table_name || '.' || column_name AS place, data_type AS type
    FROM information_schema.columns WHERE table_schema = 'bedside'`)
  const types = new Map(rows.map(({ place, type }) => [place, type]))
  for (const { table, row } of accounts) {
    const names = Object.keys(row)
    if (names.some((name) => !types.has(`${table}.${name}`))) throw unknownAccounts()
    const values = names.map((name) => {
      const value = row[name] ?? null
      return value !== null && types.get(`${table}.${name}`) === 'boolean' ? value === 1 : value
    })
    await client.query(
      `INSERT INTO bedside.${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${names.map((_name, n) => `$${n + 1}`).join(', ')})`,
      values,
    )
  }
}
