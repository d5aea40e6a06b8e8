import type { Sockets } from '../../server/sockets.ts'
import type { Store } from '../../server/store/port.ts'
import type { TestSessions } from '../support/sessions.ts'

/** One server that runs. */
export interface Running {
  url: string
  store: Store
  sockets: Sockets
  /** Ends it as somebody ends it who means to. */
  stop(): Promise<void>
  /** Ends it without a goodbye to other servers. */
  crash(): Promise<void>
}

/** Where servers run, on one database of theirs. */
export interface Host {
  readonly sessions: TestSessions
  /** How many servers are to run. */
  readonly count: number
  start(): Promise<Running>
  /** Makes a backup of what the servers use. */
  backup(): Promise<void>
  /** Puts the newest backup in its place, while none of them runs. */
  restore(): Promise<void>
  remove(): Promise<void>
}
