import { type Connection, streamOf } from './transport.ts'

/** The part of an engine.io connection that is watched. */
interface Flushing extends Connection {
  on(event: 'flush', listener: () => void): unknown
}

/**
 * What a connection is sent in one turn of the loop leaves in one write or two, however many packets it is. A commit is shared
 * by many messages, and every staff member is told of each: without this, most of the server's time under load goes
 * into writing packets to the system one by one.
 */
export function writeTogether(connection: Flushing): void {
  let held = false
  connection.on('flush', () => {
    const stream = held ? null : streamOf(connection)
    if (!stream) return
    held = true
    stream.cork()
    process.nextTick(() => {
      held = false
      stream.uncork()
    })
  })
}
