import type { AlertTrace, AlertWay } from '../../protocol/staff.ts'
import type { Proof } from '../alerts/proof.ts'
import type { Append } from '../append.ts'
import type { Audit } from '../audit/audit.ts'
import type { Viewings } from '../audit/viewings.ts'
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
  audit: Audit
  viewings: Viewings
  presence: StaffPresence
  fanout: Fanout
  limiter: Limiter
  clock: Clock
  /** Null where nobody keeps it. */
  proof: Proof | null
  alertTrace: (chatId: string) => Promise<Record<AlertWay, AlertTrace>>
  log: Log
}
