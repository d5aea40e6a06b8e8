import type { ClientBase } from 'pg'
import { stampOf } from './names.ts'

/** What was there before is kept in a schema of this name, with the time behind it. */
const BEFORE = 'bedside_before_restore_'

/** Keeps the whole schema under another name; returns where. */
export async function setAside(client: ClientBase, now: number): Promise<string> {
  const name = `${BEFORE}${stampOf(now).toLowerCase()}`
  await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`)
  await client.query(`ALTER SCHEMA bedside RENAME TO ${name}`)
  return `the schema ${name}`
}

/** How long what was replaced is kept, ms: long enough to see that the wrong backup was taken; no longer, since keys are in it. */
const KEPT_BEFORE_MS = 7 * 86_400_000

export async function removeReplacedSchemas(client: ClientBase, now: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)',
    [BEFORE],
  )
  const last = `${BEFORE}${stampOf(now - KEPT_BEFORE_MS).toLowerCase()}`
  for (const { name } of rows) {
    if (/^[a-z0-9_]+$/.test(name) && name <= last) await client.query(`DROP SCHEMA ${name} CASCADE`)
  }
}
