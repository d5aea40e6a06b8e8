import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server as HttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Content, Engine, Site } from '../../faq/types.ts'
import type { StaffSessions } from '../../server/auth.ts'
import { type Clock, systemClock } from '../../server/clock.ts'
import { loadContent } from '../../server/content.ts'
import type { Answering } from '../../server/engine/host.ts'
import { type Limits, openLimits } from '../../server/limits.ts'
import { editionOf } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import { attachSockets, type SocketDeps, type Sockets } from '../../server/sockets.ts'
import type { Store } from '../../server/store/port.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { defaultTimings, type Timings } from '../../server/timers.ts'
import { testKeyring } from './keys.ts'
import { wordEngine } from './server-engine.ts'
import { TestSessions } from './sessions.ts'

export const newId = (): string => randomBytes(16).toString('hex')

export interface TestServer {
  url: string
  /** The origin that visitors' and staff's pages have. */
  origin: string
  http: HttpServer
  store: Store
  content: Content
  sessions: TestSessions
  sockets: Sockets
  /** Every line that was logged. */
  logged: string[]
  /** Stops, and starts again on the same database: what a restart does. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface ServerOptions {
  /** What decides: in this thread, or by way of a thread of its own. */
  engine?: Engine | Answering
  clock?: Clock
  limits?: Limits
  timings?: Partial<Timings>
  trustProxy?: string[]
  /** Takes the place of `sessions` where sign-in itself is what is tested. */
  accounts?: StaffSessions
  alerts?: SocketDeps['alerts']
  /** Stands between the server and its store. */
  wrapStore?: (store: Store) => Store
  /** In the place of the demonstration clinic's own settings. */
  site?: Partial<Site>
}

/** Read once a test file: nobody changes it. */
const loading = loadContent('faq')

/** A real HTTP server on a free port of loopback, with a real database file and the demonstration clinic's content. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-'))
  const loaded = await loading
  const content = { ...loaded, site: { ...loaded.site, ...options.site } }
  const engine = options.engine ?? wordEngine
  const edition = editionOf(content, { answer: async (question, context) => engine.answer(question, context) })
  const logged: string[] = []
  const log = createLog('info', { write: (line) => logged.push(line) })
  const sessions = new TestSessions()
  const origin = 'http://panel.example'

  async function start(): Promise<Pick<TestServer, 'url' | 'http' | 'store' | 'sockets'>> {
    const opened = await openSqliteThread({ path: join(folder, 'chat.db'), ring: testKeyring() })
    const store = options.wrapStore?.(opened) ?? opened
    const http = createServer((_request, response) => response.writeHead(404).end())
    const sockets = attachSockets(http, {
      store,
      edition: () => edition,
      sessions: options.accounts ?? sessions,
      clock: options.clock ?? systemClock,
      log,
      origins: { panel: [origin], staff: ['http://staff.example'] },
      limits: options.limits ?? openLimits,
      timings: { ...defaultTimings(() => content.site), ...options.timings },
      trustProxy: options.trustProxy ?? [],
      ...(options.alerts ? { alerts: options.alerts } : {}),
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return { url: `http://127.0.0.1:${address.port}`, http, store, sockets }
  }

  async function halt(server: Pick<TestServer, 'http' | 'store' | 'sockets'>): Promise<void> {
    await server.sockets.close()
    server.http.closeAllConnections()
    await new Promise((resolve) => server.http.close(resolve))
    await server.store.close()
  }

  const server: TestServer = {
    ...(await start()),
    origin,
    content,
    sessions,
    logged,
    async restart() {
      await halt(server)
      Object.assign(server, await start())
    },
    async stop() {
      await halt(server)
      await rm(folder, { recursive: true })
    },
  }
  return server
}

/** Resolves as soon as `found` gives something; rejects, saying what was awaited, after `seconds`. */
export async function until<T>(
  what: string,
  found: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  seconds = 10,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const value = await found()
    if (value) return value
    if (performance.now() > deadline) throw new Error(`not seen within ${seconds} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
