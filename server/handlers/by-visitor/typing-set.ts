import type { VisitorRequests } from '../../../protocol/visitor.ts'
import { type ConnectedVisitor, chatOf, inChat } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Staff see that the visitor is typing; what is typed stays in the browser until it is sent. */
export const typingSet = ({
  fanout,
}: Pick<HandlerDeps, 'fanout'>): Handler<ConnectedVisitor, VisitorRequests['typing:set'], Record<string, never>> => ({
  authorize: inChat,
  handle(visitor, { typing }) {
    visitor.typing = typing
    fanout.visitorTyping(chatOf(visitor), typing)
    return {}
  },
})
