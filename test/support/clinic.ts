import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEvent } from '../../protocol/events.ts'
import { sqliteLedger } from '../../server/alerts/ledger-sqlite.ts'
import { createApp, distFolder } from '../../server/app.ts'
import { type NewAccount, openAuth } from '../../server/auth.ts'
import { readConfig } from '../../server/config.ts'
import { type EngineHost, openEngine } from '../../server/engine/host.ts'
import type { Limits } from '../../server/limits.ts'
import { openLive } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import type { Store } from '../../server/store/port.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { FakeClock } from './fake-clock.ts'
import { testKeyring } from './keys.ts'
import { freePort } from './process.ts'

const STATES = ['bot', 'waiting', 'left_message', 'staff', 'closed'] as const

/** A Monday, 10:00 AM at the clinic: it is open. */
export const MONDAY_10_AM = Date.parse('2026-11-23T10:00:00-08:00')

/** The whole program in this process, on real ports, with a clock that a test moves. */
export interface Clinic {
  url: string
  demoUrl: string
  setupLink: string | null
  clock: FakeClock
  addStaff(account: NewAccount): Promise<void>
  /** What the program stores in: written to from outside, it shows at the next look. */
  store: Store
  /** The log of every chat, as it is stored. */
  logs(): Promise<LogEvent[][]>
  close(): Promise<void>
}

interface ClinicOptions {
  /** UTC ms. */
  startsAt?: number
  limits?: Limits
  /** Stands between the server and the engine of the clinic. */
  wrapEngine?: (engine: EngineHost) => EngineHost
}

export async function openClinic(options: ClinicOptions = {}): Promise<Clinic> {
  const { startsAt = MONDAY_10_AM, limits, wrapEngine = (engine) => engine } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'bedside-clinic-'))
  const [port, demoPort] = [await freePort(), await freePort()]
  const clock = new FakeClock(startsAt)
  const log = createLog('fatal')
  const config = readConfig({
    PORT: String(port),
    DEMO_PORT: String(demoPort),
    DATA_DIR: dataDir,
    NETWORK_ALLOWANCE: '1000',
  })
  const store = await openSqliteThread({ path: join(dataDir, 'chat.db'), ring: testKeyring() })
  const auth = await openAuth({ dataDir, publicUrl: config.publicUrl, secret: 'x'.repeat(64) })
  const live = await openLive({
    // a machine that is busy with other tests must not make an answer late
    open: async () => wrapEngine(await openEngine({ contentDir: config.contentDir, log, deadlineMs: 10_000 })),
    log,
    tell: (problems) => process.stderr.write(problems),
  })
  const app = await createApp({
    config,
    live,
    store,
    auth,
    alerts: sqliteLedger(':memory:'),
    log,
    dist: distFolder,
    clock,
    ...(limits && { limits }),
  })
  await app.listen()
  return {
    url: config.publicUrl.origin,
    demoUrl: `http://localhost:${demoPort}`,
    setupLink: await app.setupLink(),
    clock,
    store,
    addStaff: (account) => auth.createAdmin(account),
    async logs() {
      const chats = await store.stale([...STATES], Number.MAX_SAFE_INTEGER, 100)
      return Promise.all(chats.map(async ({ id }) => (await store.read(id, 0, 500)).events))
    },
    async close() {
      await app.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
