import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Server } from 'socket.io'
import type { Presence } from '../protocol/site.ts'
import { NAMESPACE_STAFF } from '../protocol/staff.ts'
import { NAMESPACE_VISITOR } from '../protocol/visitor.ts'
import { admission, nobody } from './admission.ts'
import { createAppend } from './append.ts'
import type { StaffSessions } from './auth.ts'
import type { Clock } from './clock.ts'
import { Fanout, type StaffNamespace, type VisitorNamespace } from './fanout.ts'
import { InFlight } from './guard.ts'
import { createLimiter, type Limits } from './limits.ts'
import type { Edition } from './live.ts'
import { type Log, traceOf } from './log.ts'
import { networkNaming } from './network.ts'
import { originGate } from './origin.ts'
import { StaffPresence, WAITS_COUNTED } from './presence.ts'
import { closeSlowReader } from './slow-reader.ts'
import { admitStaff, serveStaff, staffEvents } from './staff.ts'
import type { Store } from './store/port.ts'
import { textOnlyParser } from './text-only-parser.ts'
import { startTimers, type Timings } from './timers.ts'
import { type Connection, cutOff, hasClosed } from './transport.ts'
import { admitVisitor, type ServeDeps, serveVisitor, visitorEvents } from './visitor.ts'

export interface SocketDeps {
  store: Store
  /** The clinic's content at this moment. */
  edition: () => Edition
  sessions: StaffSessions
  clock: Clock
  log: Log
  /** Exact origins of the pages that may connect, such as `https://chat.clinic.example`. */
  origins: { panel: string[]; staff: string[] }
  limits: Limits
  timings: Timings
  /** Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is believed. */
  trustProxy?: readonly string[]
}

export interface Sockets {
  presence(): Presence
  /** Staff members signed in and on duty. */
  staffHere(): number
  /** Refuses new connections, lets running requests end (at most 5 s), then closes every connection. The HTTP server stays. */
  close(): Promise<void>
}

/** Larger than any request: 4,000 UTF-16 units are at most 12,000 bytes. */
const MAX_FRAME_BYTES = 16 * 1024
/** How long a stopping server waits for requests that it has begun, and then for its peers to say goodbye. */
const DRAIN_MS = 5000
const GOODBYE_MS = 1000

/** Serves visitors and staff over `httpServer`, from now on until `close`. */
export function attachSockets(httpServer: HttpServer, deps: SocketDeps): Sockets {
  const { store, clock, log, origins, timings } = deps
  const limiter = createLimiter(deps.limits)
  const networkOf = networkNaming(deps.trustProxy ?? [])
  let closing = false

  const io = new Server({
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    allowEIO3: false,
    serveClient: false,
    cookie: false,
    parser: textOnlyParser,
    connectTimeout: timings.connectMs,
    // A peer that vanished is noticed within 27 s: with the owner's lease of 60 s a chat is nobody's for at most 90 s.
    pingInterval: 15_000,
    pingTimeout: 12_000,
    allowRequest: (request: IncomingMessage, answer) => {
      if (closing) return answer('Closing', false)
      limiter.handshake(networkOf(request)).then(
        (admitted) => answer(admitted ? null : 'Too many connections', admitted),
        () => answer('Too many connections', false),
      )
    },
  })

  io.of('/').use(nobody)
  const visitors: VisitorNamespace = io.of(NAMESPACE_VISITOR)
  const staff: StaffNamespace = io.of(NAMESPACE_STAFF)

  const fanout = new Fanout(visitors, staff, store.gen)
  const presence: StaffPresence = new StaffPresence(
    () => deps.edition().content.site.hours,
    clock,
    () => fanout.presence(presence),
  )
  const serving: ServeDeps = {
    ...deps,
    append: createAppend({ store, clock, presence, fanout }),
    presence,
    fanout,
    limiter,
    inFlight: new InFlight(),
  }

  const forVisitors = visitorEvents(serving)
  visitors.use(admission((socket) => admitVisitor(socket, serving), { origins: origins.panel, log }))
  visitors.on('connection', (socket) => serveVisitor(socket, networkOf(socket.request), forVisitors, serving))

  const forStaff = staffEvents(serving)
  staff.use(admission((socket) => admitStaff(socket, serving), { origins: origins.staff, log }))
  staff.on('connection', (socket) => serveStaff(socket, forStaff, serving))

  io.attach(httpServer)
  io.engine.use(originGate([...origins.panel, ...origins.staff]))
  const connections = new Set<Connection>()
  io.engine.on('connection', (connection) => {
    const disconnected = limiter.connected(networkOf(connection.request))
    connections.add(connection)
    connection.once('close', () => {
      connections.delete(connection)
      disconnected()
    })
    closeSlowReader(connection, log)
  })

  const stopTimers = startTimers({ ...serving, staff })
  const stopListening = deps.sessions.onEnded((sessionId) => fanout.endSession(sessionId))
  store.recentWaits(WAITS_COUNTED).then(
    (waits) => presence.setWaits(waits),
    (error: unknown) => log.error({ event: 'start', ...traceOf(error) }, 'the usual wait could not be read'),
  )

  return {
    presence: () => presence.current(),
    staffHere: () => presence.here(),
    async close() {
      closing = true
      stopTimers()
      stopListening()
      await within(DRAIN_MS, serving.inFlight.stop())
      const open = [...connections]
      const goodbyes = Promise.all(open.map(hasClosed))
      visitors.disconnectSockets(true)
      staff.disconnectSockets(true)
      io.engine.close()
      // A phone asleep answers no closing handshake, and an HTTP server waits for every connection it has.
      await within(GOODBYE_MS, goodbyes)
      for (const connection of open) cutOff(connection)
    },
  }
}

/** Resolves when `work` is done, or after `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  await Promise.race([work, delay(ms, undefined, { signal: timer.signal }).catch(() => {})])
  timer.abort()
}
