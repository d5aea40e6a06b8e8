import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rule } from '../server/conversation/rule.ts'
import { masterKeys } from '../server/master-keys.ts'
import type { Store } from '../server/store/port.ts'
import { openPostgresStore } from '../server/store/postgres.ts'
import { openSqliteThread } from '../server/store/sqlite-thread.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { findPostgres } from '../test/support/postgres-binaries.ts'
import type { Bench } from './bench.ts'
import { type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { appendRate, claimedChats } from './store/appends.ts'
import { syncRate } from './store/disk.ts'

const MS = 1500

/** How appends come: from how many chats, and how many are under way at any time. */
const WAYS = [
  { name: '1 chat, one after the other', chats: 1, atOnce: 1 },
  { name: '50 chats, one in flight in each', chats: 50, atOnce: 50 },
  { name: '50 chats, 500 at once', chats: 50, atOnce: 500 },
  { name: '1 chat, 500 at once', chats: 1, atOnce: 500 },
]

interface Row {
  store: string
  way: string
  rate: Spread
  /** Appends for each 4 kB that the disk synced in the same round. */
  perSync: Spread
}

interface Found {
  machine: Machine
  postgres: string
  syncsPerSecond: Spread
  rows: Row[]
}

interface Opened {
  name: string
  store: Store
  chatIds: string[]
}

export const store: Bench = {
  about: "appends a second on SQLite and PostgreSQL, against the disk's own syncs a second",
  async run({ runs, tell }) {
    const on = machine(['pg'])
    const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
    const postgres = findPostgres() ? await startPostgres() : null
    const opened: Opened[] = []
    try {
      const ring = await masterKeys(join(folder, 'master.key'))
      const open = async (name: string, store: Store): Promise<void> => {
        opened.push({ name, store, chatIds: await claimedChats(store, 50) })
      }
      await open('SQLite', await openSqliteThread({ path: join(folder, 'chat.db'), ring }))
      if (postgres) {
        await open('PostgreSQL', await openPostgresStore({ url: await postgres.freshDatabase(), ring, rule }))
      }
      const version = postgres ? await postgres.query(postgres.url(), 'SHOW server_version') : []
      const rounds: Round[] = []
      for (let at = 0; at < runs; at += 1) {
        tell(`round ${at + 1} of ${runs}`)
        rounds.push(await measureRound(opened, folder))
      }
      const found: Found = {
        machine: on,
        postgres: postgres
          ? `PostgreSQL ${String(version[0]?.server_version)}`
          : 'PostgreSQL is not here: NOT MEASURED',
        syncsPerSecond: spread(rounds.map(({ syncs }) => syncs)),
        rows: opened.flatMap(({ name }, s) =>
          WAYS.map((way, w) => ({
            store: name,
            way: way.name,
            rate: spread(rounds.map(({ rates }) => rates[s]?.[w] ?? Number.NaN)),
            perSync: spread(rounds.map(({ rates, syncs }) => (rates[s]?.[w] ?? Number.NaN) / syncs)),
          })),
        ),
      }
      return { text: textOf(found), data: found }
    } finally {
      await Promise.all(opened.map(({ store }) => store.close()))
      await postgres?.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

interface Round {
  syncs: number
  /** Of each store, in each way. */
  rates: number[][]
}

/** Appends a second, and between them what the disk does by itself. */
async function measureRound(opened: Opened[], folder: string): Promise<Round> {
  const rates: number[][] = opened.map(() => [])
  const syncs: number[] = []
  for (const { chats, atOnce } of WAYS) {
    syncs.push(syncRate(folder, MS / 3))
    for (const [at, { store, chatIds }] of opened.entries()) {
      rates[at]?.push(await appendRate(store, chatIds.slice(0, chats), atOnce, MS))
    }
  }
  return { syncs: syncs.reduce((sum, rate) => sum + rate, 0) / syncs.length, rates }
}

function textOf({ machine: on, postgres, syncsPerSecond, rows }: Found): string {
  return [
    ...machineLines(on),
    postgres,
    `the disk writes and syncs 4 kB ${withSpread(syncsPerSecond)} times a second, one after the other`,
    '',
    'Messages of staff, each acknowledged when it is on disk (SQLite: synchronous=FULL, in its own thread; PostgreSQL: on this',
    'machine, synchronous_commit=on). Medians of the rounds (least-most); "for each sync" is against the disk in the same round.',
    ...table([
      ['store', 'appends', 'a second', 'for each sync'],
      ...rows.map(({ store, way, rate, perSync }) => [store, way, withSpread(rate), withSpread(perSync)]),
    ]),
  ].join('\n')
}
