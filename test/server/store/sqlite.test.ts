import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SCHEMA_VERSION } from '../../../server/store/migrations.ts'
import type { Store } from '../../../server/store/port.ts'
import { openSqliteStore, sqliteStore } from '../../../server/store/sqlite.ts'
import { openDatabase } from '../../../server/store/sqlite-open.ts'
import { StoreError } from '../../../server/store/store-error.ts'
import { hex, says, storeContract, write } from '../../store/contract.ts'
import { asSaid, asStored, type Says, testKeyring } from '../../support/keys.ts'
import { CHAT_ID, OPENED } from '../../support/model.ts'

const USUAL = { ring: testKeyring(), rule: asSaid, counting: asStored }

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  const path = join(folder, 'chat.db')
  let store = await openSqliteStore({ path, ...USUAL })
  return {
    store,
    async reopen() {
      await store.close()
      store = await openSqliteStore({ path, ...USUAL })
      return store
    },
    async remove() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
    bytes: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name))),
    async wrappedKey(chatId) {
      const db = new DatabaseSync(path, { readOnly: true })
      const row = db.prepare('SELECT wrapped FROM chat_key WHERE chat_id = ?').get(chatId)
      db.close()
      if (!(row?.wrapped instanceof Uint8Array)) throw new Error('no such key')
      return row.wrapped
    },
  }
})

let folder: string
let path: string
const open: Store<Says>[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  path = join(folder, 'chat.db')
})
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  rmSync(folder, { recursive: true })
})

async function opened(at = path): Promise<Store<Says>> {
  const store = await openSqliteStore({ path: at, ...USUAL })
  open.push(store)
  return store
}

/** A database in which a visitor wrote three messages, closed. */
async function filled(): Promise<void> {
  const store = await openSqliteStore({ path, ...USUAL })
  await store.create(CHAT_ID, 'token', [OPENED], 1)
  for (const n of [1, 2, 3]) await store.append(CHAT_ID, write(n), () => [says(`secret ${n}`, hex(n))])
  await store.close()
}

/** A message of the chat as it stands in the file. */
function bodyOf(seq: number): Buffer {
  const db = new DatabaseSync(path, { readOnly: true })
  const row = db.prepare('SELECT body FROM event WHERE seq = ?').get(seq)
  db.close()
  if (!(row?.body instanceof Uint8Array)) throw new Error('no such message')
  return Buffer.from(row.body)
}

/** The sentence with which opening is refused. */
async function refusal(at = path): Promise<string> {
  try {
    await opened(at)
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError)
    const { message } = error as StoreError
    expect(message).toContain(at)
    expect(message).not.toContain('\n')
    return message
  }
  throw new Error('the database was opened')
}

/** Commits in a write-ahead log: the frames that say how large the database is afterwards. https://www.sqlite.org/fileformat2.html#walformat */
function commitsIn(wal: Buffer): number {
  const pageSize = wal.readUInt32BE(8)
  const salt = wal.subarray(16, 24)
  let commits = 0
  for (let at = 32; at + 24 <= wal.length; at += 24 + pageSize) {
    const frame = wal.subarray(at, at + 24)
    if (frame.subarray(8, 16).equals(salt) && frame.readUInt32BE(4) > 0) commits++
  }
  return commits
}

describe('opening a database file', () => {
  test('makes it, and its folder, for this account alone', async () => {
    const deep = join(folder, 'a', 'b', 'chat.db')
    await opened(deep)
    expect(statSync(deep).mode & 0o777).toBe(0o600)
    expect(statSync(`${deep}-wal`).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
  })

  test('sets everything that durability and deletion rest on', () => {
    const { db, release } = openDatabase(path, testKeyring())
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(2)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('busy_timeout')).toBe(1000)
    expect(pragma('trusted_schema')).toBe(0)
    expect(pragma('secure_delete')).toBe(1)
    expect(pragma('user_version')).toBe(SCHEMA_VERSION)
    const tables = db.prepare('PRAGMA table_list').all()
    const ours = tables.filter((table) => table.type === 'table' && !String(table.name).startsWith('sqlite_'))
    expect(ours.map((table) => table.name).toSorted()).toEqual([
      'audit',
      'chat',
      'chat_key',
      'day_count',
      'event',
      'meta',
      'probe',
      'tombstone',
    ])
    expect(ours.every((table) => table.strict === 1)).toBe(true)
    release()
  })

  test('refuses a second server on the same file within a second, by any name of it (F25)', async () => {
    await opened()
    symlinkSync(path, join(folder, 'other.db'))
    for (const name of [path, join(folder, 'other.db')]) {
      const before = performance.now()
      expect(await refusal(name)).toContain('Another server is using the database')
      expect(performance.now() - before).toBeLessThan(1000)
    }
  })

  test('lets the next server in as soon as the first has closed it', async () => {
    const first = await openSqliteStore({ path, ...USUAL })
    await first.close()
    await expect(opened()).resolves.toBeDefined()
  })

  test('refuses a folder', async () => {
    expect(await refusal(folder)).toContain('is a folder')
  })

  test('refuses a path through a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await refusal(join(folder, 'file', 'chat.db'))).toContain('a part of its path is a file')
  })

  test('refuses a place where nothing can be written', async () => {
    expect(await refusal('/proc/chat.db')).toContain('Give the account that runs the server the right')
  })

  test('refuses a file that is no database, and leaves it alone', async () => {
    writeFileSync(path, 'minutes of the staff meeting '.repeat(100))
    const before = readFileSync(path)
    expect(await refusal()).toContain('is not a database of this program')
    expect(readFileSync(path)).toEqual(before)
  })

  test('refuses a database that a newer program wrote, and leaves it alone', async () => {
    await filled()
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(await refusal()).toContain('was written by a newer version of this program (its version is 99')
    const after = new DatabaseSync(path)
    expect(after.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: 4 })
    after.close()
  })

  test('brings an empty file up to date', async () => {
    writeFileSync(path, '')
    const store = await opened()
    await expect(store.create(CHAT_ID, 'token', [OPENED], 1)).resolves.toMatchObject({ id: CHAT_ID, lastSeq: 1 })
  })

  test('leaves a file as it was when bringing it up to date fails half-way (F23)', async () => {
    const other = new DatabaseSync(path)
    const tables = ['meta', 'chat', 'event']
    for (const name of tables) other.exec(`CREATE TABLE ${name} (name TEXT, value TEXT)`)
    other.close()
    expect(await refusal()).toMatch(/cannot be opened: table \w+ already exists/)
    const after = new DatabaseSync(path)
    expect(after.prepare('SELECT name FROM sqlite_schema').all()).toEqual(tables.map((name) => ({ name })))
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0 })
    after.close()
  })

  test.each([
    ['its own tables', 'CREATE TABLE moz_places (url TEXT)'],
    ['a table named like one of ours', 'CREATE TABLE probe (theirs TEXT)'],
    ['a table "meta" of its own', "CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('gen', '1')"],
  ])('refuses the database of another program, with %s, and leaves it byte for byte as it was', async (_, tables) => {
    const other = new DatabaseSync(path)
    other.exec(tables)
    other.close()
    const before = readFileSync(path)
    expect(await refusal()).toContain('is the database of another program. Name another file')
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(dirname(path)).filter((name) => /-(wal|shm)$/.test(name))).toEqual([])
  })

  test('refuses a database whose pages are damaged', async () => {
    await filled()
    const bytes = readFileSync(path)
    for (let page = 1; page * 4096 < bytes.length; page++) bytes.fill(0xa5, page * 4096, page * 4096 + 64)
    writeFileSync(path, bytes)
    expect(await refusal()).toContain('restore the newest backup')
  })

  test('refuses a database in which one bit of a message was changed', async () => {
    await filled()
    const bytes = readFileSync(path)
    const sealed = bodyOf(3)
    expect(bytes.includes(sealed)).toBe(true)
    bytes.writeUInt8(bytes.readUInt8(bytes.indexOf(sealed)) ^ 1, bytes.indexOf(sealed))
    writeFileSync(path, bytes)
    expect(await refusal()).toContain('is damaged')
  })

  test('refuses a database in which the last event of a chat is gone', async () => {
    await filled()
    const db = new DatabaseSync(path)
    db.exec('DELETE FROM event WHERE seq = 4')
    db.close()
    expect(await refusal()).toContain('is damaged')
  })

  test('refuses a file cut short anywhere, or opens it with nothing wrong in it (F11)', async () => {
    await filled()
    const whole = readFileSync(path)
    const store = await openSqliteStore({ path, ...USUAL })
    const log = await store.read(CHAT_ID, 0, 100)
    await store.close()
    for (let percent = 1; percent < 100; percent++) {
      writeFileSync(path, whole.subarray(0, Math.floor((whole.length * percent) / 100)))
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
      try {
        const cut = await openSqliteStore({ path, ...USUAL })
        expect(await cut.read(CHAT_ID, 0, 100)).toEqual(log)
        await cut.close()
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError)
      }
    }
  })
})

describe('a row that was changed while the server runs', () => {
  test('is never shown', async () => {
    await filled()
    const store = await opened()
    const db = new DatabaseSync(path)
    // The last byte of a sealed body is of its tag: another text cannot be put in its place.
    db.exec("UPDATE event SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB) WHERE seq = 4")
    await expect(store.read(CHAT_ID, 0, 100)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.read(CHAT_ID, 0, 3)).resolves.toMatchObject({ lastSeq: 4 })
    db.exec('UPDATE chat SET fold = zeroblob(length(fold))')
    await expect(store.conversation(CHAT_ID)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.append(CHAT_ID, write(9), () => [])).rejects.toMatchObject({ code: 'unavailable' })
    db.close()
  })
})

describe('deleting', () => {
  test('leaves nothing of a message in the files, not even sealed', async () => {
    await filled()
    const store = await opened()
    const sealed = bodyOf(3)
    expect(readFileSync(path).includes(sealed)).toBe(true)
    await store.purge({ withoutPerson: Number.MAX_SAFE_INTEGER, withPerson: 0 }, 10, 5)
    for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes(sealed)).toBe(false)
  })
})

describe('a commit that fails', () => {
  const nextTurn = (store: Store<Says>, from: number) =>
    Promise.allSettled([0, 1, 2].map((n) => store.append(CHAT_ID, write(from + n), () => [says('hi', hex(from + n))])))

  test('acknowledges none of those who share it, stores none, and the next one is well again', async () => {
    const { db, release } = openDatabase(path, testKeyring())
    const log: string[] = []
    const note = (_: object, message: string) => void log.push(message)
    const store = sqliteStore(db, release, { ...USUAL, log: { error: note, info: note } })
    open.push(store)
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    // A row whose chat is missing, looked at only when everything is committed: the COMMIT itself is refused.
    const orphan = `INSERT INTO event VALUES ('none', 1, 'x', 'system', 'x', NULL, NULL, x'00', NULL, 0, '')`
    const spoilt = [
      store.append(CHAT_ID, write(1), () => [says('before', hex(1))]),
      store.append(CHAT_ID, write(2), () => {
        db.exec('PRAGMA defer_foreign_keys = ON')
        db.exec(orphan)
        return [says('spoils it', hex(2))]
      }),
      store.probe(),
    ]
    for (const result of await Promise.allSettled(spoilt)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    }
    expect(await store.read(CHAT_ID, 0, 10)).toMatchObject({ lastSeq: 1 })
    expect((await nextTurn(store, 10)).map((result) => result.status)).toEqual(Array(3).fill('fulfilled'))
    expect((await store.read(CHAT_ID, 0, 10)).lastSeq).toBe(4)
    expect(log).toEqual(['the database cannot be written', 'the database can be written again'])
  })

  test('is what a full database gives, until there is room (F9)', async () => {
    const { db, release } = openDatabase(path, testKeyring())
    const store = sqliteStore(db, release, USUAL)
    open.push(store)
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count)
    db.exec(`PRAGMA max_page_count = ${pages + 4}`)
    let kept = 0
    let refused = 0
    for (let n = 0; refused < 5; n++) {
      const [result] = await Promise.allSettled([
        store.append(CHAT_ID, write(n), () => [says('x'.repeat(3000), hex(n))]),
      ])
      if (result.status === 'fulfilled') kept++
      else {
        expect(result.reason).toMatchObject({ code: 'unavailable' })
        refused++
      }
    }
    expect((await store.read(CHAT_ID, 0, 1000)).lastSeq).toBe(kept + 1)
    db.exec('PRAGMA max_page_count = 100000')
    expect((await nextTurn(store, 5000)).map((result) => result.status)).toEqual(Array(3).fill('fulfilled'))
  })
})

describe('a group commit', () => {
  test('is shared by everything written in the same turn', async () => {
    const store = await opened()
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    const before = commitsIn(readFileSync(`${path}-wal`))
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => store.append(CHAT_ID, write(n), () => [says(`message ${n}`, hex(n))])),
    )
    expect(commitsIn(readFileSync(`${path}-wal`)) - before).toBe(1)
    await store.append(CHAT_ID, write(100), () => [says('message 100', hex(100))])
    expect(commitsIn(readFileSync(`${path}-wal`)) - before).toBe(2)
  })
})

test('a chat damaged while the server runs does not hide the others from staff', async () => {
  const { db, release } = openDatabase(path, testKeyring())
  const told: unknown[] = []
  const store = sqliteStore(db, release, { ...USUAL, log: { error: (fields) => told.push(fields), info: () => {} } })
  open.push(store)
  for (const chatId of [hex(101), hex(102)]) {
    await store.create(chatId, 'token', [OPENED], 1)
    await store.append(chatId, write(1), () => [says('hello', hex(1))])
  }
  db.exec(`UPDATE chat SET fold = zeroblob(length(fold)) WHERE id = '${hex(101)}'`)
  expect((await store.list('open', 10)).map((chat) => chat.id)).toEqual([hex(102)])
  expect((await store.stale(['bot'], 1e15, 10)).map((chat) => chat.id)).toEqual([hex(102)])
  expect(told.length).toBeGreaterThan(0)
  await expect(store.conversation(hex(101))).rejects.toThrow()
})
