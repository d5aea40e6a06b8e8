/**
 * Every way a request can be refused. Ends branch on the code, never on prose; each end has its own words for a code.
 */
export const ERROR_CODES = [
  'malformed', //        the payload does not have the shape of the event
  'unknown-event', //    no such event
  'unauthorized', //     no valid visitor token or staff session
  'not-found', //        no such chat, or not yours
  'erased', //           the chat was deleted by its visitor; staff alone are told
  'too-long', //         text over the limit
  'empty', //            nothing but white space
  'too-fast', //         rate limit; `retryAfterMs` says when to try again
  'id-reused', //        this client id was used before with other content
  'already-claimed', //  another person owns the chat; `by` names them
  'stale-claim', //      the chat changed hands since; nothing was written
  'wrong-state', //      the chat is in a state where this cannot be done
  'outdated', //         this page is older than the server; reload
  'unavailable', //      the server could not store it; nothing was written, try again
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What a refused request gets back. `message` is plain English for logs and other clients' developers. */
export interface Refusal {
  code: ErrorCode
  message: string
  retryAfterMs?: number
  by?: string
}

/** Every acknowledgement: the result, or why not. */
export type Ack<Result> = { ok: true; result: Result } | { ok: false; error: Refusal }

/** A refusal on its way to the acknowledgement. `details` are the optional fields of {@link Refusal}. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ErrorCode
  readonly details: { retryAfterMs?: number; by?: string }

  constructor(code: ErrorCode, message: string, options: { retryAfterMs?: number; by?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    // What is undefined is left out where it becomes JSON.
    this.details = { retryAfterMs: options.retryAfterMs, by: options.by }
  }
}

/** A refusal as it is told. A function of its own: browsers do not need it. */
export const refusalOf = ({ code, message, details }: ChatError): Refusal => ({ code, message, ...details })
