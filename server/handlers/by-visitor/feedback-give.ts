import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Whether an answer helped. */
export const feedbackGive = ({
  store,
  append,
  limiter,
}: Pick<HandlerDeps, 'store' | 'append' | 'limiter'>): Handler<Visitor, VisitorRequests['feedback:give'], Stored> => ({
  authorize: inChat,
  limit: (visitor) => limiter.act(chatOf(visitor)),
  async handle(visitor, { clientId, on, helpful, reason }) {
    const { seq } = await append({
      chatId: chatOf(visitor),
      sender: 'visitor',
      clientId,
      content: ['feedback:give', on, helpful, reason],
      command: { type: 'visitor:feedback', clientId, on, helpful, reason },
    })
    return { seq, gen: store.gen }
  },
})
