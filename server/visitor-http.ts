import type { IncomingMessage } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Ack, ChatError, type ErrorCode, type Refusal, refusalOf } from '../protocol/errors.ts'
import {
  APPEND_PATH,
  ERASE_PATH,
  type Erased,
  MAX_APPEND_BYTES,
  parseAppendBody,
  parseEraseBody,
} from '../protocol/visitor.ts'
import { requireVersion } from './admission.ts'
import type { Visitor } from './authorize.ts'
import { eraseByVisitor } from './erase.ts'
import { answer } from './guard.ts'
import { traceOf } from './log.ts'
import { isAllowedOrigin } from './origin.ts'
import { requireToken, type ServeDeps, visitorAppendEvents } from './visitor.ts'

type Answer<Result> = { status: 200; body: Result } | { status: number; body: { error: Refusal } }

/** Takes a request and its parsed body, gives its answer. Never rejects. */
type Serve<Result> = (request: IncomingMessage, body: unknown) => Promise<Answer<Result>>

export interface VisitorHttp {
  /** What became of each item up to the first refusal, or why none was looked at. */
  append: Serve<{ results: Ack<unknown>[] }>
  erase: Serve<Erased>
}

interface VisitorHttpDeps extends ServeDeps {
  networkOf: (request: IncomingMessage) => string
  /** Exact origins of the pages that may ask. */
  origins: readonly string[]
}

/** The status of a request that was refused as a whole; 400 for every other code. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  outdated: 409,
  'too-fast': 429,
  unavailable: 503,
}

/**
 * What a visitor's page asks without a socket, because it goes away or has let go of the chat.
 *
 * `append` is the socket's twin: what the outbox holds is stored by way of the same table, one item after the other, and a
 * repeat of what came over the socket as well is answered as before. It stops at the first refusal, so that nothing
 * overtakes what has to be sent again.
 */
export function createVisitorHttp(deps: VisitorHttpDeps): VisitorHttp {
  const { limiter, inFlight, log, networkOf, origins } = deps
  const events = visitorAppendEvents(deps)

  async function append(request: IncomingMessage, body: unknown): Promise<{ results: Ack<unknown>[] }> {
    const network = networkOf(request)
    const { chatId, items } = parseAppendBody(body)
    await requireToken(chatId, tokenOf(request), deps)
    const visitor: Visitor = { network, chatId }
    const results: Ack<unknown>[] = []
    for (const { event, payload } of items) {
      const result = await answer(event, [payload], visitor, events, { log, admit: () => {} })
      results.push(result)
      if (!result.ok) break
    }
    return { results }
  }

  function erase(request: IncomingMessage, body: unknown): Promise<Erased> {
    const { chatId } = parseEraseBody(body)
    return eraseByVisitor(chatId, tokenOf(request), deps)
  }

  const served =
    <Result>(event: string, serve: (request: IncomingMessage, body: unknown) => Promise<Result>): Serve<Result> =>
    async (request, body) => {
      // A browser names the origin of every POST: one without it is no page of ours.
      if (request.headers.origin === undefined || !isAllowedOrigin(request, origins)) {
        return refusal(new ChatError('unauthorized', 'This page may not ask here.'), 403)
      }
      if (!inFlight.begin()) return refusal(new ChatError('unavailable', 'The server is stopping. Try again.'))
      try {
        await limiter.request(networkOf(request))
        requireVersion(body)
        return { status: 200, body: await serve(request, body) }
      } catch (error) {
        if (error instanceof ChatError && error.code !== 'unavailable') return refusal(error)
        log.error({ event, code: 'unavailable', ...traceOf(error) }, 'request failed')
        return refusal(new ChatError('unavailable', 'This could not be done. Try again.'))
      } finally {
        inFlight.end()
      }
    }
  return { append: served('append', append), erase: served('erase', erase) }
}

/** `visitorHttp` is null while the server starts. */
export function addVisitorRoutes(http: FastifyInstance, visitorHttp: () => VisitorHttp | null): void {
  /** A body that cannot be read: too long (413), of another type (415), no JSON. What it says stays in no answer. */
  const errorHandler = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
    const { status, body } = refusal(new ChatError('malformed', 'body: expected JSON, not too long'), error.statusCode)
    return reply.status(status).header('cache-control', 'no-store').send(body)
  }
  const route = (path: string, bodyLimit: number, name: keyof VisitorHttp) =>
    http.post(path, { bodyLimit, errorHandler }, async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const json = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
      const answered = json ? await visitorHttp()?.[name](request.raw, request.body) : notJson
      const { status, body } = answered ?? starting
      return reply.status(status).send(body)
    })
  route(APPEND_PATH, MAX_APPEND_BYTES, 'append')
  route(ERASE_PATH, MAX_ERASE_BYTES, 'erase')
}

/** A version and an id. */
const MAX_ERASE_BYTES = 1024

const refusal = (error: ChatError, status = STATUS[error.code] ?? 400): Answer<never> => ({
  status,
  body: { error: refusalOf(error) },
})

const notJson = refusal(new ChatError('malformed', 'content-type: expected application/json'), 415)
const starting = refusal(new ChatError('unavailable', 'The server is starting. Try again.'))

/** The token in the header; empty where there is none, which opens no chat. */
function tokenOf({ headers: { authorization = '' } }: IncomingMessage): string {
  return /^Bearer ([0-9a-f]{64})$/.exec(authorization)?.[1] ?? ''
}
