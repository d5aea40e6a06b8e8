import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring } from '../store/seal.ts'
import { holdLock, realPath } from '../store/sqlite-open.ts'
import { BackupError } from './backup-error.ts'
import { check, type Findings } from './check.ts'
import { keyCopyOf } from './keys.ts'
import { type Connection, transaction } from './postgres-live.ts'
import { all, BEGIN, fill, withoutServers } from './postgres-restore.ts'
import { chatFile } from './sqlite-files.ts'
import { sqliteLive } from './sqlite-live.ts'

export interface Moved {
  /** Rows of each table. */
  rows: Record<string, number>
  findings: Findings
  /** How many people have a staff account. */
  accounts: number
}

/**
 * Carries everything from the embedded database to a PostgreSQL database that has no chats: chats with their keys and their
 * generation, so that browsers go on where they are; the marks of erased chats; the staff accounts. The source stays as it is. Throws
 * {@link BackupError} when a server runs on either, when something in the source is damaged, or when the target is not empty.
 */
export async function move(dataDir: string, url: string, ring: Keyring): Promise<Moved> {
  const path = chatFile(dataDir)
  const work = join(dataDir, 'move-work')
  rmSync(work, { recursive: true, force: true })
  const live = sqliteLive(dataDir, work)
  const lock = holdLock(realPath(path))
  try {
    if (!lock) throw new BackupError(`A server is using the database ${path}. Stop it first, then move.`)
    mkdirSync(work, { mode: 0o700 })
    return await live.moment(async ({ source, accounts }) => {
      const keys = keyCopyOf(await all(source, 'chat_key'), [], 0).keys
      const { damaged, sealed } = await check(source, ring, (chatId) => keys.get(chatId))
      const unsound = [...damaged, ...sealed]
      if (unsound.length > 0) {
        throw new BackupError(
          `${unsound.length === 1 ? 'One chat' : `${unsound.length} chats`} in ${path} cannot be read as written: ${unsound.join(', ')}. ` +
            'Restore a backup that has them whole, then move.',
        )
      }
      return withoutServers(url, async (connection) => {
        const filled = await transaction(connection, BEGIN, async () => {
          await requireEmpty(connection)
          return fill(connection, { source, accounts, ring })
        })
        return { ...filled, accounts: accounts.filter(({ table }) => table === 'user').length }
      })
    })
  } finally {
    await live.close()
    lock?.close()
    rmSync(work, { recursive: true, force: true })
  }
}

const MUST_BE_EMPTY = ['bedside.chat', 'bedside.tombstone', 'bedside.audit', 'bedside."user"']

async function requireEmpty({ client, place }: Connection): Promise<void> {
  for (const table of MUST_BE_EMPTY) {
    const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [table])
    if (!rows[0]?.there) continue
    const found = await client.query(`SELECT 1 FROM ${table} LIMIT 1`)
    if (found.rows.length === 0) continue
    throw new BackupError(
      `There are already chats or staff accounts in the database ${place.name}, and they were left as they are. Name an empty database.`,
    )
  }
}
