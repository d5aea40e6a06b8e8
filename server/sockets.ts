import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Server } from 'socket.io'
import type { Presence } from '../protocol/site.ts'
import { NAMESPACE_STAFF } from '../protocol/staff.ts'
import { NAMESPACE_VISITOR } from '../protocol/visitor.ts'
import { admission, nobody } from './admission.ts'
import type { Way } from './alerts/alert.ts'
import { traceAlerts } from './alerts/escalate.ts'
import type { AlertLedger } from './alerts/ledger.ts'
import { openProof } from './alerts/proof.ts'
import { createAppend } from './append.ts'
import { type Audit, openAudit } from './audit/audit.ts'
import { Viewings } from './audit/viewings.ts'
import type { StaffSessions } from './auth.ts'
import type { Clock } from './clock.ts'
import { Fanout, type StaffNamespace, type VisitorNamespace } from './fanout.ts'
import { InFlight } from './guard.ts'
import { createLimiter, type Limits } from './limits.ts'
import type { Edition } from './live.ts'
import { type Log, traceOf } from './log.ts'
import { networkNaming } from './network.ts'
import type { Attendance } from './nodes/attendance.ts'
import { attend } from './nodes/attending.ts'
import { type Doorbell, noDoorbell } from './nodes/doorbell.ts'
import { writeTogether } from './one-write.ts'
import { originGate } from './origin.ts'
import { StaffPresence, WAITS_COUNTED } from './presence.ts'
import { closeSlowReader } from './slow-reader.ts'
import { admitStaff, serveStaff, staffEvents } from './staff.ts'
import type { Store } from './store/port.ts'
import { textOnlyParser } from './text-only-parser.ts'
import { startTimers, type Timings } from './timers.ts'
import { type Connection, cutOff, hasClosed } from './transport.ts'
import { admitVisitor, type ServeDeps, serveVisitor, visitorEvents } from './visitor.ts'
import { createVisitorHttp, type VisitorHttp } from './visitor-http.ts'

export interface SocketDeps {
  store: Store
  /** The clinic's content at this moment. */
  edition: () => Edition
  sessions: StaffSessions
  /** Where it is written down who did what; one of its own, on the store, unless it is given. Whoever gives it closes it. */
  audit?: Audit
  clock: Clock
  log: Log
  /** Exact origins of the pages that may connect, such as `https://chat.clinic.example`. */
  origins: { panel: string[]; staff: string[] }
  limits: Limits
  timings: Timings
  /** What joins this node to others that share its store. */
  others?: { doorbell: Doorbell; attendance: Attendance }
  /** Which alerts went out, and when it was last proved that they arrive; without it nobody has to prove that. */
  alerts?: { ledger: AlertLedger; ways: () => Way[] }
  /** Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is believed. */
  trustProxy?: readonly string[]
}

export interface Sockets {
  /** Resolves when it is known who is on duty on other nodes. Rejects when the database is away. */
  ready(): Promise<void>
  /** The way of a visitor's words that needs no socket, under the same limits and rules. */
  visitorHttp: VisitorHttp
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
  const audit = deps.audit ?? openAudit({ store, clock, log })
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

  const doorbell = deps.others?.doorbell ?? noDoorbell
  const fanout = new Fanout({ visitors, staff, store, doorbell })
  const presence: StaffPresence = new StaffPresence(
    () => deps.edition().content.site.hours,
    clock,
    () => fanout.presence(presence),
  )
  const attending = deps.others ? attend({ ...deps.others, presence, log }) : null
  const alerts = deps.alerts ?? null
  const proof =
    alerts &&
    openProof({
      ledger: alerts.ledger,
      site: () => deps.edition().content.site,
      clock,
      changed: (known) => {
        presence.setReachable(known.standing !== 'stopped')
        fanout.alerts(known)
      },
    })
  const serving: ServeDeps = {
    ...deps,
    audit,
    viewings: new Viewings(),
    proof,
    async alertTrace(chatId) {
      const chat = await store.conversation(chatId)
      return alerts && chat ? traceAlerts(alerts, chat) : { email: 'off', webhook: 'off' }
    },
    append: createAppend({ store, clock, presence, fanout, zone: () => deps.edition().content.site.hours.zone }),
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
    writeTogether(connection)
  })

  const stopTimers = startTimers({ ...serving, staff, attending, proof })
  // Whatever cannot be read now is found by the next sweep, which says so when it fails.
  const unheard = (): void => {}
  const stopRings = doorbell.onRing({
    chat: (chatId, seq) => void fanout.rang(chatId, seq).catch(unheard),
    staff: () => void attending?.look().catch(unheard),
    missed: () => {
      fanout.sweep().catch(unheard)
      attending?.look().catch(unheard)
    },
  })
  const stopListening = deps.sessions.onEnded((sessionId) => fanout.endSession(sessionId))
  store.recentWaits(WAITS_COUNTED).then(
    (waits) => presence.setWaits(waits),
    (error: unknown) => log.error({ event: 'start', ...traceOf(error) }, 'the usual wait could not be read'),
  )

  return {
    async ready() {
      await attending?.write()
      await attending?.look()
    },
    visitorHttp: createVisitorHttp({ ...serving, networkOf, origins: origins.panel }),
    presence: () => presence.current(),
    staffHere: () => presence.here(),
    async close() {
      closing = true
      stopTimers()
      stopListening()
      stopRings()
      await within(DRAIN_MS, serving.inFlight.stop())
      if (!deps.audit) await audit.close()
      const open = [...connections]
      const goodbyes = Promise.all(open.map(hasClosed))
      visitors.disconnectSockets(true)
      staff.disconnectSockets(true)
      io.engine.close()
      // A phone asleep answers no closing handshake, and an HTTP server waits for every connection it has.
      await within(GOODBYE_MS, goodbyes)
      for (const connection of open) cutOff(connection)
      await attending?.close()
    },
  }
}

/** Resolves when `work` is done, or after `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  await Promise.race([work, delay(ms, undefined, { signal: timer.signal }).catch(() => {})])
  timer.abort()
}
