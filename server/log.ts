import { pino } from 'pino'

/**
 * What may stand in a log line: ids, codes, counts and durations. There is no field for text, a name, an address, a
 * token or a URL, and a field that is not in this list is dropped.
 */
export interface LogFields {
  /** Name of a request as the protocol lists it, or of what happened to the process. */
  event?: string
  /** One of the protocol's error codes. */
  code?: string
  /** Name or system code of an error, such as `TypeError` or `ENOSPC`; never its message. */
  cause?: string
  /** File and line where an error arose. */
  where?: string
  chat?: string
  count?: number
  ms?: number
}

type Line = (fields: LogFields, what?: string) => void

/** `what` is a fixed text in the source, never built from what somebody sent. */
export interface Log {
  info: Line
  warn: Line
  error: Line
  fatal: Line
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'event',
  'code',
  'cause',
  'where',
  'chat',
  'count',
  'ms',
])

/** An id, a code or a place in the source: never long enough, nor free enough, to be a sentence. */
const PLAIN = /^[\w.:/-]{1,64}$/

function allowed(fields: object): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (!ALLOWED.has(key)) continue
    if (typeof value === 'number') out[key] = value
    else if (typeof value === 'string') out[key] = PLAIN.test(value) ? value : '(withheld)'
  }
  return out
}

/** One JSON object a line, written to standard output or to `destination`. `level` is one of pino's. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const settings = { level, base: null, formatters: { log: allowed } }
  return destination ? pino(settings, destination) : pino(settings)
}

/** What a log may say about an error: its kind and where it arose. Messages of drivers can quote what people wrote. */
export function traceOf(error: unknown): Pick<LogFields, 'cause' | 'where'> {
  if (!(error instanceof Error)) return { cause: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  const where = /[/\\]([\w.-]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1]
  return { cause: code, ...(where === undefined ? {} : { where }) }
}
