import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { chatRoom } from '../../rooms.ts'
import type { HandlerDeps } from '../deps.ts'

/**
 * The visitor ends the chat. With `clear` the token stops working and every socket of the chat is let go: the next person
 * at this device must find nothing.
 */
export const chatEnd = ({
  store,
  append,
  fanout,
}: Pick<HandlerDeps, 'store' | 'append' | 'fanout'>): Handler<Visitor, VisitorRequests['chat:end'], Stored> => ({
  authorize: inChat,
  async handle(visitor, { clientId, clear }) {
    const chatId = chatOf(visitor)
    const { seq } = await append({
      chatId,
      sender: 'visitor',
      clientId,
      content: ['chat:end', clear],
      command: { type: 'visitor:end' },
    })
    if (clear) {
      await store.withdrawToken(chatId)
      visitor.chatId = null
      await visitor.socket.leave(chatRoom(chatId))
      fanout.dropVisitors(chatId)
    }
    return { seq, gen: store.gen }
  },
})
