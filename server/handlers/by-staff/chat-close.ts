import type { StaffRequests } from '../../../protocol/staff.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Closes a chat, with what came of it. The visitor does not see the outcome. */
export const chatClose = ({
  store,
  append,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['chat:close'],
  Stored
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId, epoch, outcome }) {
    const { seq } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['chat:close', epoch, outcome],
      command: { type: 'staff:close', staff, epoch, outcome },
    })
    return { seq, gen: store.gen }
  },
})
