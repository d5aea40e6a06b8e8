import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { ratedAnswer } from '../../insight/rated.ts'
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
    const chatId = chatOf(visitor)
    const rated = await ratedAnswer(store, chatId, on)
    const { seq } = await append({
      chatId,
      sender: 'visitor',
      clientId,
      content: ['feedback:give', on, helpful, reason],
      command: { type: 'visitor:feedback', clientId, on, helpful, reason, rated },
    })
    return { seq, gen: store.gen }
  },
})
