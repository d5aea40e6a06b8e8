import { ChatError } from '../../../protocol/errors.ts'
import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { rowOf } from '../../inbox.ts'
import { readPage } from '../../log-page.ts'
import { chatRoom } from '../../rooms.ts'
import type { HandlerDeps } from '../deps.ts'

/**
 * Opens a chat in the console: its log so far, and from here on its events as they come. Who reads it is written down first;
 * where that cannot be stored, nothing is given.
 */
export const chatSync = ({
  store,
  sessions,
  fanout,
  audit,
  viewings,
  clock,
}: Pick<HandlerDeps, 'store' | 'sessions' | 'fanout' | 'audit' | 'viewings' | 'clock'>): Handler<
  Member,
  StaffRequests['chat:sync'],
  StaffResults['chat:sync']
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ socket, follows, session: { sessionId, staff } }, { chatId, since }) {
    const conversation = await store.conversation(chatId)
    if (!conversation) {
      const tombstone = await store.tombstone(chatId)
      if (tombstone?.reason === 'visitor') throw new ChatError('erased', 'The visitor has deleted this chat.')
      throw new ChatError('not-found', 'There is no such chat.')
    }
    await viewings.begin(sessionId, chatId, clock.now(), () =>
      audit.record({ what: 'transcript-opened', who: staff.id, which: chatId }),
    )
    // Followed before it is read: an event between the two arrives twice rather than never.
    follows.add(chatId)
    fanout.followed(conversation)
    await socket.join(chatRoom(chatId))
    const page = await readPage(store, chatId, since)
    const row = rowOf((await store.conversation(chatId)) ?? conversation)
    return { ...page, row, reading: fanout.readingOf(chatId) }
  },
})
