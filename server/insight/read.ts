import type { Content } from '../../faq/types.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { Locale, LogEvent } from '../../protocol/events.ts'
import type { Insight, InsightFlag, InsightRange } from '../../protocol/insight.ts'
import type { Store } from '../store/port.ts'
import { dayOf, daysUpTo } from './day.ts'
import { flagsOf } from './flags.ts'
import { sumsOf } from './sums.ts'

type InsightStore = Pick<Store, 'dayCounts' | 'flagged' | 'read'>

/** Rows with emergency words, and chats that are read for them: more than a clinic has in 90 days, by far. */
const MAX_FLAGS = 200
const PAGE = 500
const DAY_MS = 24 * 60 * 60_000

interface Asked {
  range: InsightRange
  lang: Locale
  /** UTC ms. */
  now: number
}

/** What happened on the last `range` days of the clinic, today included. Rejects with ChatError `unavailable`. */
export async function readInsight(
  store: InsightStore,
  content: Content,
  { range, lang, now }: Asked,
): Promise<Insight> {
  const { zone } = content.site.hours
  const days = daysUpTo(dayOf(now, zone), range)
  const [first = '', last = ''] = [days.at(0), days.at(-1)]
  const [{ began, counts }, flags] = await Promise.all([
    store.dayCounts(first, last),
    // A day more than was asked for: days are not all of 24 hours, and the rows are held against their own day.
    readFlags(store, now - (range + 1) * DAY_MS),
  ])
  return {
    began,
    ...sumsOf(counts, days, (entryId) => titleOf(content, entryId, lang)),
    flags: flags.filter(({ at }) => dayOf(at, zone) >= first).slice(0, MAX_FLAGS),
  }
}

/** Newest first. A chat that is erased meanwhile is left out. */
async function readFlags(store: InsightStore, since: number): Promise<InsightFlag[]> {
  const flags: InsightFlag[] = []
  for (const { id } of await store.flagged(since, MAX_FLAGS)) {
    const log = await wholeLog(store, id).catch((error: unknown) => {
      if (error instanceof ChatError && error.code === 'not-found') return []
      throw error
    })
    flags.push(...flagsOf(id, log))
  }
  return flags.toSorted((a, b) => b.at - a.at)
}

async function wholeLog(store: InsightStore, chatId: string): Promise<LogEvent[]> {
  const log: LogEvent[] = []
  for (let more = true; more; ) {
    const page = await store.read(chatId, log.length, PAGE)
    log.push(...page.events)
    more = page.more && page.events.length > 0
  }
  return log
}

/** In the language of the reader, else in any that the entry has. */
function titleOf({ entries }: Content, entryId: string, lang: Locale): string | null {
  const named = entries.filter(({ id }) => id === entryId)
  return (named.find((entry) => entry.lang === lang) ?? named[0])?.question ?? null
}
