import type { IncomingMessage } from 'node:http'
import type { Ack } from '../../protocol/errors.ts'
import type { StaffSession } from '../../server/auth.ts'
import type { Pipe, PipeEnd } from './link.ts'

/** What stands in the place of the HTTP server that sockets are attached to: one process, until it ends. */
export class SimHttp {
  running = true
  /** Pushes are not sent any more: the process dies before it comes to them. */
  mute = false
  io: Server | null = null

  /** A connection from outside. */
  accept(end: PipeEnd): Pipe {
    if (!this.io) throw new Error('nothing is attached')
    return this.io.accept(end)
  }

  /** The process is gone: nothing of it is heard any more, and every connection ends. */
  end(): void {
    this.running = false
    this.io?.lost()
  }
}

export const ORIGIN = 'http://chat.example'
export const REQUEST = { headers: { origin: ORIGIN, upgrade: 'websocket' }, socket: { remoteAddress: '127.0.0.1' } }

interface Options {
  allowRequest(request: unknown, answer: (error: string | null, admitted: boolean) => void): void
}

/**
 * socket.io's Server as far as the product uses it, on connections in memory. It takes the name, so that it can be loaded in
 * the place of the library and everything that the product builds on it is the product's own.
 */
export class Server {
  readonly engine = {
    use() {},
    on: (_event: 'connection', listener: (connection: SimConnection) => void) => this.#listeners.push(listener),
    close() {},
  }
  readonly #listeners: ((connection: SimConnection) => void)[] = []
  readonly #namespaces = new Map<string, SimNamespace>()
  readonly #options: Options
  #http: SimHttp | null = null

  constructor(options: Options) {
    this.#options = options
  }

  of(name: string): SimNamespace {
    const namespace = this.#namespaces.get(name) ?? new SimNamespace(name, this)
    this.#namespaces.set(name, namespace)
    return namespace
  }

  attach(http: SimHttp): void {
    this.#http = http
    http.io = this
  }

  get running(): boolean {
    return this.#http?.running ?? false
  }

  get pushes(): boolean {
    return this.running && !this.#http?.mute
  }

  /** A connection from outside. */
  accept(end: PipeEnd): Pipe {
    const connection = new SimConnection()
    let socket: SimSocket | null = null
    let closed = false
    this.#options.allowRequest(REQUEST, (_error, admitted) => {
      if (closed || !this.running) return
      if (!admitted) return end.onClose()
      for (const listener of this.#listeners) listener(connection)
      end.onFrame('0{"sid":"s","pingInterval":15000}')
    })
    return {
      send: (frame) => {
        if (!this.running) return
        if (socket) return socket.received(frame)
        const [, name, auth] = /^40(\/\w+),(.*)$/s.exec(frame) ?? []
        socket = name ? this.of(name).connecting(JSON.parse(auth ?? '{}'), end, connection) : null
      },
      close: () => {
        closed = true
        if (!this.running) return
        socket?.left()
        connection.closed()
      },
    }
  }

  lost(): void {
    for (const namespace of this.#namespaces.values()) for (const socket of namespace.all) socket.lost()
  }
}

/** engine.io's side of a connection, as far as it is watched. */
class SimConnection {
  readonly request = REQUEST
  readonly transport = {}
  readonly #whenClosed: (() => void)[] = []

  once(event: string, listener: () => void): void {
    if (event === 'close') this.#whenClosed.push(listener)
  }

  on(): void {}

  closed(): void {
    for (const listener of this.#whenClosed.splice(0)) listener()
  }
}

type Middleware = (socket: SimSocket, next: (error?: Error) => void) => void

class SimNamespace {
  readonly name: string
  readonly io: Server
  /** Every connection; `sockets` are those that were let in. */
  readonly all = new Set<SimSocket>()
  readonly sockets = new Map<string, SimSocket>()
  readonly adapter = { rooms: new Map<string, Set<SimSocket>>() }
  #middleware: Middleware = (_socket, next) => next()
  #serve: (socket: SimSocket) => void = () => {}
  #count = 0

  constructor(name: string, io: Server) {
    this.name = name
    this.io = io
  }

  use(middleware: Middleware): void {
    this.#middleware = middleware
  }

  on(_event: 'connection', serve: (socket: SimSocket) => void): void {
    this.#serve = serve
  }

  connecting(auth: unknown, end: PipeEnd, conn: SimConnection): SimSocket {
    const socket = new SimSocket(`${this.name}#${++this.#count}`, this, auth, end, conn)
    this.all.add(socket)
    this.#middleware(socket, (error) => {
      if (!this.io.running || !this.all.has(socket)) return
      if (error) {
        const { message, data } = error as Error & { data: unknown }
        end.onFrame(`44${this.name},${JSON.stringify({ message, data })}`)
        return
      }
      this.sockets.set(socket.id, socket)
      socket.connected = true
      end.onFrame(`40${this.name},{"sid":"${socket.id}"}`)
      this.#serve(socket)
    })
    return socket
  }

  emit(name: string, payload: unknown): void {
    this.#tell([...this.sockets.values()], name, payload)
  }

  to(room: string) {
    const inRoom = () => [...(this.adapter.rooms.get(room) ?? [])]
    return {
      emit: (name: string, payload: unknown) => this.#tell(inRoom(), name, payload),
      disconnectSockets: () => {
        for (const socket of inRoom()) socket.disconnect()
      },
      socketsLeave: (left: string) => {
        for (const socket of inRoom()) socket.leave(left)
      },
    }
  }

  in = this.to

  disconnectSockets(): void {
    for (const socket of [...this.sockets.values()]) socket.disconnect()
  }

  #tell(sockets: SimSocket[], name: string, payload: unknown): void {
    if (!this.io.pushes || sockets.length === 0) return
    const frame = `42${this.name},${JSON.stringify([name, payload])}`
    for (const socket of sockets) socket.sent(frame)
  }
}

export class SimSocket {
  readonly id: string
  readonly conn: SimConnection
  readonly handshake: { auth: unknown }
  readonly request = REQUEST as unknown as IncomingMessage
  readonly data: { session?: StaffSession } = {}
  readonly rooms = new Set<string>()
  connected = false
  readonly #namespace: SimNamespace
  readonly #end: PipeEnd
  readonly #gone: (() => void)[] = []
  #received: (...packet: unknown[]) => void = () => {}

  constructor(id: string, namespace: SimNamespace, auth: unknown, end: PipeEnd, conn: SimConnection) {
    this.id = id
    this.#namespace = namespace
    this.handshake = { auth }
    this.#end = end
    this.conn = conn
  }

  join(room: string): void {
    this.rooms.add(room)
    const { rooms } = this.#namespace.adapter
    rooms.set(room, (rooms.get(room) ?? new Set()).add(this))
  }

  leave(room: string): void {
    this.rooms.delete(room)
    const { rooms } = this.#namespace.adapter
    const members = rooms.get(room)
    if (members?.delete(this) && members.size === 0) rooms.delete(room)
  }

  on(event: string, listener: () => void): void {
    if (event === 'disconnect') this.#gone.push(listener)
  }

  onAny(listener: (...packet: unknown[]) => void): void {
    this.#received = listener
  }

  emit(name: string, payload: unknown): void {
    if (this.#namespace.io.pushes) this.sent(`42${this.#namespace.name},${JSON.stringify([name, payload])}`)
  }

  sent(frame: string): void {
    if (this.connected && this.#namespace.io.running) this.#end.onFrame(frame)
  }

  received(frame: string): void {
    const [, id, json] = /^42\/\w+,(\d+)(.*)$/s.exec(frame) ?? []
    if (!this.connected || json === undefined) return
    const [name, payload] = JSON.parse(json) as [string, unknown]
    this.#received(name, payload, (ack: Ack<unknown>) => {
      if (!this.#namespace.io.running) return
      this.sent(`43${this.#namespace.name},${id}${JSON.stringify([ack])}`)
    })
  }

  /** The server lets go of the other end. */
  disconnect(): void {
    this.sent(`41${this.#namespace.name},`)
    this.left()
    this.conn.closed()
    this.#end.onClose()
  }

  /** The other end is gone. */
  left(): void {
    this.#namespace.all.delete(this)
    this.#namespace.sockets.delete(this.id)
    for (const room of this.rooms) this.leave(room)
    if (!this.connected) return
    this.connected = false
    for (const listener of this.#gone) listener()
  }

  /** The server is gone. */
  lost(): void {
    this.connected = false
    this.#end.onClose()
  }
}
