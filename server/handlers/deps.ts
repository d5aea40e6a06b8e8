import type { Append } from '../append.ts'
import type { StaffSessions } from '../auth.ts'
import type { Clock } from '../clock.ts'
import type { Fanout } from '../fanout.ts'
import type { Limiter } from '../limits.ts'
import type { Edition } from '../live.ts'
import type { Log } from '../log.ts'
import type { StaffPresence } from '../presence.ts'
import type { Store } from '../store/port.ts'

/** What handlers work with; each takes the part that it needs. */
export interface HandlerDeps {
  store: Store
  append: Append
  /** The clinic's content at this moment: what has to fit together is taken from one call. */
  edition: () => Edition
  sessions: StaffSessions
  presence: StaffPresence
  fanout: Fanout
  limiter: Limiter
  clock: Clock
  log: Log
}
