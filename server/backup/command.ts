import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { BackupError } from './backup-error.ts'
import { type Made, makeBackup } from './make.ts'
import type { Moved } from './move.ts'
import { type Inspected, inspect, newestBackup, type Restored } from './restored.ts'
import { presentKeys, retentionMs } from './settings.ts'

/** What the commands do, by the settings that the server goes by. All throw as the functions that they call. */

type Settings = Pick<Config, 'dataDir' | 'masterKeyFile' | 'databaseUrl' | 'contentDir' | 'backupDir'>

// Each command reads the code that it needs alone: a backup is made every hour, beside a server that has better use for the time.

export async function backup(settings: Settings, folder = settings.backupDir): Promise<Made> {
  const { dataDir, databaseUrl } = settings
  return makeBackup({
    folder,
    dataDir,
    ring: await presentKeys(settings),
    keepMs: await retentionMs(settings),
    now: Date.now,
    async open(work) {
      if (databaseUrl === null) return (await import('./sqlite-live.ts')).sqliteLive(dataDir, work)
      return (await import('./postgres-live.ts')).postgresLive(databaseUrl)
    },
  })
}

/** Reads everything in the backup `named`, or in the newest, and changes nothing. */
export async function verify(settings: Settings, named: string): Promise<Inspected> {
  const file = fileOf(settings, named)
  const ring = await presentKeys(settings)
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 })
  // In the data folder, which is as well guarded as the database: others may look into the system's folder for such things.
  const work = mkdtempSync(join(settings.dataDir, 'verify-'))
  try {
    return await inspect(file, join(work, 'content.db'), ring)
  } finally {
    rmSync(work, { recursive: true })
  }
}

export async function restore(settings: Settings, named: string): Promise<Restored> {
  const { dataDir, databaseUrl } = settings
  const file = fileOf(settings, named)
  const ring = await presentKeys(settings)
  const now = Date.now()
  if (databaseUrl === null) {
    const { restoreSqlite } = await import('./sqlite-restore.ts')
    return restoreSqlite(file, { dataDir, ring, now, makeAccounts })
  }
  const { restorePostgres } = await import('./postgres-restore.ts')
  return restorePostgres(file, { url: databaseUrl, dataDir, ring, now })
}

/** The tables of the staff accounts in a new file, as the server makes them. */
async function makeAccounts(folder: string): Promise<void> {
  const { openAuth } = await import('../auth.ts')
  const auth = await openAuth({ dataDir: folder, publicUrl: new URL('http://localhost'), secret: 'x'.repeat(32) })
  auth.close()
}

/** Carries everything from the embedded database to the one at `url`. */
export async function moveTo(settings: Settings, url: string): Promise<Moved> {
  const ring = await presentKeys(settings)
  const { move } = await import('./move.ts')
  return move(settings.dataDir, url, ring)
}

function fileOf({ backupDir }: Settings, named: string): string {
  if (named === 'latest') return newestBackup(backupDir)
  const file = [named, join(backupDir, named)].find((path) => existsSync(path))
  if (!file) throw new BackupError(`There is no backup ${named}, neither here nor in ${backupDir}.`)
  return file
}
