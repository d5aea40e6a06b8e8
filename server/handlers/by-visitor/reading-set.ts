import type { VisitorRequests } from '../../../protocol/visitor.ts'
import { type ConnectedVisitor, chatOf, inChat } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

/** Staff see what has reached the visitor and what was looked at. Nothing is stored. */
export const readingSet = ({
  store,
  fanout,
}: Pick<HandlerDeps, 'store' | 'fanout'>): Handler<
  ConnectedVisitor,
  VisitorRequests['reading:set'],
  Record<string, never>
> => ({
  authorize: inChat,
  async handle(visitor, reading) {
    const chatId = chatOf(visitor)
    const pushed = fanout.seqOf(chatId) ?? 0
    // A page may have read more than was pushed to it, but not more than there is.
    const lastSeq = reading.got <= pushed ? pushed : ((await store.conversation(chatId))?.lastSeq ?? 0)
    fanout.read(chatId, reading, lastSeq)
    return {}
  },
})
