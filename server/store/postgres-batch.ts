import type { Pool, PoolClient, QueryConfig } from 'pg'
import type { Link } from '../audit/chain.ts'
import { codeOf } from './batches.ts'
import { Drafts, type LockedChat, type StoredWrite, type Written } from './drafts.ts'
import type { Count, Write } from './port.ts'
import { unavailable } from './rows.ts'
import type { Keyring } from './seal.ts'

/** One thing to be done in the next transaction. */
export interface Piece {
  /** The chats that it is about. */
  chatIds: string[]
  /** The write that may be a repeat, under the names that its row would have. */
  write: { chatId: string; write: Write } | null
  /** Whether it adds to the audit log. */
  audits?: true
  work(drafts: Drafts): unknown
}

type Settled = PromiseSettledResult<unknown>

/**
 * Does all pieces in one transaction and says what became of each, in order. Rejects when nothing was stored, and when it is
 * not known whether it was: the repeat of a write says so then. Where the database refuses what one piece wrote, each is
 * done by itself, so that the refusal is that one's alone.
 */
export async function commitBatch(pool: Pool, ring: Keyring, pieces: Piece[]): Promise<Settled[]> {
  try {
    return await transaction(pool, ring, pieces)
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (pieces.length === 1) return [{ status: 'rejected', reason: unavailable(error) }]
    const settled: Settled[] = []
    for (const piece of pieces) settled.push(...(await alone(pool, ring, piece)))
    return settled
  }
}

async function alone(pool: Pool, ring: Keyring, piece: Piece): Promise<Settled[]> {
  try {
    return await transaction(pool, ring, [piece])
  } catch (error) {
    return [{ status: 'rejected', reason: unavailable(error) }]
  }
}

/** Whether the database is well and refused a row: a value it has no room for (22, 54) or a constraint (23). */
function isRefusal(error: unknown): boolean {
  return /^(22|23|54)...$/.test(codeOf(error) ?? '')
}

async function transaction(pool: Pool, ring: Keyring, pieces: Piece[]): Promise<Settled[]> {
  const client = await pool.connect()
  let done = false
  try {
    const [, locked] = await together([client.query(BEGIN), client.query<LockedRow>(lock(pieces))])
    const drafts = new Drafts(
      ring,
      (locked?.rows ?? []).map(lockedChat),
      await repeats(client, pieces),
      await lastAudit(client, pieces),
    )
    const settled = pieces.map(({ work }): Settled => {
      try {
        return { status: 'fulfilled', value: work(drafts) }
      } catch (reason) {
        return { status: 'rejected', reason }
      }
    })
    await together([...statements(drafts.written).map((query) => client.query(query)), client.query('COMMIT')])
    done = true
    return settled
  } finally {
    // A connection that failed half-way is closed, which undoes whatever it had begun and lets its locks go.
    client.release(!done)
  }
}

/** The results of statements that were sent one behind the other; the first error of them, once all are answered. */
async function together<T>(answers: Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(answers)
  return settled.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value
  })
}

// ---------------------------------------------------------------- reading under the locks

const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'

interface LockedRow {
  id: string
  last_seq: number
  last_at: number
  had_person: number
  fold: Buffer
  checksum: string
  master_id: string | null
  wrapped: Buffer | null
}

/**
 * Locks every chat of the batch, always in the order of their ids, so that two nodes wait for each other in one direction only.
 * Who had to wait for the lock is given the row as it is afterwards. A chat without its key can still be erased.
 */
const LOCK = `
  SELECT chat.id, chat.last_seq, chat.last_at, chat.had_person, chat.fold, chat.checksum, chat_key.master_id, chat_key.wrapped
  FROM bedside.chat LEFT JOIN bedside.chat_key ON chat_key.chat_id = chat.id
  WHERE chat.id = ANY ($1::text[]) ORDER BY chat.id FOR UPDATE OF chat`

function lock(pieces: Piece[]): QueryConfig {
  return { name: 'lock', text: LOCK, values: [[...new Set(pieces.flatMap(({ chatIds }) => chatIds))]] }
}

function lockedChat(row: LockedRow): LockedChat {
  return {
    id: row.id,
    lastSeq: row.last_seq,
    lastAt: row.last_at,
    hadPerson: row.had_person === 1,
    fold: row.fold,
    checksum: row.checksum,
    masterId: row.master_id ?? '',
    wrapped: row.wrapped ?? new Uint8Array(),
  }
}

/** A statement of its own, after the locks: only then does it see what those wrote who had the locks before. */
const REPEATS = `
  SELECT asked.chat_id, asked.sender_key, asked.client_id, event.seq, event.content_hash
  FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (chat_id, sender_key, client_id)
  JOIN bedside.event USING (chat_id, sender_key, client_id)`

interface RepeatRow {
  chat_id: string
  sender_key: string
  client_id: string
  seq: number
  content_hash: string
}

async function repeats(client: PoolClient, pieces: Piece[]): Promise<StoredWrite[]> {
  const asked = pieces.flatMap(({ write }) => (write && write.write.clientId !== null ? [write] : []))
  if (asked.length === 0) return []
  const values = [
    asked.map(({ chatId }) => chatId),
    asked.map(({ write }) => write.sender),
    asked.map(({ write }) => write.clientId),
  ]
  const { rows } = await client.query<RepeatRow>({ name: 'repeats', text: REPEATS, values })
  return rows.map((row) => ({
    chatId: row.chat_id,
    sender: row.sender_key,
    clientId: row.client_id,
    seq: row.seq,
    contentHash: row.content_hash,
  }))
}

/**
 * One node at a time adds to the audit log: each row is chained to the one before. Taken after the chats' locks, always, so that
 * nobody waits in a circle; and in a statement of its own, so that the next one sees what was added meanwhile.
 */
export const LOCK_AUDIT = `SELECT pg_advisory_xact_lock(hashtextextended('bedside audit', 0))`
export const LAST_AUDIT = 'SELECT number, hash FROM bedside.audit ORDER BY number DESC LIMIT 1'

async function lastAudit(client: PoolClient, pieces: Piece[]): Promise<Link | null> {
  if (!pieces.some(({ audits }) => audits)) return null
  const [, last] = await together([
    client.query({ name: 'lock-audit', text: LOCK_AUDIT }),
    client.query<Link>({ name: 'last-audit', text: LAST_AUDIT }),
  ])
  return (last?.rows[0] as Link | undefined) ?? null
}

// ---------------------------------------------------------------- writing

type Column<Row> = [
  name: string,
  type: 'text' | 'bigint' | 'bytea',
  value: (row: Row) => string | number | Uint8Array | null,
]

const CHANGED: Column<Written['changed'][number]>[] = [
  ['id', 'text', (row) => row.id],
  ['state', 'text', (row) => row.state],
  ['owner_id', 'text', (row) => row.owner],
  ['owner_epoch', 'bigint', (row) => row.epoch],
  ['last_seq', 'bigint', (row) => row.lastSeq],
  ['last_at', 'bigint', (row) => row.lastAt],
  ['spoken', 'bigint', (row) => row.spoken],
  ['had_person', 'bigint', (row) => row.hadPerson],
  ['flagged', 'bigint', (row) => row.flagged],
  ['waited_ms', 'bigint', (row) => row.waitedMs],
  ['claimed_at', 'bigint', (row) => row.claimedAt],
  ['fold', 'bytea', (row) => row.fold],
  ['checksum', 'text', (row) => row.checksum],
]
const CREATED: Column<Written['created'][number]>[] = [
  ...CHANGED,
  ['token_hash', 'text', (row) => row.tokenHash],
  ['opened_at', 'bigint', (row) => row.openedAt],
]
const KEY: Column<Written['created'][number]>[] = [
  ['chat_id', 'text', (row) => row.id],
  ['master_id', 'text', (row) => row.key.masterId],
  ['wrapped', 'bytea', (row) => row.key.wrapped],
]
const EVENT: Column<Written['events'][number]>[] = [
  ['chat_id', 'text', (row) => row.chatId],
  ['seq', 'bigint', (row) => row.seq],
  ['kind', 'text', (row) => row.kind],
  ['sender_role', 'text', (row) => row.role],
  ['sender_key', 'text', (row) => row.sender],
  ['client_id', 'text', (row) => row.clientId],
  ['content_hash', 'text', (row) => row.contentHash],
  ['body', 'bytea', (row) => row.body],
  ['disclaimer_id', 'text', (row) => row.disclaimer],
  ['server_time', 'bigint', (row) => row.at],
  ['checksum', 'text', (row) => row.checksum],
]
const TOMBSTONE: Column<Written['tombstones'][number]>[] = [
  ['chat_id', 'text', (row) => row.chatId],
  ['last_seq', 'bigint', (row) => row.lastSeq],
  ['erased_at', 'bigint', (row) => row.erasedAt],
  ['reason', 'text', (row) => row.reason],
]

const COUNT: Column<Count>[] = [
  ['day', 'text', (row) => row.day],
  ['what', 'text', (row) => row.what],
  ['about', 'text', (row) => row.about],
  ['count', 'bigint', (row) => row.by],
]

const AUDIT: Column<Written['audit'][number]>[] = [
  ['number', 'bigint', (row) => row.number],
  ['at', 'bigint', (row) => row.at],
  ['who', 'text', (row) => row.who],
  ['what', 'text', (row) => row.what],
  ['detail', 'text', (row) => row.detail],
  ['count', 'bigint', (row) => row.count],
  ['which', 'text', (row) => row.which],
  ['hash', 'text', (row) => row.hash],
]

const namesOf = <Row>(columns: Column<Row>[]): string => columns.map(([name]) => name).join(', ')
/** The rows as one array a column, which `unnest` makes rows of again: one statement, however many there are. */
const unnested = <Row>(columns: Column<Row>[]): string =>
  `unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`
const arraysOf = <Row>(columns: Column<Row>[], rows: Row[]): unknown[][] =>
  columns.map(([, , value]) => rows.map((row) => value(row)))

const insertInto = <Row>(table: string, columns: Column<Row>[]): string =>
  `INSERT INTO bedside.${table} (${namesOf(columns)}) SELECT * FROM ${unnested(columns)}`

const INSERT_CHATS = insertInto('chat', CREATED)
const INSERT_KEYS = insertInto('chat_key', KEY)
const INSERT_EVENTS = insertInto('event', EVENT)
const INSERT_TOMBSTONES = `${insertInto('tombstone', TOMBSTONE)} ON CONFLICT DO NOTHING`
const INSERT_AUDIT = insertInto('audit', AUDIT)
const UPDATE_CHATS = `
  UPDATE bedside.chat
  SET state = new.state, owner_id = new.owner_id, owner_epoch = new.owner_epoch, last_seq = new.last_seq,
      last_at = new.last_at, spoken = greatest(chat.spoken, new.spoken), had_person = new.had_person, flagged = new.flagged,
      waited_ms = new.waited_ms, claimed_at = coalesce(new.claimed_at, chat.claimed_at), fold = new.fold,
      checksum = new.checksum
  FROM ${unnested(CHANGED)} AS new (${namesOf(CHANGED)})
  WHERE chat.id = new.id`
/** As `countChecksum` has it. */
const digest = (row: string, count: string): string =>
  `left(encode(sha256(convert_to(${row}.day || ' ' || ${row}.what || ' ' || ${row}.about || ' ' || ${count}, 'UTF8')), 'hex'), 16)`
/** A row that was damaged stays so, and is noticed when it is read: counting on does not make it look sound. */
const ADD_COUNTS = `
  INSERT INTO bedside.day_count AS kept (day, what, about, count, checksum)
  SELECT day, what, about, count, ${digest('new', 'new.count')} FROM ${unnested(COUNT)} AS new (${namesOf(COUNT)})
  ON CONFLICT (day, what, about) DO UPDATE
  SET count = kept.count + excluded.count,
      checksum = CASE WHEN kept.checksum = ${digest('kept', 'kept.count')}
                 THEN ${digest('kept', '(kept.count + excluded.count)')} ELSE kept.checksum END`
const ERASE = 'DELETE FROM bedside.chat WHERE id = ANY ($1::text[])'
const PROBE = 'UPDATE bedside.probe SET count = count + 1'

/** The statements that write it all, in their order. */
function statements({ created, changed, events, tombstones, counts, audit, probed }: Written): QueryConfig[] {
  const all: QueryConfig[] = []
  const erased = tombstones.map(({ chatId }) => chatId)
  if (created.length > 0) {
    all.push({ name: 'insert-chats', text: INSERT_CHATS, values: arraysOf(CREATED, created) })
    all.push({ name: 'insert-keys', text: INSERT_KEYS, values: arraysOf(KEY, created) })
  }
  if (changed.length > 0) all.push({ name: 'update-chats', text: UPDATE_CHATS, values: arraysOf(CHANGED, changed) })
  if (events.length > 0) all.push({ name: 'insert-events', text: INSERT_EVENTS, values: arraysOf(EVENT, events) })
  if (erased.length > 0) {
    all.push({ name: 'insert-tombstones', text: INSERT_TOMBSTONES, values: arraysOf(TOMBSTONE, tombstones) })
    all.push({ name: 'erase', text: ERASE, values: [erased] })
  }
  // All nodes write these rows, too: late, and each node in the same order.
  if (counts.length > 0) all.push({ name: 'add-counts', text: ADD_COUNTS, values: arraysOf(COUNT, counts) })
  if (audit.length > 0) all.push({ name: 'insert-audit', text: INSERT_AUDIT, values: arraysOf(AUDIT, audit) })
  // Last, because all nodes write this one row: whoever has it waits for nothing more.
  if (probed) all.push({ name: 'probe', text: PROBE })
  return all
}
