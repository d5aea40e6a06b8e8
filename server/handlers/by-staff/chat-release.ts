import type { StaffRequests } from '../../../protocol/staff.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Gives a chat back to the queue or to the bot. */
export const chatRelease = ({
  store,
  append,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['chat:release'],
  Stored
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId, epoch, to }) {
    const { seq } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['chat:release', epoch, to],
      command: { type: 'staff:release', staff, epoch, to },
    })
    return { seq, gen: store.gen }
  },
})
