import type { IncomingMessage } from 'node:http'
import { ChatError, refusalOf } from '../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { type Log, traceOf } from './log.ts'
import { isAllowedOrigin } from './origin.ts'

/** The part of a connecting socket that admission needs. `conn` is the connection that it came on. */
interface Connecting {
  readonly request: IncomingMessage
  readonly conn: object
  readonly handshake: { readonly auth: unknown }
  on(event: 'disconnect', listener: () => void): unknown
}

type Next = (error?: Error) => void

/**
 * Middleware that lets a socket into a namespace: the page's origin, the protocol's version, then `admit`, which throws
 * ChatError for whoever is not let in. One socket of a namespace a connection: more would escape the limits, which count
 * connections. A refusal reaches the client as `connect_error` with the code as message and the refusal as `data`.
 */
export function admission<S extends Connecting>(
  admit: (socket: S) => Promise<void>,
  options: { origins: readonly string[]; log: Log },
): (socket: S, next: Next) => void {
  const taken = new WeakSet<object>()
  return (socket, next) => {
    const { conn } = socket
    if (taken.has(conn)) {
      next(refused(new ChatError('too-fast', 'This connection is in use already.', { retryAfterMs: 1000 })))
      return
    }
    taken.add(conn)
    const check = async (): Promise<void> => {
      if (!isAllowedOrigin(socket.request, options.origins)) {
        throw new ChatError('unauthorized', 'This page may not connect here.')
      }
      requireVersion(socket.handshake.auth)
      await admit(socket)
    }
    check().then(
      () => {
        socket.on('disconnect', () => taken.delete(conn))
        next()
      },
      (error: unknown) => {
        taken.delete(conn)
        if (error instanceof ChatError) return next(refused(error))
        options.log.error({ event: 'connect', code: 'unavailable', ...traceOf(error) }, 'request failed')
        next(refused(new ChatError('unavailable', 'The server cannot serve this now. Try again.')))
      },
    )
  }
}

/** Checked before the shape of `sent`: another version's may look different. Throws ChatError `outdated`. */
export function requireVersion(sent: unknown): void {
  const version = typeof sent === 'object' && sent !== null && 'version' in sent ? sent.version : undefined
  if (typeof version === 'number' && version !== PROTOCOL_VERSION) {
    throw new ChatError('outdated', 'This page speaks another version of the protocol. Reload it.')
  }
}

const refused = (error: ChatError): Error => Object.assign(new Error(error.code), { data: refusalOf(error) })

/** Middleware for a namespace that nobody is let into. */
export const nobody = (_socket: unknown, next: Next): void => {
  next(refused(new ChatError('not-found', 'There is no such namespace.')))
}
