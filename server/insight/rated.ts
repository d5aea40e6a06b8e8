import { ChatError } from '../../protocol/errors.ts'
import type { Rated } from '../conversation/commands.ts'
import type { Store } from '../store/port.ts'

const PAGE = 200

/**
 * What is known of the event `on` of a chat, from its log: null where that is no approved answer, and where the chat is gone, which
 * the write that follows says better. A visitor's end sends one thing
 * after the other, so nothing that the same visitor says of it is still under way.
 */
export async function ratedAnswer(store: Pick<Store, 'read'>, chatId: string, on: number): Promise<Rated | null> {
  if (on < 1) return null
  try {
    return await read(store, chatId, on)
  } catch (error) {
    if (error instanceof ChatError && error.code === 'not-found') return null
    throw error
  }
}

async function read(store: Pick<Store, 'read'>, chatId: string, on: number): Promise<Rated | null> {
  let rated: Rated | null = null
  for (let since = on - 1, more = true; more; ) {
    const page = await store.read(chatId, since, PAGE)
    for (const event of page.events) {
      if (event.seq === on) {
        const entryId = 'answers' in event ? event.answers[0]?.entryId : undefined
        if (entryId === undefined) return null
        rated = { entryId, at: event.at, before: null }
      }
      if (rated && event.type === 'feedback:given' && event.on === on) rated = { ...rated, before: event.helpful }
      since = event.seq
    }
    more = page.more && page.events.length > 0
  }
  return rated
}
