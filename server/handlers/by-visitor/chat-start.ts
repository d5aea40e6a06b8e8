import { randomBytes } from 'node:crypto'
import type { Fact } from '../../../protocol/events.ts'
import type { VisitorRequests, VisitorResults } from '../../../protocol/visitor.ts'
import { anyone, type ConnectedVisitor, newToken } from '../../authorize.ts'
import type { Conversation } from '../../conversation/state.ts'
import type { Handler } from '../../guard.ts'
import { chatRoom } from '../../rooms.ts'
import type { HandlerDeps } from '../deps.ts'

/** Opens a chat and binds the socket to it. The token is given out here and never again; its hash alone is kept. */
export const chatStart = ({
  store,
  fanout,
  limiter,
  clock,
}: Pick<HandlerDeps, 'store' | 'fanout' | 'limiter' | 'clock'>): Handler<
  ConnectedVisitor,
  VisitorRequests['chat:start'],
  VisitorResults['chat:start']
> => ({
  authorize: anyone,
  limit: ({ network }) => limiter.chat(network),
  async handle(visitor, { noticeVersion, locale, page }) {
    const chatId = randomBytes(16).toString('hex')
    const { token, tokenHash } = newToken()
    let conversation: Conversation
    try {
      const opened: Fact = { type: 'chat:opened', locale, noticeVersion, page: pathOf(page) }
      conversation = await store.create(chatId, tokenHash, [opened], clock.now())
    } catch (error) {
      // Whoever tries again until the disk has room must not have used up their network's chats by that.
      await limiter.chatFailed(visitor.network)
      throw error
    }
    if (visitor.chatId !== null) await visitor.socket.leave(chatRoom(visitor.chatId))
    visitor.chatId = chatId
    fanout.followed(conversation)
    await visitor.socket.join(chatRoom(chatId))
    return { chatId, token, gen: store.gen }
  },
})

/** The path alone: a query or a fragment can say who someone is. Anything that is no path is dropped. */
function pathOf(page: string | null): string | null {
  const path = page?.split(/[?#]/, 1)[0]
  return path?.startsWith('/') ? path : null
}
