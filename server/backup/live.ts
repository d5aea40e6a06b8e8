import type { AccountRow } from './accounts.ts'
import type { Row, Source } from './tables.ts'

/** Everything of one moment. */
export interface Moment {
  source: Source
  accounts: AccountRow[]
}

/** A database that is to be backed up, while its server works. */
export interface Live {
  /** Calls `work` with everything as it is now; resolves with what that gives. */
  moment<T>(work: (moment: Moment) => Promise<T>): Promise<T>
  /** Keys and tombstones as they are now, which may be later. */
  keysNow(): Promise<{ keys: Row[]; tombstones: Row[] }>
  /** Removes what a restore put aside, once it was kept for long enough. */
  removeReplaced(now: number): Promise<void>
  /** Lets go of the database. */
  close(): Promise<void>
}
