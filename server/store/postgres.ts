import type { Pool, QueryResultRow } from 'pg'
import type { AuditEntry, AuditRow } from '../../protocol/audit.ts'
import type { LogPage } from '../../protocol/events.ts'
import type { Conversation } from '../conversation/state.ts'
import { NEWEST, search } from '../search/search.ts'
import type { Searchable } from '../search/walk.ts'
import { collectUnanswered } from '../unanswered/collect.ts'
import { type Batches, type BatchLog, batches } from './batches.ts'
import { dayCountOf } from './day-counts.ts'
import type { Counting, Erasure, Head, Reads, Rule, Store, Tombstone } from './port.ts'
import { commitBatch, type Piece } from './postgres-batch.ts'
import { type OpenPostgres, openPostgres } from './postgres-open.ts'
import {
  conversationOf,
  damagedRow,
  type EventRow,
  eventOf,
  notFound,
  type SenderRole,
  tokenIn,
  unavailable,
} from './rows.ts'
import type { ChatKey, Keyring, WrappedKey } from './seal.ts'
import { isPlainName, underStoredNames } from './stored-name.ts'

interface Options<Asked> {
  ring: Keyring
  rule: Rule<Asked>
  /** What is counted of each write; nothing where it is left out. */
  counting?: Counting<Asked>
  log?: BatchLog | undefined
}

/**
 * The store on a PostgreSQL server, which any number of nodes may share. Every acknowledged write has been through an fsync there.
 * Text is never in a statement, only in its values, and what people wrote only sealed; ids of chats are plain ASCII, and a
 * text that is not is no chat's id. What is erased is gone for every query at once; in the server's files the wrapped key
 * of an erased chat lasts until PostgreSQL uses that space again, and is of no use to anybody without the master key.
 *
 * Throws {@link StoreError} with a plain sentence when the database cannot be reached, is another program's, was written by
 * a newer program, does not keep what it acknowledges, or is encrypted with a key that is not here.
 */
export async function openPostgresStore<Asked>({
  url,
  ring,
  rule,
  counting,
  log,
}: Options<Asked> & { url: string }): Promise<Store<Asked>> {
  const open = await openPostgres(url, ring)
  const commits = batches<Piece>((pieces) => commitBatch(open.writer, ring, pieces), log)
  return {
    gen: open.gen,
    ...writes(commits, rule, counting ?? (() => [])),
    ...erasing(commits, open.readers, ring),
    ...reads(open, { ring, rule, log }),
    ...auditing(commits, open.readers),
    ...upkeep(commits, open),
  }
}

// ---------------------------------------------------------------- writing

function writes<Asked>(
  commits: Batches<Piece>,
  rule: Rule<Asked>,
  counting: Counting<Asked>,
): Pick<Store<Asked>, 'create' | 'append'> {
  return {
    create: async (chatId, tokenHash, facts, at) => {
      if (!isPlainName(chatId)) throw unavailable(new Error('an id of a chat is plain ASCII'))
      return commits.run({
        chatIds: [chatId],
        write: null,
        work: (drafts) => drafts.create(chatId, tokenHash, facts, at),
      })
    },

    append: async (chatId, given, asked) => {
      if (!isPlainName(chatId)) throw notFound()
      const write = underStoredNames(given)
      return commits.run({
        chatIds: [chatId],
        write: { chatId, write },
        work: (drafts) =>
          drafts.append(
            chatId,
            write,
            (conversation) => rule(conversation, asked),
            (step) => counting(step, asked),
          ),
      })
    },
  }
}

function erasing(commits: Batches<Piece>, readers: Pool, ring: Keyring): Pick<Store, 'erase' | 'purge'> {
  return {
    async erase(chatId, reason, at) {
      if (!isPlainName(chatId)) return false
      const piece: Piece = { chatIds: [chatId], write: null, work: (drafts) => drafts.erase(chatId, reason, at) }
      const erased = await commits.run<boolean>(piece)
      ring.forget(chatId)
      return erased
    },

    async purge(olderThan, limit, at) {
      const { withoutPerson, withPerson } = olderThan
      const found = await reading<{ id: string }>(readers, 'expired', EXPIRED, [withoutPerson, withPerson, limit])
      const chatIds = found.map(({ id }) => id)
      if (chatIds.length === 0) return []
      // Somebody may have written there since: who is still too old is asked again under the locks.
      const piece: Piece = { chatIds, write: null, work: (drafts) => drafts.expire(chatIds, olderThan, at) }
      const erased = await commits.run<string[]>(piece)
      for (const chatId of erased) ring.forget(chatId)
      return erased
    },
  }
}

const EXPIRED = `
  SELECT id FROM bedside.chat WHERE (had_person = 0 AND last_at < $1) OR (had_person = 1 AND last_at < $2)
  ORDER BY last_at LIMIT $3`

// ---------------------------------------------------------------- reading

const SEALED = 'chat.id, chat.fold, chat.checksum, chat_key.master_id, chat_key.wrapped'
const KEYED = 'LEFT JOIN bedside.chat_key ON chat_key.chat_id = chat.id'
/** Chats that are not closed and in which the visitor said or asked something; first those that are not to be left out. */
const OPEN_FIRST = `
  SELECT * FROM bedside.chat WHERE state <> 'closed' AND spoken = 1
  ORDER BY CASE state WHEN 'waiting' THEN 0 WHEN 'left_message' THEN 1 WHEN 'staff' THEN 1 ELSE 2 END - 3 * flagged, opened_at
  LIMIT $1`

const CHAT = `SELECT ${SEALED} FROM bedside.chat ${KEYED} WHERE chat.id = $1`
const OPEN = `SELECT ${SEALED} FROM (${OPEN_FIRST}) AS chat ${KEYED} ORDER BY chat.opened_at, chat.id`
const OPEN_HEADS = `SELECT chat.id, chat.last_seq FROM (${OPEN_FIRST}) AS chat ORDER BY chat.opened_at, chat.id`
const CLOSED = `
  SELECT ${SEALED} FROM bedside.chat ${KEYED} WHERE chat.state = 'closed' AND chat.spoken = 1
  ORDER BY chat.last_at DESC, chat.id LIMIT $1`
const STALE = `
  SELECT ${SEALED} FROM bedside.chat ${KEYED} WHERE chat.state = ANY ($1::text[]) AND chat.last_at < $2
  ORDER BY chat.last_at, chat.id LIMIT $3`
const NEWEST_FIRST = `
  SELECT ${SEALED} FROM bedside.chat ${KEYED}
  WHERE chat.spoken = 1 AND (chat.last_at, chat.id) < ($1, $2)
    AND chat.last_at >= CASE chat.had_person WHEN 1 THEN $3::bigint ELSE $4::bigint END
  ORDER BY chat.last_at DESC, chat.id DESC LIMIT $5`
const HEADS = 'SELECT id, last_seq FROM bedside.chat WHERE id = ANY ($1::text[])'
const TOKEN = 'SELECT token_hash FROM bedside.chat WHERE id = $1'
const WAITS = `
  SELECT waited_ms FROM bedside.chat WHERE waited_ms IS NOT NULL AND claimed_at IS NOT NULL
  ORDER BY claimed_at DESC LIMIT $1`
const COUNTS = 'SELECT * FROM bedside.day_count WHERE day BETWEEN $1 AND $2 ORDER BY day, what, about'
const COUNTS_BEGAN = 'SELECT min(day) AS day FROM bedside.day_count'
const FLAGGED = `
  SELECT ${SEALED} FROM bedside.chat ${KEYED} WHERE chat.flagged = 1 AND chat.last_at >= $1
  ORDER BY chat.last_at DESC, chat.id LIMIT $2`
const TOMBSTONE = 'SELECT last_seq, erased_at, reason FROM bedside.tombstone WHERE chat_id = $1'
/** One statement, so that the events and the number of the last of them are of one moment. No event at all: one row without any. */
const PAGE = `
  SELECT chat.last_seq, chat_key.master_id, chat_key.wrapped, event.*
  FROM bedside.chat ${KEYED}
  LEFT JOIN LATERAL (
    SELECT * FROM bedside.event WHERE chat_id = chat.id AND seq > $2 ORDER BY seq LIMIT $3
  ) AS event ON true
  WHERE chat.id = $1 ORDER BY event.seq`

interface KeyColumns {
  /** Null, like `wrapped`, where the key of the chat is missing: that chat is damaged. */
  master_id: string | null
  wrapped: Buffer | null
}

interface SealedRow extends KeyColumns {
  id: string
  fold: Buffer
  checksum: string
}

interface HeadRow {
  id: string
  last_seq: number
}

interface EventColumns {
  chat_id: string
  seq: number
  kind: string
  sender_role: SenderRole
  sender_key: string
  client_id: string | null
  content_hash: string | null
  body: Buffer
  disclaimer_id: string | null
  server_time: number
  checksum: string
}

/** All columns of the event are null where there is none. */
type PageRow = KeyColumns & { last_seq: number } & (EventColumns | { seq: null })

/** Rows of a query. Whatever goes wrong is `unavailable`. */
async function reading<Row extends QueryResultRow>(
  readers: Pool,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  try {
    return (await readers.query<Row>({ name, text, values })).rows
  } catch (error) {
    throw unavailable(error)
  }
}

function reads<Asked>({ readers, gen }: OpenPostgres, { ring, log }: Options<Asked>): Reads {
  const rows = <Row extends QueryResultRow>(name: string, text: string, ...values: unknown[]): Promise<Row[]> =>
    reading<Row>(readers, name, text, values)
  /** The row of one chat, or undefined for what is no chat's id. */
  const rowOf = async <Row extends QueryResultRow>(
    name: string,
    text: string,
    chatId: string,
  ): Promise<Row | undefined> => (isPlainName(chatId) ? (await rows<Row>(name, text, chatId))[0] : undefined)
  /** One damaged chat must not hide the others from staff, nor stop the clock for them. */
  const sound = (found: SealedRow[]): Conversation[] =>
    found.flatMap((row) => {
      try {
        return [conversationIn(ring, row)]
      } catch {
        log?.error({ code: null, waiting: 1 }, 'a chat is not what was written and is left out')
        return []
      }
    })
  const read: Store['read'] = async (chatId, since, limit) => {
    if (!isPlainName(chatId)) throw notFound()
    return page(ring, gen, chatId, { since, limit }, await rows<PageRow>('page', PAGE, chatId, since, limit))
  }
  const newest: Searchable['newest'] = async ({ before, notBefore }, limit) => {
    const { lastAt, chatId } = before ?? NEWEST
    const { withPerson, withoutPerson } = notBefore
    return sound(await rows<SealedRow>('newest', NEWEST_FIRST, lastAt, chatId, withPerson, withoutPerson, limit))
  }
  return {
    read,
    search: (asked) => search({ newest, read }, asked),
    unanswered: (asked) => collectUnanswered({ newest, read }, asked),
    async conversation(chatId) {
      const row = await rowOf<SealedRow>('chat', CHAT, chatId)
      return row ? conversationIn(ring, row) : null
    },
    async heads(chatIds) {
      return (await rows<HeadRow>('heads', HEADS, chatIds.filter(isPlainName))).map(headOf)
    },
    async openHeads(limit) {
      return (await rows<HeadRow>('open-heads', OPEN_HEADS, limit)).map(headOf)
    },
    async tokenHash(chatId) {
      const stored = (await rowOf<{ token_hash: string | null }>('token', TOKEN, chatId))?.token_hash ?? null
      return stored === null ? null : tokenIn(chatId, stored)
    },
    async list(which, limit) {
      const text = which === 'open' ? OPEN : CLOSED
      return sound(await rows<SealedRow>(which, text, limit))
    },
    async stale(states, before, limit) {
      return sound(await rows<SealedRow>('stale', STALE, states, before, limit))
    },
    async recentWaits(count) {
      return (await rows<{ waited_ms: number }>('waits', WAITS, count)).map((row) => row.waited_ms)
    },
    async tombstone(chatId): Promise<Tombstone | null> {
      const row = await rowOf<{ last_seq: number; erased_at: number; reason: Erasure }>('tombstone', TOMBSTONE, chatId)
      return row ? { chatId, lastSeq: row.last_seq, erasedAt: row.erased_at, reason: row.reason } : null
    },
    async dayCounts(from, to) {
      const [counts, [first]] = await Promise.all([
        rows('day-counts', COUNTS, from, to),
        rows<{ day: string | null }>('day-counts-began', COUNTS_BEGAN),
      ])
      return { began: first?.day ?? null, counts: counts.map(dayCountOf) }
    },
    async flagged(since, limit) {
      return sound(await rows<SealedRow>('flagged', FLAGGED, since, limit))
    },
  }
}

const headOf = (row: HeadRow): Head => ({ chatId: row.id, lastSeq: row.last_seq })

const wrappedIn = (row: KeyColumns): WrappedKey => ({
  masterId: row.master_id ?? '',
  wrapped: row.wrapped ?? new Uint8Array(),
})

const conversationIn = (ring: Keyring, { id, fold, checksum, ...key }: SealedRow): Conversation =>
  conversationOf(ring, { id, fold, checksum, ...wrappedIn(key) }).conversation

function page(
  ring: Keyring,
  gen: string,
  chatId: string,
  { since, limit }: { since: number; limit: number },
  rows: PageRow[],
): LogPage {
  const [first] = rows
  if (!first) throw notFound()
  const lastSeq = first.last_seq
  const key = keyIn(ring, chatId, first)
  const events = rows.flatMap((row, index) => {
    if (row.seq === null) return []
    if (row.seq !== since + 1 + index) throw damagedRow()
    return [eventOf(key, eventRowOf(row))]
  })
  const reached = events.at(-1)?.seq ?? Math.max(since, 0)
  if (events.length < Math.min(limit, lastSeq - since)) throw damagedRow()
  return { gen, events, lastSeq, more: reached < lastSeq }
}

function keyIn(ring: Keyring, chatId: string, row: KeyColumns): ChatKey {
  try {
    return ring.open(chatId, wrappedIn(row))
  } catch (cause) {
    throw damagedRow(cause)
  }
}

function eventRowOf(row: EventColumns): EventRow {
  return {
    chatId: row.chat_id,
    seq: row.seq,
    kind: row.kind,
    role: row.sender_role,
    sender: row.sender_key,
    clientId: row.client_id,
    contentHash: row.content_hash,
    body: row.body,
    disclaimer: row.disclaimer_id,
    at: row.server_time,
    checksum: row.checksum,
  }
}

// ---------------------------------------------------------------- the audit log

const AUDITED = `
  SELECT number, at, who, what, detail, count, which, hash FROM bedside.audit
  WHERE ($1::bigint IS NULL OR number < $1) AND ($2 OR who IS NOT DISTINCT FROM $3) AND ($4::text IS NULL OR what = $4)
    AND ($5::text IS NULL OR which = $5)
  ORDER BY number DESC LIMIT $6`

function auditing(commits: Batches<Piece>, readers: Pool): Pick<Store, 'record' | 'audited'> {
  return {
    record: (entry: AuditEntry) =>
      commits.run<AuditRow>({ chatIds: [], write: null, audits: true, work: (drafts) => drafts.record(entry) }),
    audited: ({ before, who, what, which }, limit) =>
      reading<AuditRow>(readers, 'audited', AUDITED, [before, who === null, who?.id ?? null, what, which, limit]),
  }
}

// ---------------------------------------------------------------- upkeep

function upkeep(commits: Batches<Piece>, open: OpenPostgres): Pick<Store, 'probe' | 'close'> {
  let closing: Promise<void> | null = null
  return {
    probe: () => commits.run({ chatIds: [], write: null, work: (drafts) => drafts.probe() }),
    close() {
      closing ??= commits.end().then(() => open.close())
      return closing
    },
  }
}
