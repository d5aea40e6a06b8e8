import type { Log } from './log.ts'

/** The part of an engine.io connection that is watched. */
interface Connection {
  readonly transport: object
  on(event: 'packetCreate', listener: (packet: { data?: unknown }) => void): unknown
  on(event: 'flush', listener: () => void): unknown
  close(discard: boolean): void
}

/** What may wait for a reader: engine.io itself never stops queueing. */
const MAX_PACKETS = 256
const MAX_BYTES = 1024 * 1024

/**
 * Closes a connection whose other end does not read: it would hold memory without bound. Nothing is lost by that, the
 * client comes back and reads the log from its cursor.
 */
export function closeSlowReader(connection: Connection, log: Log): void {
  let packets = 0
  let bytes = 0
  let closed = false
  connection.on('flush', () => {
    packets = 0
    bytes = 0
  })
  connection.on('packetCreate', ({ data }) => {
    packets += 1
    bytes += typeof data === 'string' ? Buffer.byteLength(data) : 0
    if (closed || (packets <= MAX_PACKETS && bytes <= MAX_BYTES)) return
    closed = true
    log.warn({ event: 'slow-reader', count: packets }, 'closed a connection that does not read')
    connection.close(true)
    // A closing handshake would wait behind everything that was not read.
    const socket: unknown = Reflect.get(connection.transport, 'socket')
    if (isTerminable(socket)) socket.terminate()
  })
}

const isTerminable = (socket: unknown): socket is { terminate(): void } =>
  typeof socket === 'object' && socket !== null && 'terminate' in socket && typeof socket.terminate === 'function'
