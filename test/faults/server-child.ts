import './set-clock.ts'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { deserialize } from 'node:v8'
import type { Content } from '../../faq/types.ts'
import { systemClock } from '../../server/clock.ts'
import { rule } from '../../server/conversation/rule.ts'
import { openLimits } from '../../server/limits.ts'
import { editionOf } from '../../server/live.ts'
import { createLog, type Log } from '../../server/log.ts'
import type { Nodes } from '../../server/nodes/nodes.ts'
import { attachSockets, type Sockets } from '../../server/sockets.ts'
import type { StoreLog } from '../../server/store/group-commit.ts'
import type { Store } from '../../server/store/port.ts'
import type { Keyring } from '../../server/store/seal.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { StoreError } from '../../server/store/store-error.ts'
import { defaultTimings } from '../../server/timers.ts'
import { testKeyring } from '../support/keys.ts'
import { wordEngine } from '../support/server-engine.ts'
import type { FromServer, Measured, OpenOptions, Shared, ToServer } from './child-messages.ts'
import { createFailpoints } from './failpoints.ts'
import { ORIGIN } from './origins.ts'
import { namedSessions } from './tickets.ts'

/**
 * A server as a process of its own, made of the product's parts on a real database file: without accounts, without limits,
 * and with a bot that decides by the first word. It does as `ToServer` says and ends by itself when the harness does.
 */

const tell = (message: FromServer): void => void process.send?.(message)
process.on('disconnect', () => process.exit(1))

const delays = monitorEventLoopDelay({ resolution: 5 })
delays.enable()

const failpoints = createFailpoints(() => process.kill(process.pid, 'SIGKILL'))
const log = createLog('error', { write: (line) => void process.stderr.write(line) })

let sockets: Sockets | null = null
let store: Store | null = null
let nodes: Nodes | null = null
let http: Server | null = null
const connections = new Set<Socket>()

async function open({ folder, contentFile, port, store: kind, timings }: OpenOptions): Promise<void> {
  const path = join(folder, 'chat.db')
  const content = deserialize(readFileSync(contentFile)) as Content
  const edition = editionOf(content, { answer: async (question, context) => wordEngine.answer(question, context) })
  const ring = testKeyring()
  if (kind === 'thread') store = await openSqliteThread({ path, ring, log: storeLog(log) })
  else if (kind === 'inline') store = failpoints.openStore(path, ring, storeLog(log))
  else ({ store, nodes } = await openShared(kind, ring))
  http = createServer((request, response) => response.writeHead(request.url === '/healthz' ? 200 : 404).end())
  failpoints.watch(http)
  http.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  sockets = attachSockets(http, {
    store,
    edition: () => edition,
    sessions: namedSessions,
    clock: systemClock,
    log,
    origins: { panel: [ORIGIN], staff: [ORIGIN] },
    limits: openLimits,
    timings: { ...defaultTimings(() => content.site, nodes !== null), ...timings },
    ...(nodes ? { others: nodes } : {}),
  })
  await sockets.ready()
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  tell({ type: 'open', port: address.port })
}

/** As the program joins other nodes; what that takes is loaded only here, so that other starts are quick. */
async function openShared({ databaseUrl, redisUrl }: Shared, ring: Keyring): Promise<{ store: Store; nodes: Nodes }> {
  const [{ openPostgresStore }, { openNodes }] = await Promise.all([
    import('../../server/store/postgres.ts'),
    import('../../server/nodes/nodes.ts'),
  ])
  const shared = await openPostgresStore({ url: databaseUrl, ring, rule })
  const sessionSecret = 'the same for all'
  return { store: shared, nodes: await openNodes({ databaseUrl, redisUrl, gen: shared.gen, sessionSecret, log }) }
}

const storeLog = (to: Log): StoreLog => ({
  error: ({ code, waiting }, message) => to.error({ event: 'commit', code: String(code), count: waiting }, message),
  info: ({ waiting }, message) => to.info({ event: 'commit', count: waiting }, message),
})

/** As the program stops. */
async function close(): Promise<void> {
  await sockets?.close()
  http?.closeAllConnections()
  await store?.close()
  await nodes?.close()
  process.exit(0)
}
process.on('SIGTERM', () => void close())

function measured(collect: boolean): Measured {
  if (collect) globalThis.gc?.()
  const found = {
    rssBytes: process.memoryUsage.rss(),
    files: readdirSync('/proc/self/fd').length,
    connections: connections.size,
    loopMaxMs: Math.round(delays.max / 1e6),
    loopP99Ms: Math.round(delays.percentile(99) / 1e6),
    staffHere: sockets?.staffHere() ?? 0,
  }
  delays.reset()
  return found
}

process.on('message', (message: ToServer) => {
  switch (message.type) {
    case 'open':
      open(message.options).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error
        tell({ type: 'not-open', message: error.message })
      })
      return
    case 'arm':
      failpoints.arm(message.point)
      break
    case 'stall':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.ms)
      break
    case 'set-clock':
      // Done by the file that was loaded first.
      break
    case 'measure':
      return tell({ type: 'measured', ...measured(message.collect) })
  }
  tell({ type: 'done' })
})

// A process that is killed writes no cache at its end.
flushCompileCache()
tell({ type: 'loaded' })
