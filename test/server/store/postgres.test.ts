import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact } from '../../../protocol/events.ts'
import { SCHEMA_VERSION as SQLITE_VERSION } from '../../../server/store/migrations.ts'
import type { Store } from '../../../server/store/port.ts'
import { openPostgresStore } from '../../../server/store/postgres.ts'
import { SCHEMA_VERSION } from '../../../server/store/postgres-migrations.ts'
import { openPostgres } from '../../../server/store/postgres-open.ts'
import { Keyring, masterKey } from '../../../server/store/seal.ts'
import { openDatabase } from '../../../server/store/sqlite-open.ts'
import { StoreError } from '../../../server/store/store-error.ts'
import {
  hex,
  type SharedStoreUnderTest,
  says,
  sharedStoreContract,
  storeContract,
  write,
} from '../../store/contract.ts'
import { asSaid, asStored, type Says, testKeyring } from '../../support/keys.ts'
import { CHAT_ID, OPENED } from '../../support/model.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'

const USUAL = { ring: testKeyring(), rule: asSaid, counting: asStored }

let postgres: Postgres

/** One database serves all tests of the contract: its schema is made anew for each. */
let shared: string

async function underTest(): Promise<SharedStoreUnderTest> {
  const url = shared
  let store = await openPostgresStore({ url, ...USUAL })
  return {
    store,
    another: () => openPostgresStore({ url, ...USUAL }),
    async reopen() {
      await store.close()
      store = await openPostgresStore({ url, ...USUAL })
      return store
    },
    async remove() {
      await store.close()
      await postgres.query(url, 'DROP SCHEMA bedside CASCADE')
    },
    async bytes() {
      for (const step of ['ANALYZE', 'VACUUM FULL', 'CHECKPOINT']) await postgres.query(url, step)
      const [row] = await postgres.query(url, 'SELECT oid FROM pg_database WHERE datname = current_database()')
      const folder = join(postgres.folder, 'data', 'base', String(row?.oid))
      return readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    },
    async wrappedKey(chatId) {
      const [row] = await postgres.query(url, 'SELECT wrapped FROM bedside.chat_key WHERE chat_id = $1', [chatId])
      if (!(row?.wrapped instanceof Uint8Array)) throw new Error('no such key')
      return row.wrapped
    },
  }
}

describePostgres('on PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres()
    shared = await postgres.freshDatabase()
  })
  afterAll(() => postgres.stop())

  storeContract('PostgreSQL', underTest)
  sharedStoreContract('PostgreSQL', underTest)
})

describePostgres('opening a database on PostgreSQL', () => {
  let url: string
  const open: Store<Says>[] = []
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    url = await postgres.freshDatabase()
  })
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
  })

  const opened = async (at = url, options = USUAL): Promise<Store<Says>> => {
    const store = await openPostgresStore({ url: at, ...options })
    open.push(store)
    return store
  }

  /** The sentence with which opening is refused. */
  async function refusal(at = url, options = USUAL): Promise<string> {
    try {
      await opened(at, options)
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError)
      const { message } = error as StoreError
      expect(message).not.toContain('\n')
      expect(message).not.toContain('hunter2')
      return message
    }
    throw new Error('the database was opened')
  }

  const otherKeys = { ...USUAL, ring: new Keyring([masterKey('deadbeef', Buffer.alloc(32, 9))]) }
  const nameOf = (at: string) => new URL(at).pathname.slice(1)

  test('puts everything into a schema of its own', async () => {
    await postgres.query(url, 'CREATE TABLE chat (theirs text); CREATE TABLE meta (theirs text)')
    const store = await opened()
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    const tables = await postgres.query(
      url,
      "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema IN ('bedside', 'public') ORDER BY 1",
    )
    const ours = ['audit', 'chat', 'chat_key', 'day_count', 'event', 'meta', 'probe', 'schema_version', 'tombstone']
    expect(tables.map(({ name }) => name)).toEqual([
      ...ours.map((name) => `bedside.${name}`),
      'public.chat',
      'public.meta',
    ])
    expect(await postgres.query(url, 'SELECT * FROM public.chat')).toEqual([])
  })

  test('has the tables and columns of the embedded database', async () => {
    await opened()
    const rows = await postgres.query(
      url,
      `SELECT table_name || '.' || column_name || ' ' || data_type AS line FROM information_schema.columns
       WHERE table_schema = 'bedside' AND table_name <> 'schema_version'`,
    )
    const folder = mkdtempSync(join(tmpdir(), 'bedside-'))
    const { db, release } = openDatabase(join(folder, 'chat.db'), testKeyring())
    const types: Record<string, string> = { TEXT: 'text', INTEGER: 'bigint', BLOB: 'bytea' }
    const embedded = db
      .prepare(
        `SELECT list.name AS of, info.name, info.type FROM pragma_table_list AS list, pragma_table_info(list.name) AS info
         WHERE list.type = 'table' AND list.name NOT LIKE 'sqlite_%'`,
      )
      .all()
    expect(rows.map(({ line }) => line).toSorted()).toEqual(
      embedded.map((column) => `${column.of}.${column.name} ${types[String(column.type)]}`).toSorted(),
    )
    expect(SCHEMA_VERSION).toBe(SQLITE_VERSION)
    release()
    rmSync(folder, { recursive: true })
  })

  test('is made once when four servers start at once', async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => opened()))
    expect(new Set(stores.map(({ gen }) => gen)).size).toBe(1)
    await Promise.all(stores.map((store, n) => store.create(hex(n), 'token', [OPENED], 1)))
    expect(await stores[0]?.heads([0, 1, 2, 3].map(hex))).toHaveLength(4)
  })

  test('uses a schema that an administrator made for an account with no other rights', async () => {
    await postgres.query(url, 'CREATE ROLE modest LOGIN')
    const modest = url.replace('postgres@', 'modest@')
    expect(await refusal(modest)).toContain('CREATE SCHEMA bedside AUTHORIZATION modest')
    await postgres.query(url, 'CREATE SCHEMA bedside AUTHORIZATION modest')
    await expect((await opened(modest)).create(CHAT_ID, 'token', [OPENED], 1)).resolves.toMatchObject({ lastSeq: 1 })
  })

  test('waits for the disk whatever the account is used to', async () => {
    await postgres.query(url, `ALTER DATABASE ${nameOf(url)} SET synchronous_commit = off`)
    const { writer, readers, close } = await openPostgres(url, testKeyring())
    for (const pool of [writer, readers]) {
      expect((await pool.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }])
    }
    await close()
  })

  test('refuses an address that cannot be read, without quoting it', async () => {
    expect(await refusal('postgres://clinic:hunter2@127.0.0.1:what/chat')).toContain('Write it as postgres://')
  })

  test('refuses a port where nobody answers', async () => {
    const away = 'postgres://clinic:hunter2@127.0.0.1:1/chat'
    expect(await refusal(away)).toContain('The database chat on 127.0.0.1:1 cannot be reached')
    const nameless = 'postgres://clinic:hunter2@nowhere.invalid:5432/chat'
    expect(await refusal(nameless)).toContain('chat on nowhere.invalid:5432 cannot be reached')
  })

  test('refuses a server that takes the connection and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    expect(await refusal(`postgres://clinic:hunter2@127.0.0.1:${port}/chat`)).toContain('cannot be reached')
    silent.close()
  })

  test('refuses a database that is not there', async () => {
    expect(await refusal(postgres.url('nothing'))).toContain('createdb nothing')
  })

  test('tells a wrong password, a missing one and an account that is not let in apart', async () => {
    const rules = join(postgres.folder, 'data', 'pg_hba.conf')
    const before = readFileSync(rules, 'utf8')
    const strict = 'host all guarded 127.0.0.1/32 scram-sha-256\nhost all barred 127.0.0.1/32 reject\n'
    writeFileSync(rules, strict + before)
    await postgres.query(url, "CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'correct'")
    await postgres.query(url, 'SELECT pg_reload_conf()')
    await postgres.query(url, 'SELECT 1')
    expect(await refusal(url.replace('postgres@', 'guarded:hunter2@'))).toContain('refused the password of the account')
    expect(await refusal(url.replace('postgres@', 'guarded@'))).toContain('asks for a password')
    expect(await refusal(url.replace('postgres@', 'barred:hunter2@'))).toContain('does not let the account barred in')
    await expect(opened(url.replace('postgres@', 'guarded:correct@'))).resolves.toBeDefined()
    writeFileSync(rules, before)
    await postgres.query(url, 'SELECT pg_reload_conf()')
  })

  test("refuses another program's schema of the same name, and leaves it alone", async () => {
    const theirs = [
      'CREATE TABLE bedside.chat (theirs text)',
      'CREATE TABLE bedside.schema_version (theirs text)',
      "CREATE TABLE bedside.schema_version (program text, version bigint); INSERT INTO bedside.schema_version VALUES ('theirs', 1)",
      'CREATE SEQUENCE bedside.theirs',
    ]
    for (const table of theirs) {
      await postgres.query(url, `CREATE SCHEMA bedside; ${table}`)
      const kept = 'SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1) ORDER BY 1'
      const before = await postgres.query(url, kept, ['bedside'])
      expect(await refusal()).toContain('another program made')
      expect(await postgres.query(url, kept, ['bedside'])).toEqual(before)
      await postgres.query(url, 'DROP SCHEMA bedside CASCADE')
    }
  })

  test('refuses a database that a newer program wrote, and leaves it alone', async () => {
    await (await opened()).create(CHAT_ID, 'token', [OPENED], 1)
    await postgres.query(url, 'UPDATE bedside.schema_version SET version = 99')
    expect(await refusal()).toContain('was written by a newer version of this program (its version is 99')
    expect(await postgres.query(url, 'SELECT version FROM bedside.schema_version')).toEqual([{ version: '99' }])
  })

  test('refuses a database whose master key is not here, and leaves it alone', async () => {
    await (await opened()).create(CHAT_ID, 'token', [OPENED], 1)
    expect(await refusal(url, otherKeys)).toContain('the master key 0badcafe, which is not in the key file')
    const both = new Keyring([...otherKeys.ring.masters, ...testKeyring().masters])
    const store = await opened(url, { ...USUAL, ring: both })
    await store.create(hex(1), 'token', [OPENED], 1)
    expect(await store.conversation(CHAT_ID)).toMatchObject({ id: CHAT_ID })
    expect(await refusal()).toContain('the master key deadbeef')
    expect(await refusal(url, otherKeys)).toContain('the master key 0badcafe')
  })

  test('refuses a server that does not keep what it acknowledges', async () => {
    for (const setting of ['fsync', 'full_page_writes']) {
      await postgres.halt()
      await postgres.start({ [setting]: 'off' })
      expect(await refusal()).toContain(`its server has ${setting} off where on is needed`)
      expect(await postgres.query(url, "SELECT to_regnamespace('bedside') AS made")).toEqual([{ made: null }])
    }
    await postgres.restart()
    await expect(opened()).resolves.toBeDefined()
  })

  test('refuses a server that takes no writes', async () => {
    await postgres.query(url, `ALTER DATABASE ${nameOf(url)} SET default_transaction_read_only = on`)
    expect(await refusal()).toContain('name the server that takes writes')
  })

  test('leaves a database as it was when bringing it up to date fails half-way (F23)', async () => {
    await postgres.query(
      url,
      `CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no index today''; END';
       CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION refuse()`,
    )
    expect(await refusal()).toContain('cannot be opened: no index today')
    expect(await postgres.query(url, "SELECT to_regnamespace('bedside') AS made")).toEqual([{ made: null }])
    await postgres.query(url, 'DROP EVENT TRIGGER refuse')
    await expect(opened()).resolves.toBeDefined()
  })
})

describePostgres('a row in PostgreSQL', () => {
  let url: string
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    url = await postgres.freshDatabase()
  })

  test('that was changed is never shown', async () => {
    const store = await openPostgresStore({ url, ...USUAL })
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    for (const n of [1, 2, 3]) await store.append(CHAT_ID, write(n), () => [says(`secret ${n}`, hex(n))])
    await postgres.query(
      url,
      'UPDATE bedside.event SET body = set_byte(body, 20, get_byte(body, 20) # 1) WHERE seq = 4',
    )
    await expect(store.read(CHAT_ID, 0, 100)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.read(CHAT_ID, 0, 3)).resolves.toMatchObject({ lastSeq: 4 })
    await postgres.query(url, 'DELETE FROM bedside.event WHERE seq = 4')
    await expect(store.read(CHAT_ID, 0, 100)).rejects.toMatchObject({ code: 'unavailable' })
    await postgres.query(url, 'UPDATE bedside.chat SET fold = set_byte(fold, 20, get_byte(fold, 20) # 1)')
    await expect(store.conversation(CHAT_ID)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.append(CHAT_ID, write(9), () => [])).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.erase(CHAT_ID, 'visitor', 5)).resolves.toBe(true)
    await expect(store.tombstone(CHAT_ID)).resolves.toMatchObject({ lastSeq: 4 })
    await store.close()
  })

  test('that was changed does not hide other chats from staff', async () => {
    const told: unknown[] = []
    const log = { error: (fields: object) => void told.push(fields), info: () => {} }
    const store = await openPostgresStore({ url, ...USUAL, log })
    for (const chatId of [101, 102, 103].map(hex)) {
      await store.create(chatId, 'token', [OPENED], 1)
      await store.append(chatId, write(1), () => [says('hello', hex(1))])
    }
    await postgres.query(url, 'UPDATE bedside.chat SET fold = $1 WHERE id = $2', [Buffer.alloc(99), hex(101)])
    await postgres.query(url, 'DELETE FROM bedside.chat_key WHERE chat_id = $1', [hex(103)])
    const fresh = await openPostgresStore({ url, ...USUAL, ring: testKeyring(), log })
    expect((await fresh.list('open', 10)).map((chat) => chat.id)).toEqual([hex(102)])
    expect((await fresh.stale(['bot'], 1e15, 10)).map((chat) => chat.id)).toEqual([hex(102)])
    expect(told).toHaveLength(4)
    await expect(fresh.conversation(hex(103))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(fresh.read(hex(103), 0, 10)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(fresh.append(hex(103), write(2), () => [])).rejects.toMatchObject({ code: 'unavailable' })
    await expect(fresh.erase(hex(103), 'visitor', 5)).resolves.toBe(true)
    await Promise.all([store.close(), fresh.close()])
  })

  test('that the database refuses takes no other with it', async () => {
    const store = await openPostgresStore({ url, ...USUAL })
    for (const chatId of [1, 2].map(hex)) await store.create(chatId, 'token', [OPENED], 1)
    // A row that nobody counted: the next seq of this chat is taken.
    await postgres.query(
      url,
      "INSERT INTO bedside.event VALUES ($1, 2, 'x', 'system', 'x', NULL, NULL, '\\x00', NULL, 0, '')",
      [hex(1)],
    )
    const say = (chatId: string, n: number, at = n) =>
      store.append(chatId, { ...write(n), at }, () => [says(`message ${n}`, hex(n))])
    const settled = await Promise.allSettled([
      say(hex(2), 1),
      say(hex(1), 2),
      say(hex(2), 3, 1.5),
      store.create(hex(3), 'token', [OPENED], 2 ** 70),
      say(hex(2), 4),
      store.probe(),
    ])
    expect(settled.map((one) => (one.status === 'fulfilled' ? 'kept' : one.reason.code))).toEqual([
      'kept',
      'unavailable',
      'unavailable',
      'unavailable',
      'kept',
      'kept',
    ])
    expect((await store.read(hex(2), 0, 10)).events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(await store.conversation(hex(3))).toBeNull()
    await store.close()
  })

  test('stays when somebody wrote there while its erasing waited', async () => {
    const store = await openPostgresStore({ url, ...USUAL })
    for (const chatId of [1, 2].map(hex)) await store.create(chatId, 'token', [OPENED], 1)
    const blocker = await holdingChat(url, hex(1))
    const purged = store.purge({ withoutPerson: 5, withPerson: 5 }, 10, 9)
    await blocker.waitedFor()
    await blocker.query('UPDATE bedside.chat SET last_at = 5 WHERE id = $1', [hex(1)])
    await blocker.letGo()
    expect(await purged).toEqual([hex(2)])
    expect(await store.heads([1, 2].map(hex))).toEqual([{ chatId: hex(1), lastSeq: 1 }])
    expect(await store.tombstone(hex(1))).toBeNull()
    await store.close()
  })

  test('shares its transaction with all that were asked for meanwhile', async () => {
    const store = await openPostgresStore({ url, ...USUAL })
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    const say = (n: number) => store.append(CHAT_ID, write(n), () => [says(`message ${n}`, hex(n))])
    const repeats = Array.from({ length: 10 }, (_, n) => n)
    await Promise.all([...Array.from({ length: 100 }, (_, n) => n), ...repeats].map(say))
    const transactions = async () =>
      (await postgres.query(url, 'SELECT DISTINCT xmin::text FROM bedside.event WHERE seq > 1')).length
    expect(await transactions()).toBe(1)
    const blocker = await holdingChat(url, CHAT_ID)
    const first = say(100)
    await blocker.waitedFor()
    // While that one waits for the lock of the chat, the others come in, each in a turn of its own.
    const rest: Promise<unknown>[] = []
    for (let n = 101; n < 110; n++) {
      rest.push(say(n))
      await new Promise(setImmediate)
    }
    await blocker.letGo()
    await Promise.all([first, ...rest])
    expect(await transactions()).toBe(3)
    await store.close()
  })

  test('holds nothing readable, nor does the rest of what the server writes (P7)', async () => {
    const store = await openPostgresStore({ url, ...USUAL })
    await store.create(CHAT_ID, 'token', [{ ...OPENED, page: '/canary-page' } as Fact], 1)
    const canary = (n: number, at: number) =>
      store.append(CHAT_ID, { ...write(n, `canary ${n}`), at }, () => [says(`canary ${n}`, hex(n))])
    await canary(1, 1)
    // The server logs what it refuses.
    await expect(canary(2, 1.5)).rejects.toMatchObject({ code: 'unavailable' })
    await store.close()
    await postgres.query(url, 'CHECKPOINT')
    const files = readdirSync(postgres.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, bytes: readFileSync(path) }))
    const holding = (text: string) => files.filter(({ bytes }) => bytes.includes(text)).map(({ path }) => path)
    expect(holding(CHAT_ID).length).toBeGreaterThan(1)
    expect(holding('invalid input syntax')).toEqual([join(postgres.folder, 'log')])
    expect(holding('canary')).toEqual([])
  })
})

/** Somebody else's transaction that has locked a chat. */
async function holdingChat(url: string, chatId: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM bedside.chat WHERE id = $1 FOR UPDATE', [chatId])
  return {
    async waitedFor() {
      const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
      while ((await client.query(waiting)).rowCount === 0) await new Promise(setImmediate)
    },
    query: (text: string, values: unknown[]) => client.query(text, values),
    async letGo() {
      await client.query('COMMIT')
      await client.end()
    },
  }
}
