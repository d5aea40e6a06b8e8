import type { Timings } from '../../server/timers.ts'

/** What the harness and a server that it started say to each other, over the channel between the two processes. */

/** Where a server can be made to die, in the order in which a write passes them. */
export const POINTS = [
  'append:asked', //     the request has been let in, nothing has begun
  'begin:before',
  'begin:after', //      the transaction is open
  'chat:read', //        the chat as it is now has been read
  'rule:decided', //     what follows is known, nothing of it is written
  'chat:written', //     the chat's row is written
  'event:written', //    the first event is written
  'commit:before', //    all is written, nothing is on disk
  'commit:after', //     it is on disk and nobody knows
  'store:answered', //   before anyone connected is told
  'push:written', //     the others have been told, the sender has not
  'ack:written', //      the sender has been told
] as const
export type Point = (typeof POINTS)[number]

/** A PostgreSQL database, and the Redis by which its nodes ring for each other, or null where they ring by the database. */
export interface Shared {
  databaseUrl: string
  redisUrl: string | null
}

export interface OpenOptions {
  /** Where the database is, or is made. */
  folder: string
  /** The clinic's content as `v8.serialize` wrote it: reading YAML takes longer than everything else of a start. */
  contentFile: string
  /** 0 for any. */
  port: number
  /**
   * `thread` as the program has it; `inline` in the serving thread, where its database can be wrapped; or one that it shares
   * with other nodes.
   */
  store: 'thread' | 'inline' | Shared
  timings: Partial<Timings>
}

export type ToServer =
  | { type: 'open'; options: OpenOptions }
  /** The next write that comes to `point` is the last thing that this process does. */
  | { type: 'arm'; point: Point }
  /** Holds the serving thread. */
  | { type: 'stall'; ms: number }
  /** Sets the clock that the process reads, ms from the true time. */
  | { type: 'set-clock'; offsetMs: number }
  /** With `collect` garbage is collected first, which holds the thread. */
  | { type: 'measure'; collect: boolean }

export type FromServer =
  | { type: 'loaded' }
  | { type: 'open'; port: number }
  /** It could not be opened; a plain sentence. */
  | { type: 'not-open'; message: string }
  | ({ type: 'measured' } & Measured)
  /** Said back for everything that has no other answer, once it is done. */
  | { type: 'done' }

export interface Measured {
  /** Resident memory, bytes. */
  rssBytes: number
  /** Open files and sockets of the process. */
  files: number
  /** TCP connections. */
  connections: number
  /** How late the serving thread was for its own timers since the last time that it was asked, ms. */
  loopMaxMs: number
  loopP99Ms: number
  /** Staff with a socket, on duty. */
  staffHere: number
}
