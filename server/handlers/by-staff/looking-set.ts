import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Colleagues in the same chat see each other, and who of them writes; never what. */
export const lookingSet = ({
  sessions,
  fanout,
}: Pick<HandlerDeps, 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['looking:set'],
  StaffResults['looking:set']
> => ({
  authorize: liveSession(sessions, fanout),
  handle({ socket, session: { staff } }, { chatId, doing }) {
    fanout.looks(socket.id, doing === 'nothing' ? null : { chatId, ...staff, doing })
    return { staff: fanout.onlookers(chatId) }
  },
})
