import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** The visitor stops waiting and goes on with the bot. */
export const handoffCancel = ({
  store,
  append,
  limiter,
}: Pick<HandlerDeps, 'store' | 'append' | 'limiter'>): Handler<Visitor, VisitorRequests['handoff:cancel'], Stored> => ({
  authorize: inChat,
  limit: (visitor) => limiter.act(chatOf(visitor)),
  async handle(visitor, { clientId }) {
    const { seq } = await append({
      chatId: chatOf(visitor),
      sender: 'visitor',
      clientId,
      content: ['handoff:cancel'],
      command: { type: 'visitor:cancel' },
    })
    return { seq, gen: store.gen }
  },
})
