import type { InboxRow, StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Conversation } from '../../conversation/state.ts'
import type { Handler } from '../../guard.ts'
import { rowOf } from '../../inbox.ts'
import { MAX_OPEN } from '../../nodes/inbox-pushes.ts'
import type { Store } from '../../store/port.ts'
import type { HandlerDeps } from '../deps.ts'

const MAX_CLOSED = 100
/** Bytes of JSON in the list of open chats: under what a connection may have queued (`slow-reader.ts`). */
const MAX_BYTES = 768 * 1024

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
    if (list === 'open') {
      const open = await store.list('open', MAX_OPEN)
      fanout.listed(open)
      return { rows: await openRows(store, open), closedMore: false }
    }
    const closed = await store.list('closed', MAX_CLOSED + 1)
    return { rows: closed.slice(0, MAX_CLOSED).map(rowOf), closedMore: closed.length > MAX_CLOSED }
  },
})

/** As many open chats as fit; where they do not all fit, those that need a person are kept. */
async function openRows(store: Store, open: Conversation[]): Promise<InboxRow[]> {
  const rows = open.map(rowOf)
  const bytes = Buffer.byteLength(JSON.stringify(rows))
  if (bytes <= MAX_BYTES) return rows
  return openRows(store, await store.list('open', Math.floor((rows.length * MAX_BYTES) / bytes)))
}
