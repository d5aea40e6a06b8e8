import type { Locale } from '../../protocol/events.ts'

/** What is told outside the console: that somebody waits and where to look, and nothing that they said or why they wait. */
export interface Alert {
  /** Random to look at and the same at every try, so that a receiver knows a repeat. */
  id: string
  /** Somebody should look at once. */
  urgent: boolean
  /** Nobody waits: staff try out their alerts. */
  test: boolean
  /** Since when the visitor waits, UTC ms. */
  since: number
  /** Opens the chat for staff who are signed in, and nothing for others. */
  link: string
  /** The language of the clinic's alerts. */
  language: Locale
}

/** One way out. Resolves when the other side took it, and rejects with {@link NotSent}. */
export interface Way {
  name: 'email' | 'webhook'
  send(alert: Alert): Promise<void>
}

/** An alert was not taken. `code` names the kind of failure, such as `ECONNREFUSED`, and quotes nobody. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`not sent: ${code}`, options)
    this.code = code
  }
}

/** The code of whatever a library threw. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
