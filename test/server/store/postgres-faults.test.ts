import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import type { Store } from '../../../server/store/port.ts'
import { openPostgresStore } from '../../../server/store/postgres.ts'
import { openPostgres } from '../../../server/store/postgres-open.ts'
import { hex, says, write } from '../../store/contract.ts'
import { asSaid, type Says, testKeyring } from '../../support/keys.ts'
import { CHAT_ID, OPENED } from '../../support/model.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'

describePostgres('the PostgreSQL store while its database', () => {
  let postgres: Postgres
  let url: string
  let store: Store<Says>
  const closers: (() => Promise<void>)[] = []
  const told: string[] = []
  const log = {
    error: (_: object, message: string) => void told.push(message),
    info: (_: object, message: string) => void told.push(message),
  }

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    url = await postgres.freshDatabase()
    store = await opened()
    await store.create(CHAT_ID, 'token', [OPENED], 1)
    told.length = 0
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  async function opened(at = url): Promise<Store<Says>> {
    const made = await openPostgresStore({ url: at, ring: testKeyring(), rule: asSaid, log })
    closers.push(() => made.close())
    return made
  }

  const say = (n: number, to = store, chatId = CHAT_ID) =>
    to.append(chatId, write(n), () => [says(`message ${n}`, hex(n))])

  async function outcome(promise: Promise<unknown>): Promise<string> {
    try {
      await promise
      return 'kept'
    } catch (error) {
      return error instanceof ChatError ? error.code : String(error)
    }
  }

  /** Says it again under the same id until it is acknowledged, as clients do. */
  async function untilKept(n: number, to = store): Promise<{ seq: number; events: unknown[] }> {
    for (;;) {
      try {
        return await say(n, to)
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' })
        await new Promise(setImmediate)
      }
    }
  }

  /** The backends of the store's own connections to this database. */
  async function backends(): Promise<number[]> {
    const rows = await postgres.query(
      url,
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bedside'",
    )
    return rows.map(({ pid }) => Number(pid))
  }

  test('is away says so at once, and goes on when it is back without being started again', async () => {
    await say(1)
    await postgres.halt()
    const asked: (() => Promise<unknown>)[] = [
      () => say(2),
      () => store.create(hex(1), 'token', [OPENED], 1),
      () => store.read(CHAT_ID, 0, 10),
      () => store.conversation(CHAT_ID),
      () => store.heads([CHAT_ID]),
      () => store.list('open', 10),
      () => store.erase(CHAT_ID, 'visitor', 1),
      () => store.purge({ withoutPerson: 9, withPerson: 9 }, 10, 9),
      () => store.tombstone(CHAT_ID),
      () => store.probe(),
    ]
    for (const round of [1, 2]) {
      const outcomes = await Promise.all(asked.map((ask) => outcome(ask())))
      expect([round, new Set(outcomes)]).toEqual([round, new Set(['unavailable'])])
    }
    await postgres.start()
    expect(await untilKept(2)).toMatchObject({ seq: 3 })
    expect((await store.read(CHAT_ID, 0, 10)).events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(told).toEqual(['the database cannot be written', 'the database can be written again'])
  })

  test('crashes under load loses nothing that was acknowledged, and keeps nothing twice', async () => {
    const acked = new Map<number, number>()
    let crashes = 0
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let n = 0; n < 15 || crashes < 3; n++) {
        const id = writer * 100_000 + n
        acked.set(id, (await untilKept(id)).seq)
      }
    })
    for (; crashes < 3; crashes++) {
      const before = acked.size
      while (acked.size < before + 40) await new Promise((resolve) => setTimeout(resolve, 2))
      await postgres.halt('immediate')
      await postgres.start()
    }
    await Promise.all(writers)
    const { events, lastSeq } = await store.read(CHAT_ID, 0, 1_000_000)
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1))
    expect(lastSeq).toBe(acked.size + 1)
    for (const [id, seq] of acked) expect(events[seq - 1]).toMatchObject({ clientId: hex(id), seq })
  })

  test('ends the connections in the middle of something answers unavailable, and goes on', async () => {
    const slow = await openPostgres(url, testKeyring())
    closers.push(() => slow.close())
    const holder = await slow.readers.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM bedside.chat WHERE id = $1 FOR UPDATE', [CHAT_ID])
    const waiting = [outcome(say(1)), outcome(say(2))]
    const blocked = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while ((await holder.query(blocked)).rowCount === 0) await new Promise(setImmediate)
    const [mine] = (await holder.query('SELECT pg_backend_pid() AS pid')).rows
    for (const pid of (await backends()).filter((pid) => pid !== mine?.pid))
      await postgres.query(url, 'SELECT pg_terminate_backend($1)', [pid])
    expect(await Promise.all(waiting)).toEqual(['unavailable', 'unavailable'])
    await holder.query('COMMIT')
    holder.release()
    expect(await untilKept(1)).toMatchObject({ seq: 2 })
    expect(await untilKept(2)).toMatchObject({ seq: 3 })
  })

  test('hangs gives up on it, and goes on over another connection', async () => {
    const pids = await backends()
    expect(pids.length).toBeGreaterThan(0)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      expect(await Promise.all([outcome(say(1)), outcome(say(2))])).toEqual(['unavailable', 'unavailable'])
      expect(await untilKept(1)).toMatchObject({ seq: 2 })
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    expect(await untilKept(2)).toMatchObject({ seq: 3 })
    expect((await store.read(CHAT_ID, 0, 10)).lastSeq).toBe(3)
  })

  test('has a chat locked by a node that hangs waits until that node loses it', async () => {
    const other = await openPostgres(url, testKeyring())
    closers.push(() => other.close())
    const hanging = await other.writer.connect()
    await hanging.query('BEGIN')
    await hanging.query('SELECT FROM bedside.chat WHERE id = $1 FOR UPDATE', [CHAT_ID])
    expect(await say(1)).toMatchObject({ seq: 2 })
    await expect(hanging.query('COMMIT')).rejects.toThrow()
    hanging.release(true)
  })

  test('has a chat locked by somebody who does not let go answers unavailable, and goes on', async () => {
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM bedside.chat WHERE id = $1 FOR UPDATE', [CHAT_ID])
    expect(await outcome(say(1))).toBe('unavailable')
    expect(await store.create(hex(1), 'token', [OPENED], 1)).toMatchObject({ lastSeq: 1 })
    await holder.query('ROLLBACK')
    await holder.end()
    expect(await say(1)).toMatchObject({ seq: 2 })
  })

  test('has stored what its answer was lost of recognises the repeat', async () => {
    const wire = await openWire(postgres.port)
    closers.push(() => wire.close())
    const through = await opened(url.replace(`:${postgres.port}/`, `:${wire.port}/`))
    await say(1, through)
    wire.loseAnswerTo('COMMIT\0')
    expect(await outcome(say(2, through))).toBe('unavailable')
    expect(wire.lost()).toBe(1)
    while ((await store.heads([CHAT_ID]))[0]?.lastSeq !== 3) await new Promise(setImmediate)
    expect(await untilKept(2, through)).toMatchObject({ seq: 3, events: [] })
    expect(await untilKept(3, through)).toMatchObject({ seq: 4 })
  })

  test('is closed commits what is under way, and answers unavailable to everything after', async () => {
    expect(await backends()).not.toEqual([])
    const underWay = Array.from({ length: 300 }, (_, n) => say(n))
    await underWay[0]
    const closed = store.close()
    const late = outcome(say(999))
    expect((await Promise.all(underWay)).map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 2))
    expect(await late).toBe('unavailable')
    await closed
    expect(await outcome(store.conversation(CHAT_ID))).toBe('unavailable')
    while ((await backends()).length > 0) await new Promise(setImmediate)
  })
})

/** A wire between a client and the server that can be cut just before an answer arrives. */
async function openWire(to: number) {
  let word: string | null = null
  let lost = 0
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const behind = connect(to, '127.0.0.1')
    let cut = false
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        behind.end()
      })
    }
    client.on('data', (bytes) => {
      cut ||= word !== null && bytes.includes(word)
      behind.write(bytes)
    })
    behind.on('data', (bytes) => {
      if (!cut) return void client.write(bytes)
      // An answer may come in several pieces: it is lost once.
      if (client.destroyed) return
      word = null
      lost += 1
      client.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    loseAnswerTo: (text: string) => {
      word = text
    },
    lost: () => lost,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
