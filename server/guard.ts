import { type Ack, ChatError, refusalOf } from '../protocol/errors.ts'
import type { Parser } from '../protocol/parse.ts'
import { type Log, traceOf } from './log.ts'

/** One request, from parsed payload to result. `Who` is the connected visitor or staff member. */
export interface Handler<Who, Payload, Result> {
  /** Refuses by throwing ChatError `unauthorized` or `not-found`. */
  authorize(who: Who, payload: Payload): void | Promise<void>
  /** Refuses by throwing ChatError `too-fast`. */
  limit?(who: Who, payload: Payload): void | Promise<void>
  handle(who: Who, payload: Payload): Result | Promise<Result>
}

/** A request by name: takes what arrived, gives what goes back. Rejects with whatever went wrong. */
type Served<Who> = (who: Who, input: unknown) => Promise<unknown>

/** The requests of one namespace. A Map, because names come from outside and an object would answer to `constructor`. */
export type EventTable<Who> = ReadonlyMap<string, Served<Who>>

type Parsers<Requests> = { readonly [Name in keyof Requests]: Parser<Requests[Name]> }
type Handlers<Who, Requests, Results extends Record<keyof Requests, unknown>> = {
  readonly [Name in keyof Requests]: Handler<Who, Requests[Name], Results[Name]>
}

/** Joins each parser with its handler: parse, authorize, limit, handle, always in this order. */
export function eventTable<Who, Requests, Results extends Record<keyof Requests, unknown>>(
  parsers: Parsers<Requests>,
  handlers: Handlers<Who, Requests, Results>,
): EventTable<Who> {
  const table = new Map<string, Served<Who>>()
  for (const name of Object.keys(parsers) as (keyof Requests & string)[]) {
    const parse = parsers[name]
    const handler = handlers[name]
    table.set(name, async (who, input) => {
      const payload = parse(input)
      await handler.authorize(who, payload)
      await handler.limit?.(who, payload)
      return await handler.handle(who, payload)
    })
  }
  return table
}

/** The part of a socket.io socket that the guard needs. */
interface Incoming {
  readonly connected: boolean
  onAny(listener: (...packet: unknown[]) => void): unknown
}

/** Requests of one socket that may wait for their turn; more are refused at once. */
const MAX_WAITING = 64

/** Counts requests that were begun and not yet answered, so that a stopping server can wait for them. */
export class InFlight {
  #count = 0
  #stopping = false
  #whenIdle: (() => void)[] = []

  /** Whether one more may be begun. */
  begin(): boolean {
    if (this.#stopping) return false
    this.#count += 1
    return true
  }

  end(): void {
    this.#count -= 1
    if (this.#count > 0) return
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  /** Begins none from now on; resolves when all are answered. */
  stop(): Promise<void> {
    this.#stopping = true
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve))
  }
}

interface GuardDeps {
  log: Log
  inFlight: InFlight
  /** Counts one request of this socket, whatever it is; throws ChatError `too-fast`. */
  admit(): void | Promise<void>
}

/**
 * The one way in for everything that a client sends. Requests of one socket about the same chat are served one after the
 * other, so that a sender's messages are stored in the order of sending; those about different chats do not wait for each
 * other. Every request is acknowledged with an {@link Ack}; a packet without an acknowledgement is dropped, because nobody
 * could be told what became of it. Nothing that arrives makes this throw.
 */
export function serve<Who>(socket: Incoming, who: Who, events: EventTable<Who>, deps: GuardDeps): void {
  let waiting = 0
  /** The last request of each lane that has one. */
  const lanes = new Map<string, Promise<void>>()

  socket.onAny((name, ...args) => {
    const ack = args.pop()
    if (typeof ack !== 'function') return
    const reply = (answer: Ack<unknown>): void => {
      if (socket.connected) ack(answer)
    }
    if (waiting >= MAX_WAITING) {
      reply(refusal(new ChatError('too-fast', 'Too many requests at once.', { retryAfterMs: 1000 })))
      return
    }
    // A stopping server answers nothing more: the client sends it again to the next one.
    if (!deps.inFlight.begin()) return
    waiting += 1
    const lane = laneOf(args[0])
    const served = (lanes.get(lane) ?? Promise.resolve())
      .then(() => answer(name, args, who, events, deps))
      .then(reply)
      .catch((error: unknown) => deps.log.error(traceOf(error), 'acknowledgement failed'))
      .finally(() => {
        waiting -= 1
        if (lanes.get(lane) === served) lanes.delete(lane)
        deps.inFlight.end()
      })
    lanes.set(lane, served)
  })
}

/** Requests that name the same chat share a lane; so do those that name none, such as all of a visitor's. */
function laneOf(payload: unknown): string {
  const named = typeof payload === 'object' && payload !== null && 'chatId' in payload ? payload.chatId : null
  return typeof named === 'string' ? named : ''
}

/** What becomes of one request, however it came. Never rejects; what was sent is neither logged nor repeated. */
export async function answer<Who>(
  name: unknown,
  args: unknown[],
  who: Who,
  events: EventTable<Who>,
  deps: Pick<GuardDeps, 'log' | 'admit'>,
): Promise<Ack<unknown>> {
  const served = typeof name === 'string' ? events.get(name) : undefined
  // A name that somebody made up is not written down.
  const known = { code: 'unavailable', ...(served && typeof name === 'string' ? { event: name } : {}) }
  try {
    await deps.admit()
    if (!served) throw new ChatError('unknown-event', 'There is no such event.')
    if (args.length !== 1) throw new ChatError('malformed', 'payload: expected exactly one')
    return { ok: true, result: await served(who, args[0]) }
  } catch (error) {
    if (error instanceof ChatError) {
      // A refusal that stems from a failure of ours is worth a line; one that the sender earned is not.
      if (error.code === 'unavailable') deps.log.error({ ...known, ...traceOf(error.cause ?? error) }, 'request failed')
      return refusal(error)
    }
    deps.log.error({ ...known, ...traceOf(error) }, 'request failed')
    return refusal(new ChatError('unavailable', 'This could not be done. Try again.'))
  }
}

const refusal = (error: ChatError): Ack<never> => ({ ok: false, error: refusalOf(error) })
