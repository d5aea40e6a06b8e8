import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Made, makeBackup } from '../../server/backup/make.ts'
import type { Restored } from '../../server/backup/restored.ts'
import { sqliteLive } from '../../server/backup/sqlite-live.ts'
import { restoreSqlite } from '../../server/backup/sqlite-restore.ts'
import type { Store } from '../../server/store/port.ts'
import type { Keyring } from '../../server/store/seal.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { says } from '../store/contract.ts'
import { asSaid, type Says, testKeyring } from './keys.ts'
import { OPENED } from './model.ts'

export const hex = (n: number): string => n.toString(16).padStart(32, '0')
export const HOUR = 3_600_000
const TOKEN_HASH = 'ab'.repeat(32)

/** A data folder with an embedded database, whose clock the test moves. */
export class Clinic {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'bedside-clinic-'))
  ring = testKeyring()
  now = Date.parse('2026-11-22T09:15:00Z')
  keepMs: number | null = null

  get folder(): string {
    return join(this.dataDir, 'backups')
  }

  open(): Promise<Store<Says>> {
    return openSqliteStore({ path: join(this.dataDir, 'chat.db'), ring: this.ring, rule: asSaid })
  }

  /** Opens the store for one piece of work. */
  async with<T>(work: (store: Store<Says>) => Promise<T>): Promise<T> {
    const store = await this.open()
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  backup({ to = this.folder, ring = this.ring }: { to?: string; ring?: Keyring } = {}): Promise<Made> {
    return makeBackup({
      folder: to,
      dataDir: this.dataDir,
      ring,
      keepMs: this.keepMs,
      now: () => this.now,
      open: async (work) => sqliteLive(this.dataDir, work),
    })
  }

  restore(file: string, ring = this.ring): Promise<Restored> {
    return restoreSqlite(file, { dataDir: this.dataDir, ring, now: this.now, makeAccounts: async () => {} })
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** Makes chat number `n`, in which the visitor has said these words. */
export async function chatOf(store: Store<Says>, n: number, words: string[], at = 1_700_000_000_000): Promise<string> {
  const id = hex(n)
  await store.create(id, TOKEN_HASH, [OPENED], at)
  for (const [index, text] of words.entries()) await sayIn(store, id, index + 1, text, at)
  return id
}

export const sayIn = (store: Store<Says>, chatId: string, n: number, text: string, at = 1_700_000_000_000) =>
  store.append(chatId, { sender: 'visitor', clientId: hex(n), content: text, at: at + n }, () => [says(text, hex(n))])

/** What was said in a chat, oldest first. */
export async function wordsIn(store: Store<Says>, chatId: string): Promise<string[]> {
  const { events } = await store.read(chatId, 0, 10_000)
  return events.flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
}

/** Every file under a folder with its bytes. */
export function everyFile(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort()
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name))]),
  )
}
