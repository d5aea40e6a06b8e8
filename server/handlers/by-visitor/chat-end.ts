import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { type ConnectedVisitor, chatOf, inChat } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** The visitor ends the chat. It stays where it is and can be written to again; erasing it is `server/erase.ts`. */
export const chatEnd = ({
  store,
  append,
}: Pick<HandlerDeps, 'store' | 'append'>): Handler<ConnectedVisitor, VisitorRequests['chat:end'], Stored> => ({
  authorize: inChat,
  async handle(visitor, { clientId }) {
    const { seq } = await append({
      chatId: chatOf(visitor),
      sender: 'visitor',
      clientId,
      content: ['chat:end'],
      command: { type: 'visitor:end' },
    })
    return { seq, gen: store.gen }
  },
})
