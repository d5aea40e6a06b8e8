import { ChatError } from '../../../protocol/errors.ts'
import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { rowOf } from '../../inbox.ts'
import { readPage } from '../../log-page.ts'
import { chatRoom } from '../../rooms.ts'
import type { HandlerDeps } from '../deps.ts'

/** Opens a chat in the console: its log so far, and from here on its events as they come. */
export const chatSync = ({
  store,
  sessions,
  fanout,
}: Pick<HandlerDeps, 'store' | 'sessions' | 'fanout'>): Handler<
  Member,
  StaffRequests['chat:sync'],
  StaffResults['chat:sync']
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ socket, follows }, { chatId, since }) {
    const conversation = await store.conversation(chatId)
    if (!conversation) throw new ChatError('not-found', 'There is no such chat.')
    // Followed before it is read: an event between the two arrives twice rather than never.
    follows.set(chatId, conversation.lastSeq)
    await socket.join(chatRoom(chatId))
    const page = await readPage(store, chatId, since)
    return { ...page, row: rowOf((await store.conversation(chatId)) ?? conversation) }
  },
})
