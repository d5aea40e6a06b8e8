import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Whether visitors may count on this person. */
export const dutySet = ({
  sessions,
  fanout,
  presence,
}: Pick<HandlerDeps, 'sessions' | 'fanout' | 'presence'>): Handler<
  Member,
  StaffRequests['duty:set'],
  StaffResults['duty:set']
> => ({
  authorize: liveSession(sessions, fanout),
  handle({ session: { staff } }, { onDuty }) {
    presence.setDuty(staff.id, onDuty)
    return { onDuty }
  },
})
