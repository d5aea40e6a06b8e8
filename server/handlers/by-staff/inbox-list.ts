import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { rowOf } from '../../inbox.ts'
import type { HandlerDeps } from '../deps.ts'

const MAX_OPEN = 1000
const MAX_CLOSED = 100

/** The chats that staff may have to act on, or the last closed ones. */
export const inboxList = ({
  store,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['inbox:list'],
  StaffResults['inbox:list']
> => ({
  authorize: liveSession(sessions, fanout),
  async handle(_member, { list }) {
    if (list === 'open') return { rows: (await store.list('open', MAX_OPEN)).map(rowOf), closedMore: false }
    const closed = await store.list('closed', MAX_CLOSED + 1)
    return { rows: closed.slice(0, MAX_CLOSED).map(rowOf), closedMore: closed.length > MAX_CLOSED }
  },
})
