import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** The visitor leaves a question and a way to be reached, because nobody is there. */
export const contactLeave = ({
  store,
  append,
  limiter,
}: Pick<HandlerDeps, 'store' | 'append' | 'limiter'>): Handler<Visitor, VisitorRequests['contact:leave'], Stored> => ({
  authorize: inChat,
  limit: (visitor) => limiter.act(chatOf(visitor)),
  async handle(visitor, { clientId, question, contact }) {
    const { seq } = await append({
      chatId: chatOf(visitor),
      sender: 'visitor',
      clientId,
      content: ['contact:leave', question, contact],
      command: { type: 'visitor:leave-contact', clientId, question, contact },
    })
    return { seq, gen: store.gen }
  },
})
