import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'alertTrace' | 'sessions' | 'fanout'>

/** What became of the alerts about a chat on each way out. */
export const alertsTrace = ({
  alertTrace,
  sessions,
  fanout,
}: Deps): Handler<Member, StaffRequests['alerts:trace'], StaffResults['alerts:trace']> => ({
  authorize: liveSession(sessions, fanout),
  handle: (_member, { chatId }) => alertTrace(chatId),
})
