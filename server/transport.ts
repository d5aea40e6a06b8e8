import { Writable } from 'node:stream'

/** The part of an engine.io connection that holds the way it travels. */
export interface Connection {
  readonly transport: object
}

interface WebSocketLike {
  terminate(): void
  once(event: 'close', listener: () => void): unknown
  readonly readyState: number
}

const CLOSED = 3

/**
 * Ends a connection's WebSocket without the closing handshake, which a peer that does not read never answers. Long-polling
 * has no socket of its own and needs nothing.
 */
export function cutOff(connection: Connection): void {
  webSocketOf(connection)?.terminate()
}

/** Resolves when the connection's WebSocket has closed; at once where there is none. */
export async function hasClosed(connection: Connection): Promise<void> {
  const socket = webSocketOf(connection)
  if (socket && socket.readyState !== CLOSED) await new Promise<void>((resolve) => socket.once('close', resolve))
}

/** What the connection's WebSocket writes to, or null where there is none. */
export function streamOf(connection: Connection): Writable | null {
  const stream: unknown = Reflect.get(webSocketOf(connection) ?? {}, '_socket')
  return stream instanceof Writable ? stream : null
}

/** engine.io keeps the socket private and offers no way to end it. */
function webSocketOf(connection: Connection): WebSocketLike | null {
  const socket: unknown = Reflect.get(connection.transport, 'socket')
  return isWebSocket(socket) ? socket : null
}

const isWebSocket = (socket: unknown): socket is WebSocketLike =>
  typeof socket === 'object' && socket !== null && 'terminate' in socket && 'once' in socket && 'readyState' in socket
