import { existsSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import type { Erasure, Tombstone } from '../store/port.ts'
import type { Keyring, WrappedKey } from '../store/seal.ts'
import { BackupError } from './backup-error.ts'
import { replaceFile } from './files.ts'
import { keyFiles } from './names.ts'
import { pack, unpack } from './packed.ts'
import type { Row } from './tables.ts'

/**
 * Backups hold sealed rows and no keys. Those stand once, beside all backups, always as they are now: a chat that is erased loses its
 * key here with the next backup, and then no backup that was ever made can bring it back.
 */
export interface KeyCopy {
  keys: Map<string, SeenKey>
  tombstones: Map<string, Tombstone>
}

export interface SeenKey extends WrappedKey {
  /** When the chat was last in the database, UTC ms. */
  seenAt: number
}

/** How long a tombstone is kept, ms: longer than any backup in which the chat could be. */
export const TOMBSTONE_MS = 365 * 86_400_000

/** The keys and tombstones that stand in these rows. */
export function keyCopyOf(keys: Row[], tombstones: Row[], now: number): KeyCopy {
  return {
    keys: new Map(
      keys.map((row) => [
        String(row.chat_id),
        { masterId: String(row.master_id), wrapped: row.wrapped as Uint8Array, seenAt: now },
      ]),
    ),
    tombstones: new Map(tombstones.map((row) => [String(row.chat_id), tombstoneOf(row)])),
  }
}

export const tombstoneOf = (row: Row): Tombstone => ({
  chatId: String(row.chat_id),
  lastSeq: Number(row.last_seq),
  erasedAt: Number(row.erased_at),
  reason: row.reason as Erasure,
})

/**
 * The next copy: the keys of all chats that are there, and of those that are not and were not erased either, as after the wrong backup
 * was restored or a database was lost: as long as a backup in the folder may hold them (`oldest`, UTC ms) they can be
 * brought back. Only erasing takes a key away. Pure.
 */
export function nextCopy(before: KeyCopy, live: KeyCopy, { now, oldest }: { now: number; oldest: number }): KeyCopy {
  const tombstones = new Map(
    [...before.tombstones, ...live.tombstones].filter(([, { erasedAt }]) => now - erasedAt <= TOMBSTONE_MS),
  )
  const lost = [...before.keys].filter(([, { seenAt }]) => seenAt >= oldest)
  const keys = new Map(
    [...lost, ...live.keys].filter(([chatId]) => !live.tombstones.has(chatId) && !before.tombstones.has(chatId)),
  )
  return { keys, tombstones }
}

// ---------------------------------------------------------------- the files

type StoredKey = [chatId: string, masterId: string, wrapped: string, seenAt: number]
type StoredTombstone = [chatId: string, lastSeq: number, erasedAt: number, reason: Erasure]

/** Both copies, one after the other, so that one is whole at any moment. */
export function writeKeyFiles(folder: string, copy: KeyCopy, about: { ring: Keyring; now: number }): void {
  const keys = [...copy.keys].map(
    ([chatId, { masterId, wrapped, seenAt }]): StoredKey => [
      chatId,
      masterId,
      Buffer.from(wrapped).toString('base64'),
      seenAt,
    ],
  )
  const tombstones = [...copy.tombstones.values()].map(
    ({ chatId, lastSeq, erasedAt, reason }): StoredTombstone => [chatId, lastSeq, erasedAt, reason],
  )
  const source = Buffer.from(JSON.stringify({ keys, tombstones }))
  const contents = {
    createdAt: new Date(about.now).toISOString(),
    rows: { chat_key: keys.length, tombstone: tombstones.length },
  }
  for (const file of keyFiles(folder)) {
    const draft = `${file}.part`
    rmSync(draft, { force: true })
    pack(draft, 'keys', { ring: about.ring, contents, source })
    replaceFile(draft, file)
  }
}

export interface StoredCopy {
  /** UTC, ISO 8601. */
  createdAt: string
  copy: KeyCopy
}

/** The newest copy that can be read, or null where there is none at all. Throws {@link BackupError} when none of them can be. */
export function readKeyFiles(folder: string, ring: Keyring): StoredCopy | null {
  const there = keyFiles(folder).filter((file) => existsSync(file))
  if (there.length === 0) return null
  const errors: unknown[] = []
  const copies = there.flatMap((file) => {
    try {
      return [readKeyFile(file, ring)]
    } catch (error) {
      errors.push(error)
      return []
    }
  })
  const newest = copies.sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
  if (newest) return newest
  if (errors.some((error) => !(error instanceof BackupError))) throw errors[0]
  const damaged = errors.every((error) => error instanceof BackupError && error.damaged)
  const names = there.map((file) => basename(file)).join(' or ')
  throw new BackupError(
    damaged
      ? `The keys of the chats, ${names} in ${folder}, are damaged. Put another copy of them there: without it no chat can be read.`
      : (errors[0] as BackupError).message,
    { damaged },
  )
}

function readKeyFile(file: string, ring: Keyring): StoredCopy {
  const parts: Uint8Array[] = []
  const { createdAt } = unpack(file, 'keys', ring, (piece) => parts.push(piece))
  const { keys, tombstones } = JSON.parse(Buffer.concat(parts).toString()) as {
    keys: StoredKey[]
    tombstones: StoredTombstone[]
  }
  return {
    createdAt,
    copy: {
      keys: new Map(
        keys.map(([chatId, masterId, wrapped, seenAt]) => [
          chatId,
          { masterId, wrapped: Buffer.from(wrapped, 'base64'), seenAt },
        ]),
      ),
      tombstones: new Map(
        tombstones.map(([chatId, lastSeq, erasedAt, reason]) => [chatId, { chatId, lastSeq, erasedAt, reason }]),
      ),
    },
  }
}
