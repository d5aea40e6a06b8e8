import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring, WrappedKey } from '../store/seal.ts'
import { holdLock } from '../store/sqlite-open.ts'
import { BackupError } from './backup-error.ts'
import { check, type Findings } from './check.ts'
import { generationsIn, openContent, writeContent } from './content.ts'
import { syncFolder } from './files.ts'
import { type KeyCopy, keyCopyOf, nextCopy, readKeyFiles, writeKeyFiles } from './keys.ts'
import type { Live, Moment } from './live.ts'
import { nameOf, newestFirst, outdated } from './names.ts'
import { type Header, pack, readHeader } from './packed.ts'
import type { Row } from './tables.ts'
import { unpackTo } from './unpack.ts'

export interface BackupPlace {
  /** The folder of backups. */
  folder: string
  /** The server's data folder: what is in the making lies there, as well guarded as the database itself. */
  dataDir: string
  ring: Keyring
  /** Backups older than this are removed, ms; null keeps them by their number alone. */
  keepMs: number | null
  /** UTC ms. */
  now(): number
  /** Opens the database; `work` is a folder that is removed afterwards. */
  open(work: string): Promise<Live>
}

export interface Made {
  file: string
  header: Header
  findings: Findings
  /** Names of backups that were removed because of their age. */
  removed: string[]
  /** What whoever runs the server should know, in sentences. */
  notes: string[]
}

/**
 * Makes a backup of a database that may be in use, reads it back, and brings the keys that lie beside the backups up to date. Throws
 * {@link BackupError} or the file system's error; the backups that were there are untouched then.
 */
export async function makeBackup(place: BackupPlace): Promise<Made> {
  const { dataDir, folder } = place
  if (!existsSync(dataDir))
    throw new BackupError(`There is no folder ${dataDir}. Set DATA_DIR to the one that the server uses.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = holdLock(join(dataDir, 'backup'))
  if (!lock) throw new BackupError('Another backup is being made at the moment. Wait until it is done.')
  const work = join(dataDir, 'backup-work')
  try {
    // What an earlier run left that was ended half-way.
    rmSync(work, { recursive: true, force: true })
    for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name))
    mkdirSync(work, { mode: 0o700 })
    return await backUp(place, work)
  } finally {
    rmSync(work, { recursive: true, force: true })
    lock.close()
  }
}

async function backUp(place: BackupPlace, work: string): Promise<Made> {
  const { folder, now } = place
  const notes: string[] = []
  const live = await place.open(work)
  try {
    const at = now()
    const file = join(folder, nameOf(at))
    const draft = `${file}.part`
    const packed = await live
      .moment((moment) => packMoment(place, { moment, work, draft, at }))
      .catch(async (error) => {
        // Without room for a backup there may still be room for the keys, and what was erased is not to wait.
        if (!(error instanceof BackupError)) await copyKeys(place, live, notes).catch(() => {})
        throw error
      })
    // The keys first: a backup without its keys is none.
    await copyKeys(place, live, notes)
    renameSync(draft, file)
    syncFolder(folder)
    const { damaged } = packed.findings
    if (damaged.length > 0) notes.push(damagedChats(damaged))
    const removed = outdated(readdirSync(folder), now(), place.keepMs)
    for (const name of removed) rmSync(join(folder, name))
    await live.removeReplaced(now())
    return { file, ...packed, removed, notes }
  } finally {
    await live.close()
  }
}

const damagedChats = (ids: string[]): string =>
  `${ids.length === 1 ? 'One chat' : `${ids.length} chats`} in the database cannot be read as written: ${ids.join(', ')}. An older backup may ` +
  'have them whole: see what it says with --verify.'

/** Writes `draft` and reads it back from the disk. */
async function packMoment(
  { folder, ring }: BackupPlace,
  { moment, work, draft, at }: { moment: Moment; work: string; draft: string; at: number },
): Promise<{ header: Header; findings: Findings }> {
  const { source } = moment
  const generations = generationsIn(await all(source.rows('meta')))
  requireOwnFolder(folder, generations)
  const keys = keyCopyOf(await all(source.rows('chat_key')), [], at).keys
  const content = join(work, 'content.db')
  const rows = await writeContent(content, { ...moment, ring })
  const contents = { createdAt: new Date(at).toISOString(), gen: generations.gen, rows }
  rmSync(draft, { force: true })
  pack(draft, 'backup', { ring, contents, source: content })
  rmSync(content)
  return readBack(draft, { ring, work, keyOf: (chatId) => keys.get(chatId) })
}

async function readBack(
  file: string,
  { ring, work, keyOf }: { ring: Keyring; work: string; keyOf: (chatId: string) => WrappedKey | undefined },
): Promise<{ header: Header; findings: Findings }> {
  const back = join(work, 'back.db')
  const header = unpackTo(back, file, ring)
  const { db, source } = openContent(back, { backup: file, ring, rows: header.rows })
  try {
    return { header, findings: await check(source, ring, keyOf) }
  } finally {
    db.close()
    rmSync(back)
  }
}

/** Two databases in one folder would remove each other's backups. A database that was restored from one of these is no other. */
function requireOwnFolder(folder: string, { gen, before }: { gen: string; before: string[] }): void {
  const theirs = newestFirst(readdirSync(folder)).flatMap(({ name }) => generationOf(join(folder, name)))[0]
  if (theirs === undefined || theirs === gen || before.includes(theirs)) return
  throw new BackupError(
    `The backups in ${folder} are of another database than the one that is in use. If that one was lost, restore it: npm run restore -- latest. ` +
      'If it was left behind on purpose, give BACKUP_DIR a new folder.',
  )
}

function generationOf(file: string): string[] {
  try {
    const { gen } = readHeader(file, 'backup')
    return gen === undefined ? [] : [gen]
  } catch {
    // A damaged one says nothing about the others.
    return []
  }
}

async function copyKeys({ folder, ring, now }: BackupPlace, live: Live, notes: string[]): Promise<void> {
  const { keys, tombstones } = await live.keysNow()
  const at = now()
  const oldest = newestFirst(readdirSync(folder)).at(-1)?.at ?? at
  const copy = nextCopy(keysBefore(folder, ring, notes), keyCopyOf(keys, tombstones, at), { now: at, oldest })
  writeKeyFiles(folder, copy, { ring, now: at })
}

const NONE: KeyCopy = { keys: new Map(), tombstones: new Map() }

function keysBefore(folder: string, ring: Keyring, notes: string[]): KeyCopy {
  try {
    return readKeyFiles(folder, ring)?.copy ?? NONE
  } catch (error) {
    if (!(error instanceof BackupError && error.damaged)) throw error
    notes.push(`Both copies of the keys in ${folder} were damaged and have been made anew. The disk may be failing.`)
    return NONE
  }
}

async function all(rows: Iterable<Row> | AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}
