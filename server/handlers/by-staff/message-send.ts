import type { StaffRequests } from '../../../protocol/staff.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** A staff member's words, under the name of the session, never under one that was sent. */
export const messageSend = ({
  store,
  append,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['message:send'],
  Stored
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId, epoch, text }) {
    const { seq } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['message:send', text],
      command: { type: 'staff:send', clientId, staff, epoch, text },
    })
    return { seq, gen: store.gen }
  },
})
