import { setImmediate as turn } from 'node:timers/promises'
import { ChatError } from '../../protocol/errors.ts'
import type { LogEvent, LogPage } from '../../protocol/events.ts'
import type { SearchCursor } from '../../protocol/staff.ts'
import type { Conversation } from '../conversation/state.ts'
import { isDamage } from '../store/rows.ts'

/** Which chats are looked through. */
export interface Walked {
  /** Where the walk before ended; null for the newest chats. */
  before: SearchCursor | null
  /** The last event of a chat may not be older (UTC ms): what should have been deleted is not found. */
  notBefore: { withoutPerson: number; withPerson: number }
}

/** What is looked through. Chats in which anybody said or asked something, the one with the newest event first. */
export interface Searchable {
  newest(asked: Walked, limit: number): Promise<Conversation[]>
  read(chatId: string, since: number, limit: number): Promise<LogPage>
}

/** Chats, and events of one chat, that are deciphered in one go; everybody else has their turn in between. */
const CHATS_AT_ONCE = 20
const EVENTS_AT_ONCE = 100

export const cursorAt = ({ lastAt, id }: Pick<Conversation, 'lastAt' | 'id'>): SearchCursor => ({ lastAt, chatId: id })

/** Newest first. What is stored is sealed chat by chat, so there is no index to ask: they are read one after the other. */
export async function* chatsOf(source: Searchable, { before, notBefore }: Walked): AsyncGenerator<Conversation> {
  for (let from = before; ; ) {
    const chats = await source.newest({ before: from, notBefore }, CHATS_AT_ONCE)
    yield* chats
    const last = chats.at(-1)
    if (!last) return
    from = cursorAt(last)
  }
}

/** The whole log of a chat; null for one that was erased meanwhile, or is damaged. */
export async function logOf(source: Searchable, chatId: string): Promise<LogEvent[] | null> {
  const log: LogEvent[] = []
  try {
    for (let since = 0, more = true; more; ) {
      const page = await source.read(chatId, since, EVENTS_AT_ONCE)
      log.push(...page.events)
      since = page.events.at(-1)?.seq ?? since
      more = page.more && page.events.length > 0
      await turn()
    }
  } catch (error) {
    if (isDamage(error) || (error instanceof ChatError && error.code === 'not-found')) return null
    throw error
  }
  return log
}
