import { isDeepStrictEqual } from 'node:util'
import { apply } from '../conversation/apply.ts'
import type { Conversation } from '../conversation/state.ts'
import { conversationOf, eventOf, SPOKEN_KINDS } from '../store/rows.ts'
import type { Keyring, WrappedKey } from '../store/seal.ts'
import { chatIsSound, type LogSeen } from '../store/sqlite-check.ts'
import { eventRowOf, sealedChatOf } from '../store/sqlite-rows.ts'
import type { Row, Source } from './tables.ts'

/** What was found in a database when everything in it was read. */
export interface Findings {
  /** Ids of chats that are as they were written, to the last byte. */
  sound: string[]
  /** Chats without a key: nobody can read them. */
  sealed: string[]
  /** Chats in which something is not what was written, or is missing. */
  damaged: string[]
  /** Of all chats, read or not. */
  events: number
  /** When the newest event of a sound chat was written, UTC ms; null where there is none. */
  newestAt: number | null
}

/**
 * Reads every row: its checksum, its seal under the chat's key, that no event is missing, that the log folds to the
 * conversation that is kept with it, and that the columns say the same.
 */
export async function check(
  source: Source,
  ring: Keyring,
  keyOf: (chatId: string) => WrappedKey | undefined,
): Promise<Findings> {
  const found: Findings = { sound: [], sealed: [], damaged: [], events: 0, newestAt: null }
  const events = readAhead(source.rows('event'))
  for await (const chat of source.rows('chat')) {
    const id = String(chat.id)
    const wrapped = keyOf(id)
    const reader = wrapped && startReading(ring, chat, wrapped)
    for (let row = await events.next(id); row; row = await events.next(id)) {
      found.events += 1
      reader?.take(row)
    }
    const verdict = reader ? (reader.isSound() ? 'sound' : 'damaged') : 'sealed'
    found[verdict].push(id)
    if (verdict === 'sound') found.newestAt = Math.max(found.newestAt ?? 0, Number(chat.last_at))
    ring.forget(id)
  }
  return found
}

/** Rows that come in the order of their chats' ids, given to one chat after the other. */
function readAhead(rows: Iterable<Row> | AsyncIterable<Row>): { next(chatId: string): Promise<Row | null> } {
  const all = eachOf(rows)
  let waiting: Row | null = null
  return {
    async next(chatId) {
      waiting ??= (await all.next()).value ?? null
      if (waiting?.chat_id !== chatId) return null
      const row = waiting
      waiting = null
      return row
    },
  }
}

async function* eachOf(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row, undefined> {
  yield* rows
}

interface Reader {
  take(event: Row): void
  isSound(): boolean
}

function startReading(ring: Keyring, chat: Row, wrapped: WrappedKey): Reader {
  const id = String(chat.id)
  const keyed = { ...chat, master_id: wrapped.masterId, wrapped: wrapped.wrapped }
  const opened = attempt(() => conversationOf(ring, sealedChatOf(keyed)))
  const log: LogSeen = { count: 0, spoken: false, claimedAt: null }
  let folded: Conversation | null = null
  let whole = opened !== null
  return {
    take(row) {
      if (!opened || !whole) return
      const event = attempt(() => eventOf(opened.key, eventRowOf(row)))
      folded = event && attempt(() => apply(folded, id, event))
      whole = folded !== null
      log.count += 1
      log.spoken ||= SPOKEN_KINDS.has(String(row.kind))
      if (row.kind === 'chat:claimed') log.claimedAt ??= Number(row.server_time)
    },
    isSound: () =>
      opened !== null &&
      whole &&
      chatIsSound(keyed, log, ring) &&
      isDeepStrictEqual(folded && asStored(folded), opened.conversation),
  }
}

/** Null for what is not as it was written. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

const asStored = (conversation: Conversation): unknown => JSON.parse(JSON.stringify(conversation))
