import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { AuditRow } from '../../protocol/audit.ts'
import { entryOf, rowAfter } from '../audit/chain.ts'
import type { Tombstone } from '../store/port.ts'
import type { Keyring } from '../store/seal.ts'
import type { AccountRow } from './accounts.ts'
import { BackupError, damaged } from './backup-error.ts'
import { check, type Findings } from './check.ts'
import { type Content, generationsIn, openContent } from './content.ts'
import { readKeyFiles, type StoredCopy } from './keys.ts'
import { newestFirst } from './names.ts'
import type { Header } from './packed.ts'
import { sqliteTarget } from './sqlite-tables.ts'
import type { Row } from './tables.ts'
import { unpackTo } from './unpack.ts'

/** What a backup holds, as it was found when all of it was read. */
export interface Inspected {
  file: string
  header: Header
  findings: Findings
  /** How many of the chats that cannot be read were erased since. */
  erased: number
  /** Whether the keys beside the backup are older than it: chats may then be without a key that were never erased. */
  keysTooOld: boolean
  accounts: AccountRow[]
}

export interface Restored extends Inspected {
  /** Where what was there before is kept. */
  aside: string[]
}

/** What the database that is replaced still says. */
export interface Replaced {
  gen: string | null
  tombstones: Tombstone[]
  audit: AuditRow[]
}

/** The newest backup in a folder, by its name. Throws {@link BackupError} where there is none. */
export function newestBackup(folder: string): string {
  const newest = newestFirst(namesIn(folder))[0]
  if (!newest)
    throw new BackupError(
      `There is no backup in ${folder}. Name the file, or set BACKUP_DIR to the folder with the backups.`,
    )
  return join(folder, newest.name)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

interface Opened {
  inspected: Inspected
  content: Content
  keys: StoredCopy
}

/**
 * Takes a backup out into a new file `into` and reads all of it. The caller closes `content.db`. Throws {@link BackupError} when
 * nothing can be had from it.
 */
async function openBackup(file: string, into: string, ring: Keyring): Promise<Opened> {
  const header = unpackTo(into, file, ring)
  const keys = readKeyFiles(dirname(file), ring)
  if (!keys) {
    throw new BackupError(
      `The keys of the chats are missing: there is no keys.backup in ${dirname(file)}. It lies in the folder in which ` +
        `${basename(file)} was made, and no chat can be read without it. Copy the whole folder.`,
    )
  }
  const content = openContent(into, { backup: file, ring, rows: header.rows })
  try {
    const findings = await check(content.source, ring, (chatId) => keys.copy.keys.get(chatId))
    if (findings.events !== header.rows.event) throw damaged(file)
    const { tombstones } = keys.copy
    const inspected: Inspected = {
      file,
      header,
      findings,
      erased: findings.sealed.filter((chatId) => tombstones.has(chatId)).length,
      keysTooOld: keys.createdAt < header.createdAt,
      accounts: content.accounts,
    }
    return { inspected, content, keys }
  } catch (error) {
    content.db.close()
    throw error
  }
}

/** Reads everything in a backup, and changes nothing. `into` is a file for the content; the caller removes it. */
export async function inspect(file: string, into: string, ring: Keyring): Promise<Inspected> {
  const { inspected, content } = await openBackup(file, into, ring)
  content.db.close()
  return inspected
}

/**
 * Makes, in the file `into`, the database that takes the place of another: the chats of the backup that can be read, each with
 * its key, the tombstones of all that were erased since, and a new generation, so that browsers read the log anew and send
 * again what is not in it.
 */
export async function rebuild(
  file: string,
  into: string,
  { ring, replaced, now }: { ring: Keyring; replaced: Replaced; now: number },
): Promise<Inspected> {
  const { inspected, content, keys } = await openBackup(file, into, ring)
  const { db } = content
  try {
    db.exec('BEGIN')
    addKeys(db, inspected.findings.sound, keys)
    for (const stone of replaced.tombstones) remember(db, stone)
    for (const stone of keys.copy.tombstones.values()) remember(db, stone)
    // A key that is gone from a copy as new as the backup was destroyed with its chat, though nobody remembers when.
    if (!inspected.keysTooOld) for (const chatId of inspected.findings.sealed) bury(db, chatId, now)
    db.exec('DELETE FROM chat WHERE id IN (SELECT chat_id FROM tombstone)')
    const drop = db.prepare('DELETE FROM chat WHERE id = ?')
    for (const chatId of [...inspected.findings.sealed, ...inspected.findings.damaged]) drop.run(chatId)
    continueAudit(db, replaced.audit, now)
    startGeneration(db, content, replaced, ring)
    db.exec('DROP TABLE account_row; COMMIT')
    db.exec('VACUUM')
    return inspected
  } finally {
    db.close()
  }
}

function addKeys(db: DatabaseSync, chatIds: string[], { copy }: StoredCopy): void {
  const insert = db.prepare('INSERT INTO chat_key (chat_id, master_id, wrapped) VALUES (?, ?, ?)')
  for (const chatId of chatIds) {
    const key = copy.keys.get(chatId)
    if (key) insert.run(chatId, key.masterId, key.wrapped)
  }
}

function remember(db: DatabaseSync, { chatId, lastSeq, erasedAt, reason }: Tombstone): void {
  db.prepare(
    'INSERT INTO tombstone (chat_id, last_seq, erased_at, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(chatId, lastSeq, erasedAt, reason)
}

function bury(db: DatabaseSync, chatId: string, now: number): void {
  db.prepare(`
    INSERT INTO tombstone (chat_id, last_seq, erased_at, reason) SELECT id, last_seq, ?, 'restore' FROM chat WHERE id = ?
    ON CONFLICT DO NOTHING`).run(now, chatId)
}

/**
 * What was written down after the backup was made stays, where it goes on from the same row; and that a backup was restored is
 * written down behind it.
 */
function continueAudit(db: DatabaseSync, replaced: AuditRow[], now: number): void {
  const { insert } = sqliteTarget(db)
  const found = db.prepare('SELECT * FROM audit ORDER BY number DESC LIMIT 1').get() as AuditRow | undefined
  let last = found ?? null
  const goesOn = last === null || replaced.some(({ number, hash }) => number === last?.number && hash === last.hash)
  for (const row of goesOn ? replaced : []) {
    const next = rowAfter(last, row)
    if (row.number !== next.number || row.hash !== next.hash) continue
    insert('audit', [{ ...row }])
    last = row
  }
  insert('audit', [{ ...rowAfter(last, entryOf({ what: 'restored', who: null }, now)) }])
}

function startGeneration(db: DatabaseSync, { source }: Content, replaced: Replaced, ring: Keyring): void {
  const { gen, before } = generationsIn([...(source.rows('meta') as Iterable<Row>)])
  const all = [...new Set([...before, gen, ...(replaced.gen === null ? [] : [replaced.gen])])]
  const set = db.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  set.run('gen', randomBytes(16).toString('hex'))
  set.run('previous_gens', JSON.stringify(all))
  const masters = db
    .prepare('SELECT DISTINCT master_id FROM chat_key')
    .all()
    .map((row) => String(row.master_id))
  set.run('master_ids', JSON.stringify([...new Set([...masters, ring.currentId])]))
}

/** Whether nothing is missing that was not erased. */
export const isWhole = ({ findings, erased, keysTooOld }: Inspected): boolean =>
  findings.damaged.length === 0 && (!keysTooOld || findings.sealed.length === erased)
