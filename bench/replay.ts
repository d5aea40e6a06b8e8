import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LogPage } from '../protocol/events.ts'
import { SYNC_LIMIT } from '../protocol/limits.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { newToken } from '../server/authorize.ts'
import { masterKeys } from '../server/master-keys.ts'
import type { Store } from '../server/store/port.ts'
import { openSqliteThread } from '../server/store/sqlite-thread.ts'
import type { Bench } from './bench.ts'
import { number, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { startMeasured } from './servers/child.ts'
import { ask, connect } from './servers/people.ts'
import { claim, say } from './store/appends.ts'

const EVENTS = 10_000
const WRITTEN_AT_ONCE = 500

interface Found {
  machine: Machine
  events: number
  pages: number
  /** Of the text of all pages, as it comes over the connection. */
  bytes: number
  ms: { tab: Spread; store: Spread; rows: Spread }
  /** The new tab's time over the others', in the same round. */
  ratio: { store: Spread; rows: Spread }
}

export const replay: Bench = {
  about: `a chat of ${EVENTS} events in a new tab, against reading its rows`,
  async run({ runs, tell }) {
    const on = machine(['socket.io', 'socket.io-client'])
    const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
    const [served, copy] = [join(folder, 'served'), join(folder, 'copy')]
    tell(`writing ${EVENTS} events`)
    const chat = await longChat(served)
    await cp(served, copy, { recursive: true })
    const server = await startMeasured('product.ts', ['0', served])
    const store = await openIn(copy)
    const rows = new DatabaseSync(join(copy, 'chat.db'), { readOnly: true })
    try {
      const rounds: Round[] = []
      for (let at = 0; at < runs; at += 1) {
        tell(`round ${at + 1} of ${runs}`)
        const tab = await timed(() => newTab(server.url, chat))
        const fromStore = await timed(() => readAll((since) => store.read(chat.chatId, since, SYNC_LIMIT)))
        const bare = await timed(async () => readRows(rows, chat.chatId))
        rounds.push({ tab, fromStore, bare })
      }
      const each = (of: (round: Round) => number): Spread => spread(rounds.map(of))
      const { pages = 0, bytes = 0 } = rounds[0]?.tab.found ?? {}
      const found: Found = {
        machine: on,
        events: EVENTS,
        pages,
        bytes,
        ms: { tab: each(({ tab }) => tab.ms), store: each((r) => r.fromStore.ms), rows: each(({ bare }) => bare.ms) },
        ratio: {
          store: each(({ tab, fromStore }) => tab.ms / fromStore.ms),
          rows: each(({ tab, bare }) => tab.ms / bare.ms),
        },
      }
      return { text: textOf(found), data: found }
    } finally {
      rows.close()
      await Promise.all([server.stop(), store.close()])
      await rm(folder, { recursive: true, force: true })
    }
  },
}

interface Timed<T> {
  ms: number
  found: T
}

interface Round {
  tab: Timed<{ pages: number; bytes: number }>
  fromStore: Timed<number>
  bare: Timed<void>
}

async function openIn(folder: string): Promise<Store> {
  const ring = await masterKeys(join(folder, 'master.key'))
  return openSqliteThread({ path: join(folder, 'chat.db'), ring })
}

interface LongChat {
  chatId: string
  token: string
}

async function longChat(folder: string): Promise<LongChat> {
  await mkdir(folder)
  const store = await openIn(folder)
  const chatId = randomBytes(16).toString('hex')
  const { token, tokenHash } = newToken()
  await claim(store, chatId, tokenHash)
  for (let at = 2; at < EVENTS; at += WRITTEN_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(WRITTEN_AT_ONCE, EVENTS - at) }, () => say(store, chatId)))
  }
  await store.close()
  return { chatId, token }
}

/** Connects with the token, as a reloaded panel does, and reads until it has everything. */
async function newTab(url: string, { chatId, token }: LongChat): Promise<{ pages: number; bytes: number }> {
  const socket = await connect(`${url}/visitor`, { version: PROTOCOL_VERSION, chatId, token })
  let bytes = 0
  socket.io.engine.on('packet', ({ data }: { data?: string }) => (bytes += Buffer.byteLength(data ?? '')))
  const pages = await readAll((since) => ask<LogPage>(socket, 'chat:sync', { since }))
  socket.disconnect()
  return { pages, bytes }
}

/** The number of pages. Throws when they are not the whole log. */
async function readAll(read: (since: number) => Promise<LogPage>): Promise<number> {
  let since = 0
  for (let pages = 1; ; pages += 1) {
    const page = await read(since)
    since = page.events.at(-1)?.seq ?? since
    if (!page.more) {
      if (since !== EVENTS) throw new Error(`${since} of ${EVENTS} events were read`)
      return pages
    }
  }
}

/** The same rows as they lie in the file, neither checked nor decrypted. */
function readRows(db: DatabaseSync, chatId: string): void {
  const page = db.prepare('SELECT * FROM event WHERE chat_id = ? AND seq > ? ORDER BY seq LIMIT ?')
  let read = 0
  while (read < EVENTS) read += page.all(chatId, read, SYNC_LIMIT).length
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const from = performance.now()
  const found = await work()
  return { ms: performance.now() - from, found }
}

function textOf({ machine: on, events, pages, bytes, ms, ratio }: Found): string {
  return [
    ...machineLines(on),
    `${events} events, most of them messages of about 100 characters; ${pages} pages, ${number(bytes / 1024)} KiB over the connection`,
    '',
    'Medians of the rounds (least-most).',
    ...table([
      ['', 'ms', 'new tab / this'],
      ['new tab, from connecting until it has everything', withSpread(ms.tab), ''],
      ['the store: checked and decrypted', withSpread(ms.store), withSpread(ratio.store)],
      ['the rows alone, as they lie in the file', withSpread(ms.rows), withSpread(ratio.rows)],
    ]),
  ].join('\n')
}
