import { DatabaseSync } from 'node:sqlite'
import type { LogEvent } from '../../protocol/events.ts'
import { rule } from '../../server/conversation/rule.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import type { Store } from '../../server/store/port.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { testKeyring } from '../support/keys.ts'
import type { Postgres } from '../support/postgres.ts'
import type { Testimony } from './clients.ts'
import { exactly, type Goal } from './fault.ts'

/** What a chat turned out to be, as it stands in the database. */
export interface FinalChat {
  events: LogEvent[]
  conversation: Conversation
}

/** The whole database, read when no server has it any more. */
export interface FinalState {
  chats: Map<string, FinalChat>
  /** Holes in any chat's `seq`. */
  gaps: number
  /** One and the same sender and client id twice in a chat. */
  repeatedIds: number
}

export interface Verdict {
  sent: number
  acked: number
  /** Acknowledged, and not in the final log with its text under its seq. */
  lost: number
  /** Twice in a log, or twice on a screen. */
  dup: number
  gap: number
  /** Messages of one end that stand in a log in another order than they were sent in. */
  misordered: number
  /** Screens that show something else than the log says. */
  wrongViews: number
}

/** Holes in the numbers of the chats' events, and events beyond the newest number. */
const GAPS = `
  SELECT coalesce(sum(last_seq - (SELECT count(*) FROM event WHERE chat_id = chat.id AND seq BETWEEN 1 AND last_seq)), 0)
           + (SELECT count(*) FROM event JOIN chat ON chat.id = chat_id WHERE seq > last_seq) AS count
  FROM chat`
const REPEATED_IDS = `
  SELECT count(*) - count(DISTINCT chat_id || ' ' || sender_key || ' ' || client_id) AS count
  FROM event WHERE client_id IS NOT NULL`
const IDS = 'SELECT id FROM chat'

/** Reads every chat of a database file that no server has. */
export async function readFinalState(file: string, ring = testKeyring()): Promise<FinalState> {
  const db = new DatabaseSync(file, { readOnly: true })
  const query = async (sql: string) => db.prepare(sql).all()
  const rows = await askRows(query)
  db.close()
  return { ...rows, chats: await readChats(await openSqliteStore({ path: file, ring, rule }), rows.ids) }
}

/** Reads every chat of a PostgreSQL database. */
export async function readFinalPostgres(postgres: Postgres, url: string): Promise<FinalState> {
  const inSchema = `${url}?options=-c%20search_path%3Dbedside`
  const rows = await askRows((sql) => postgres.query(inSchema, sql))
  return { ...rows, chats: await readChats(await openPostgresStore({ url, ring: testKeyring(), rule }), rows.ids) }
}

async function askRows(query: (sql: string) => Promise<Record<string, unknown>[]>) {
  const count = async (sql: string) => Number((await query(sql))[0]?.count)
  return {
    ids: (await query(IDS)).map(({ id }) => String(id)),
    gaps: await count(GAPS),
    repeatedIds: await count(REPEATED_IDS),
  }
}

/** Closes the store. */
async function readChats(store: Store, ids: string[]): Promise<Map<string, FinalChat>> {
  try {
    const chats = new Map<string, FinalChat>()
    for (const id of ids) {
      const conversation = await store.conversation(id)
      if (!conversation) throw new Error('a chat that was listed is not there')
      chats.set(id, { conversation, events: (await store.read(id, 0, Number.MAX_SAFE_INTEGER)).events })
    }
    return chats
  } finally {
    await store.close()
  }
}

type Message = Extract<LogEvent, { type: 'message:sent' }>

const isMessage = (event: LogEvent): event is Message => event.type === 'message:sent'

/** Where a message stands whose acknowledgement names the event before it: that the chat is open again. */
function reopenedBy(chats: FinalState['chats'], chatId: string, seq = 0): number | null {
  return chats.get(chatId)?.events[seq - 1]?.type === 'chat:reopened' ? seq + 1 : null
}

/** What the ends say, held against what is there. */
export function judge(ends: Testimony[], { chats, gaps, repeatedIds }: FinalState): Verdict {
  const verdict: Verdict = { sent: 0, acked: 0, lost: 0, dup: repeatedIds, gap: gaps, misordered: 0, wrongViews: 0 }
  const stored = new Map<string, Message[]>()
  for (const { events } of chats.values()) {
    for (const message of events.filter(isMessage)) {
      stored.set(message.clientId, [...(stored.get(message.clientId) ?? []), message])
    }
    // A text is said once by anybody: the same words under two ids are a double as well.
    const texts = events.filter(isMessage).map(({ text }) => text)
    verdict.dup += texts.length - new Set(texts).size
  }

  for (const end of ends) {
    verdict.sent += end.sent.length
    verdict.acked += end.acked.size
    const last = new Map<string, number>()
    for (const { clientId, chatId, text } of end.sent) {
      const [message] = stored.get(clientId) ?? []
      const seq = end.acked.get(clientId)
      const isThere = message?.text === text && (message.seq === seq || message.seq === reopenedBy(chats, chatId, seq))
      if (seq !== undefined && !isThere) verdict.lost += 1
      if (!message) continue
      if (message.seq < (last.get(chatId) ?? 0)) verdict.misordered += 1
      last.set(chatId, message.seq)
    }
    for (const { chatId, thread } of end.views()) {
      const shown = thread.items.flatMap((item) =>
        item.kind === 'visitor' || item.kind === 'staff' ? [`${item.seq} ${item.kind} ${item.text}`] : [],
      )
      verdict.dup += shown.length - new Set(shown.map((line) => line.replace(/^\d+ /, ''))).size
      const chat = chats.get(chatId)
      const said = chat?.events.filter(isMessage).map(({ seq, from, text }) => `${seq} ${from} ${text}`) ?? []
      const { lastSeq, state, owner } = chat?.conversation ?? {}
      const same =
        JSON.stringify(shown) === JSON.stringify(said) &&
        thread.cursor === lastSeq &&
        thread.state === state &&
        thread.owner?.id === owner?.id
      if (!same) verdict.wrongViews += 1
    }
  }
  return verdict
}

/** Nothing acknowledged is lost, nothing is there twice, nothing out of order, and everybody sees the same. */
export const flawless = ({ lost, dup, gap, misordered, wrongViews }: Verdict): Goal[] => [
  exactly('lost', lost, 0),
  exactly('dup', dup, 0),
  exactly('gap', gap, 0),
  exactly('misordered', misordered, 0),
  exactly('views that differ from the log', wrongViews, 0),
]

/** How often a chat was taken from staff because they seemed to be gone. */
export function dropped({ chats }: FinalState): number {
  const events = [...chats.values()].flatMap((chat) => chat.events)
  return events.filter((event) => event.type === 'chat:released' && event.reason === 'dropped').length
}
