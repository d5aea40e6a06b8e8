import type { StaffRequests } from '../../../protocol/staff.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Gives a chat to a colleague who is on duty now, as far as this node knows; to the queue where they are not. */
export const chatPass = ({
  store,
  append,
  sessions,
  fanout,
  presence,
}: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout' | 'presence'>): Handler<
  Member,
  StaffRequests['chat:pass'],
  Stored
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId, epoch, to, note }) {
    const { seq } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['chat:pass', epoch, to, note],
      command: { type: 'staff:pass', clientId, staff, epoch, to: presence.onDuty(to), note },
    })
    return { seq, gen: store.gen }
  },
})
