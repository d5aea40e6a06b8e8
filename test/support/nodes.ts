import { once } from 'node:events'
import { createServer } from 'node:http'
import type { StaffSessions } from '../../server/auth.ts'
import type { Clock } from '../../server/clock.ts'
import { loadContent } from '../../server/content.ts'
import { rule } from '../../server/conversation/rule.ts'
import { openLimits } from '../../server/limits.ts'
import { editionOf } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import type { Attendance } from '../../server/nodes/attendance.ts'
import type { Doorbell } from '../../server/nodes/doorbell.ts'
import { type Nodes, openNodes } from '../../server/nodes/nodes.ts'
import { attachSockets, type Sockets } from '../../server/sockets.ts'
import type { Store } from '../../server/store/port.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { defaultTimings, type Timings } from '../../server/timers.ts'
import { testKeyring } from './keys.ts'
import { wordEngine } from './server-engine.ts'
import type { TestSessions } from './sessions.ts'

/** One node of several, in this process, on a PostgreSQL database that it shares with the others. */
export interface TestNode {
  url: string
  origin: string
  store: Store
  sessions: TestSessions
  sockets: Sockets
  nodes: Nodes
  /** Every line that was logged. */
  logged: string[]
  /** Ends it without a goodbye to the other nodes. */
  crash(): Promise<void>
  stop(): Promise<void>
}

interface NodeOptions {
  databaseUrl: string
  clock: Clock
  redisUrl?: string
  /** Who is signed in, for all nodes. */
  sessions: TestSessions
  /** Takes the place of `sessions` where sign-in itself is what is tested. */
  accounts?: (nodes: Nodes) => Promise<StaffSessions>
  /** Stands between the node and its doorbell. */
  wrapDoorbell?: (doorbell: Doorbell) => Doorbell
  /** Stands between the node and what it says of its staff. */
  wrapAttendance?: (attendance: Attendance) => Attendance
  /** Stands between the node and its store. */
  wrapStore?: (store: Store) => Store
  timings?: Partial<Timings>
}

const loading = loadContent('faq')

export async function startNode(options: NodeOptions): Promise<TestNode> {
  const { databaseUrl, clock, sessions } = options
  const content = await loading
  const edition = editionOf(content, { answer: async (question, context) => wordEngine.answer(question, context) })
  const logged: string[] = []
  const log = createLog('info', { write: (line) => logged.push(line) })
  const origin = 'http://panel.example'

  const opened = await openPostgresStore({ url: databaseUrl, ring: testKeyring(), rule })
  const store = options.wrapStore?.(opened) ?? opened
  const nodes = await openNodes({
    databaseUrl,
    redisUrl: options.redisUrl ?? null,
    gen: store.gen,
    sessionSecret: 'the same for all',
    log,
  })
  let crashed = false
  const told = options.wrapAttendance?.(nodes.attendance) ?? nodes.attendance
  const attendance: Attendance = { ...told, write: async (all) => (crashed ? undefined : told.write(all)) }
  const http = createServer((_request, response) => response.writeHead(404).end())
  const sockets = attachSockets(http, {
    store,
    edition: () => edition,
    sessions: (await options.accounts?.(nodes)) ?? sessions,
    clock,
    log,
    origins: { panel: [origin], staff: ['http://staff.example'] },
    limits: openLimits,
    timings: { ...defaultTimings(() => content.site, true), ...options.timings },
    others: { doorbell: options.wrapDoorbell?.(nodes.doorbell) ?? nodes.doorbell, attendance },
  })
  await sockets.ready()
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await sockets.close()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
    await store.close()
    await nodes.close()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    origin,
    store,
    sessions,
    sockets,
    nodes,
    logged,
    async crash() {
      crashed = true
      await stop()
    },
    stop,
  }
}
