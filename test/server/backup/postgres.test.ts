import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordBeside } from '../../../server/audit/beside.ts'
import { entryOf, verify } from '../../../server/audit/chain.ts'
import { verifyLog } from '../../../server/audit/command.ts'
import { openHeadNote } from '../../../server/audit/head-note.ts'
import { openAuth } from '../../../server/auth.ts'
import { BackupError } from '../../../server/backup/backup-error.ts'
import { makeBackup } from '../../../server/backup/make.ts'
import { move } from '../../../server/backup/move.ts'
import { postgresLive } from '../../../server/backup/postgres-live.ts'
import { restorePostgres } from '../../../server/backup/postgres-restore.ts'
import { inspect, isWhole } from '../../../server/backup/restored.ts'
import { rule } from '../../../server/conversation/rule.ts'
import { createLog } from '../../../server/log.ts'
import { openNodes } from '../../../server/nodes/nodes.ts'
import type { Store } from '../../../server/store/port.ts'
import { openPostgresStore } from '../../../server/store/postgres.ts'
import { Clinic, chatOf, everyFile, HOUR, hex, sayIn, wordsIn } from '../../support/backup.ts'
import { asSaid, type Says } from '../../support/keys.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'

const ANA = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'correct horse battery' }
const PUBLIC_URL = new URL('http://localhost:4300')
const SECRET = 'a secret of at least thirty-two signs'

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    return error.message
  }
  throw new Error('it was not refused')
}

describePostgres('with PostgreSQL', () => {
  let postgres: Postgres
  let clinic: Clinic
  let url: string
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    clinic = new Clinic()
    url = await postgres.freshDatabase()
  })
  afterEach(() => clinic.remove())

  const open = (): Promise<Store<Says>> => openPostgresStore({ url, ring: clinic.ring, rule: asSaid })

  async function at<T>(work: (store: Store<Says>) => Promise<T>): Promise<T> {
    const store = await open()
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  const backup = () =>
    makeBackup({
      folder: clinic.folder,
      dataDir: clinic.dataDir,
      ring: clinic.ring,
      keepMs: null,
      now: () => clinic.now,
      open: () => postgresLive(url),
    })
  const restore = (file: string) =>
    restorePostgres(file, { url, dataDir: clinic.dataDir, ring: clinic.ring, now: clinic.now })

  /** Does `work` as a node at the database would, with its staff accounts. */
  async function asNode<T>(work: (auth: Awaited<ReturnType<typeof openAuth>>) => Promise<T>): Promise<T> {
    const store = await openPostgresStore({ url, ring: clinic.ring, rule })
    const log = createLog('fatal', { write: () => {} })
    const nodes = await openNodes({ databaseUrl: url, redisUrl: null, gen: store.gen, sessionSecret: SECRET, log })
    const auth = await openAuth({ dataDir: '', publicUrl: PUBLIC_URL, secret: SECRET, shared: nodes.auth })
    try {
      return await work(auth)
    } finally {
      auth.close()
      await nodes.close()
      await store.close()
    }
  }

  async function canSignIn(auth: Awaited<ReturnType<typeof openAuth>>): Promise<boolean> {
    const headers = new Headers({ 'content-type': 'application/json', origin: PUBLIC_URL.origin })
    const { status } = await auth.handle('sign-in/email', headers, JSON.stringify(ANA))
    return status === 200
  }

  test('keeps the audit log one chain: what was written down after it stays, and that it was restored is written down (P6)', async () => {
    const view = (store: Store<Says>, n: number) =>
      store.record(entryOf({ what: 'transcript-opened', who: 'ana', which: hex(n) }, n))
    await at(async (store) => {
      await chatOf(store, 1, ['hello'])
      for (const n of [1, 2, 3]) await view(store, n)
    })
    const { file } = await backup()
    const noted = await at((store) => view(store, 4))
    await restore(file)
    const rows = await at(async (store) => {
      await view(store, 6)
      return (await store.audited({ before: null, who: null, what: null, which: null }, 100)).toReversed()
    })
    expect(rows.map(({ number, what, which }) => [number, what, which])).toEqual([
      [1, 'transcript-opened', hex(1)],
      [2, 'transcript-opened', hex(2)],
      [3, 'transcript-opened', hex(3)],
      [4, 'transcript-opened', hex(4)],
      [5, 'restored', null],
      [6, 'transcript-opened', hex(6)],
    ])
    expect(await verify(rows, [noted])).toMatchObject({ rows: 6, wrong: null })
  })

  test('the owner proves the audit log on PostgreSQL, beside a server: a row that was changed is named (P6)', async () => {
    const settings = { dataDir: clinic.dataDir, databaseUrl: url, publicUrl: PUBLIC_URL }
    const store = await open()
    for (const n of [1, 2, 3]) {
      await store.record(entryOf({ what: 'transcript-opened', who: 'ana', which: hex(n) }, n))
    }
    await recordBeside(settings, { what: 'account-changed', who: null, which: 'ana', detail: 'reset' })
    const last = await store.record(entryOf({ what: 'signed-out', who: 'ana' }, 9))
    expect(await verifyLog(settings, null)).toMatchObject({
      rows: 5,
      wrong: null,
      head: { number: 5, hash: last.hash },
    })
    for (const change of [
      'UPDATE bedside.audit SET at = 7 WHERE number = 2',
      'DELETE FROM bedside.audit WHERE number = 5',
      'TRUNCATE bedside.audit',
    ]) {
      await expect(postgres.query(url, change)).rejects.toThrow('never changed or removed')
    }
    await postgres.query(url, 'ALTER TABLE bedside.audit DISABLE TRIGGER ALL')
    await postgres.query(url, 'DELETE FROM bedside.audit WHERE number = 5')
    expect(await verifyLog(settings, null)).toMatchObject({ rows: 4, wrong: null })
    expect(await verifyLog(settings, last)).toMatchObject({ wrong: 5 })
    openHeadNote(clinic.dataDir, store.gen).wrote(last)
    expect(await verifyLog(settings, null)).toMatchObject({ wrong: 5 })
    await postgres.query(url, 'UPDATE bedside.audit SET at = 7 WHERE number = 2')
    expect(await verifyLog(settings, null)).toMatchObject({ wrong: 2, head: { number: 1 } })
    await store.close()
  })

  test('a backup is made while servers write, and restored with another generation', async () => {
    const store = await open()
    await chatOf(store, 1, ['hello', 'canary-zebra'])
    await chatOf(store, 2, ['erased'])
    await store.erase(hex(2), 'visitor', 77)
    let going = true
    const writing = (async () => {
      for (let n = 3; going; n += 1) await sayIn(store, hex(1), n, `word ${n}`)
    })()
    const { file, findings } = await backup()
    going = false
    await writing
    const { gen } = store
    expect(findings).toMatchObject({ sound: [hex(1)], damaged: [], sealed: [] })
    expect(isWhole(await inspect(file, join(clinic.dataDir, 'inspected.db'), clinic.ring))).toBe(true)
    for (const [name, bytes] of everyFile(clinic.folder)) expect([name, bytes.includes('zebra')]).toEqual([name, false])

    expect(await refusal(restore(file))).toContain('Stop all servers there first')
    const later = await wordsIn(store, hex(1))
    await store.close()
    const { aside } = await restore(file)
    await at(async (restored) => {
      const words = await wordsIn(restored, hex(1))
      expect(words).toEqual(later.slice(0, words.length))
      expect(words.slice(0, 2)).toEqual(['hello', 'canary-zebra'])
      expect(restored.gen).not.toBe(gen)
      expect(await restored.tombstone(hex(2))).toEqual({ chatId: hex(2), lastSeq: 2, erasedAt: 77, reason: 'visitor' })
      await sayIn(restored, hex(1), 9999, 'and on')
    })
    expect(aside).toEqual(['the schema bedside_before_restore_20261122t091500z'])
    const kept = await postgres.query(
      url,
      'SELECT count(*)::int AS n FROM bedside_before_restore_20261122t091500z.chat',
    )
    expect(kept).toEqual([{ n: 1 }])
    clinic.now += 8 * 24 * HOUR
    await backup()
    expect(await postgres.query(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bedside%'`)).toEqual([
      { nspname: 'bedside' },
    ])
  })

  test('a chat that was erased since stays erased, with its key in no file', async () => {
    await at((store) => chatOf(store, 1, ['hello']))
    const { file } = await backup()
    clinic.now += HOUR
    await at((store) => store.erase(hex(1), 'visitor', clinic.now))
    await backup()
    await postgres.query(url, 'DROP SCHEMA bedside CASCADE')
    expect(await restore(file)).toMatchObject({ erased: 1, findings: { sound: [], sealed: [hex(1)] } })
    await at(async (store) => {
      expect(await store.conversation(hex(1))).toBeNull()
      expect(await store.tombstone(hex(1))).toMatchObject({ erasedAt: clinic.now })
    })
  })

  test('a backup of either database is restored into the other', async () => {
    await clinic.with((store) => chatOf(store, 1, ['from the file']))
    const fromFile = await clinic.backup()
    await restore(fromFile.file)
    expect(await at((store) => wordsIn(store, hex(1)))).toEqual(['from the file'])
    await at((store) => sayIn(store, hex(1), 2, 'and from the server'))
    clinic.now += HOUR
    const fromServer = await backup()
    rmSync(join(clinic.dataDir, 'chat.db'))
    await clinic.restore(fromServer.file)
    expect(await clinic.with((store) => wordsIn(store, hex(1)))).toEqual(['from the file', 'and from the server'])
  })

  test('staff accounts come along, and whoever was signed in is not any more', async () => {
    await asNode(async (auth) => {
      await auth.createAdmin(ANA)
      expect(await canSignIn(auth)).toBe(true)
    })
    const { file, header } = await backup()
    expect(header.rows.account).toBe(1)
    await postgres.query(url, 'DROP SCHEMA bedside CASCADE')
    await restore(file)
    expect(await postgres.query(url, 'SELECT count(*)::int AS n FROM bedside.session')).toEqual([{ n: 0 }])
    await asNode(async (auth) => expect(await canSignIn(auth)).toBe(true))
  })

  test('a server that runs is seen by its connections', async () => {
    await at((store) => chatOf(store, 1, ['hello']))
    const { file } = await backup()
    await asNode(async () => expect(await refusal(restore(file))).toContain('Stop all servers'))
    expect((await restore(file)).findings.sound).toEqual([hex(1)])
  })

  test('what cannot be restored changes nothing', async () => {
    await at((store) => chatOf(store, 1, ['hello']))
    const { file } = await backup()
    await at((store) => sayIn(store, hex(1), 2, 'since'))
    expect(await refusal(restore(join(clinic.folder, 'keys.backup')))).toContain('holds the keys')
    expect(await at((store) => wordsIn(store, hex(1)))).toEqual(['hello', 'since'])
    expect(
      await refusal(
        restorePostgres(file, {
          url: url.replace('127.0.0.1', 'nowhere.invalid'),
          dataDir: clinic.dataDir,
          ring: clinic.ring,
          now: 0,
        }),
      ),
    ).toContain('cannot be reached')
    expect(await postgres.query(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bedside%'`)).toEqual([
      { nspname: 'bedside' },
    ])
  })

  test('a move carries over everything and leaves the source as it was', async () => {
    const auth = await openAuth({ dataDir: clinic.dataDir, publicUrl: PUBLIC_URL, secret: SECRET })
    await auth.createAdmin(ANA)
    auth.close()
    const before = await clinic.with(async (store) => {
      await chatOf(store, 1, ['hello', '\u0000 and half \ud800', 'grüße 🌱'])
      const odd = { sender: 'staff:\u0000', clientId: '\u0000 an odd id ü', content: 'x', at: 1_700_000_000_100 }
      await store.append(hex(1), odd, () => [
        { type: 'message:sent', from: 'visitor', clientId: odd.clientId, text: 'odd', choice: null },
      ])
      await chatOf(store, 2, ['erased'])
      await store.erase(hex(2), 'retention', 5)
      return { gen: store.gen, page: await store.read(hex(1), 0, 100) }
    })
    const files = everyFile(clinic.dataDir)
    const { rows, accounts } = await move(clinic.dataDir, url, clinic.ring)
    expect(rows).toMatchObject({ chat: 1, chat_key: 1, event: 5, tombstone: 1 })
    expect(accounts).toBe(1)
    const after = everyFile(clinic.dataDir)
    for (const name of ['chat.db', 'staff.db']) expect(after.get(name)).toEqual(files.get(name))
    await at(async (store) => {
      expect(store.gen).toBe(before.gen)
      expect(await store.read(hex(1), 0, 100)).toEqual(before.page)
      expect(await store.tombstone(hex(2))).toMatchObject({ reason: 'retention', lastSeq: 2 })
      expect(await store.tokenHash(hex(1))).toBe('ab'.repeat(32))
      // A repeat is known as one.
      const repeat = { sender: 'staff:\u0000', clientId: '\u0000 an odd id ü', content: 'x', at: 1 }
      expect(await store.append(hex(1), repeat, () => [])).toMatchObject({ seq: 5, events: [] })
    })
    await asNode(async (node) => expect(await canSignIn(node)).toBe(true))
    expect(await refusal(move(clinic.dataDir, url, clinic.ring))).toMatch(/already chats|Stop all servers/)
  })

  test('a move is refused where a server runs, and from what is damaged', async () => {
    const store = await clinic.open()
    await chatOf(store, 1, ['hello'])
    expect(await refusal(move(clinic.dataDir, url, clinic.ring))).toContain('Stop it first')
    await store.close()
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(join(clinic.dataDir, 'chat.db'))
    db.exec('UPDATE event SET body = zeroblob(60) WHERE seq = 2')
    db.close()
    expect(await refusal(move(clinic.dataDir, url, clinic.ring))).toContain(hex(1))
    expect(await postgres.query(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bedside%'`)).toEqual([])
  })
})
