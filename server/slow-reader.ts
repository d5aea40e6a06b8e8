import type { Log } from './log.ts'
import { type Connection, cutOff } from './transport.ts'

/** The part of an engine.io connection that is watched. */
interface Watched extends Connection {
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
export function closeSlowReader(connection: Watched, log: Log): void {
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
    cutOff(connection)
  })
}
