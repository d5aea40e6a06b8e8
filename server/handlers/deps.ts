import type { Engine } from '../../faq/types.ts'
import type { Append } from '../append.ts'
import type { StaffSessions } from '../auth.ts'
import type { Clock } from '../clock.ts'
import type { Fanout } from '../fanout.ts'
import type { Limiter } from '../limits.ts'
import type { Log } from '../log.ts'
import type { StaffPresence } from '../presence.ts'
import type { Replies } from '../reply.ts'
import type { Store } from '../store/port.ts'

/** What handlers work with; each takes the part that it needs. */
export interface HandlerDeps {
  store: Store
  append: Append
  engine: Engine
  replies: Replies
  sessions: StaffSessions
  presence: StaffPresence
  fanout: Fanout
  limiter: Limiter
  clock: Clock
  log: Log
}
