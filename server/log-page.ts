import type { LogEvent, LogPage } from '../protocol/events.ts'
import { SYNC_LIMIT } from '../protocol/visitor.ts'
import type { Store } from './store/port.ts'

/** UTF-16 units of JSON in one page: well under what a connection may have queued (`slow-reader.ts`). */
const MAX_PAGE_CHARS = 256 * 1024

/** The log after `since`, at most {@link SYNC_LIMIT} events and about 256 KiB; at least one event where there is any. */
export async function readPage(store: Store, chatId: string, since: number): Promise<LogPage> {
  const page = await store.read(chatId, since, SYNC_LIMIT)
  const events: LogEvent[] = []
  let chars = 0
  for (const event of page.events) {
    chars += JSON.stringify(event).length
    if (chars > MAX_PAGE_CHARS && events.length > 0) return { ...page, events, more: true }
    events.push(event)
  }
  return page
}
