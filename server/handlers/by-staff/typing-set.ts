import type { StaffRequests } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** The visitor sees that the person who has the chat is typing; nobody else's typing concerns them. */
export const typingSet = ({
  store,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['typing:set'],
  Record<string, never>
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, typing }) {
    const conversation = await store.conversation(chatId)
    if (conversation?.owner?.id === staff.id) fanout.staffTyping(chatId, staff.name, typing)
    return {}
  },
})
