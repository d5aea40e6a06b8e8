import { type LogFields, traceOf } from '../log.ts'

/** Why there is no decision. */
export type EngineErrorCode =
  | 'engine-failed' //  the engine threw
  | 'engine-late' //    no decision within the deadline
  | 'engine-stuck' //   the thread said nothing for so long that it was ended
  | 'engine-down' //    the thread ended; another is being started
  | 'engine-full' //    too many questions were waiting
  | 'engine-closed' //  the server stops, or other content has taken its place

/** No decision on a question. The message holds nothing that was asked. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode

  constructor(code: EngineErrorCode, options?: ErrorOptions) {
    super(`There is no decision (${code}).`, options)
    this.code = code
  }
}

/** What a log may say about a question on which there is no decision. */
export function traceOfEngine(error: unknown): LogFields {
  return error instanceof EngineError ? { code: error.code, ...traceOf(error.cause ?? error) } : traceOf(error)
}
