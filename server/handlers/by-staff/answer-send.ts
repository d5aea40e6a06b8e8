import type { StaffRequests } from '../../../protocol/staff.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/**
 * An approved answer that a person chose. Only its name comes from the console: the words, the passages and the disclaimer are
 * the content's at this moment. Whether it is still there is asked after whether it was sent before.
 */
export const answerSend = ({
  store,
  append,
  edition,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'append' | 'edition' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['answer:send'],
  Stored
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId, epoch, entryId }) {
    const conversation = await store.conversation(chatId)
    const approved = conversation && edition().replies.forStaff(entryId, conversation.locale)
    const { seq } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['answer:send', entryId],
      command: { type: 'staff:answer', clientId, staff, epoch, approved },
    })
    return { seq, gen: store.gen }
  },
})
