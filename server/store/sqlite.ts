import type { DatabaseSync } from 'node:sqlite'
import type { Fact, LogEvent, LogPage } from '../../protocol/events.ts'
import type { Conversation } from '../conversation/state.ts'
import { NEWEST, search } from '../search/search.ts'
import type { Searchable } from '../search/walk.ts'
import { collectUnanswered } from '../unanswered/collect.ts'
import { type GroupCommit, groupCommit, type StoreLog } from './group-commit.ts'
import type { Appended, Counting, Erasure, Head, Reads, Rule, Step, Store, Tombstone, Write } from './port.ts'
import {
  chatRow,
  contentHashOf,
  conversationOf,
  damagedRow,
  eventOf,
  eventRows,
  foldOn,
  idReused,
  notFound,
  numbered,
  storedToken,
  tokenIn,
} from './rows.ts'
import type { ChatKey, Keyring } from './seal.ts'
import { sqliteAudit } from './sqlite-audit.ts'
import { type DayCounts, sqliteDayCounts } from './sqlite-day-counts.ts'
import { openDatabase } from './sqlite-open.ts'
import { eventRowOf, reading, type SqliteRow, sealedChatOf } from './sqlite-rows.ts'
import type { Tally } from './sqlite-tally.ts'
import { underStoredNames } from './stored-name.ts'

interface Options<Asked> {
  ring: Keyring
  rule: Rule<Asked>
  /** What is counted of each write; nothing where it is left out. */
  counting?: Counting<Asked>
  log?: StoreLog | undefined
  /** Is told how many events are on disk more. */
  tally?: Pick<Tally, 'add'>
}

/**
 * The embedded store: one file, one server. Every acknowledged write has been through an fsync, which the calling thread
 * waits for: a server opens it in a thread of its own (`sqlite-thread.ts`).
 * Throws {@link StoreError} with a plain sentence when the file cannot be opened, is damaged, was written by a newer
 * program, is encrypted with a key that is not here, or belongs to another server that is running.
 */
export async function openSqliteStore<Asked>({
  path,
  ...options
}: Omit<Options<Asked>, 'tally'> & { path: string }): Promise<Store<Asked>> {
  const { db, tally, release } = openDatabase(path, options.ring)
  try {
    return sqliteStore(db, release, { ...options, tally })
  } catch (error) {
    release()
    throw error
  }
}

/** The store on a database that is open and up to date. `release` closes it. */
export function sqliteStore<Asked>(db: DatabaseSync, release: () => void, options: Options<Asked>): Store<Asked> {
  const rows = statements(db)
  const dayCounts = sqliteDayCounts(db)
  const commits = groupCommit(db, options.log)
  const gen = String(rows.gen.get()?.value)
  return {
    gen,
    ...writes(rows, commits, dayCounts, options),
    ...reads(rows, gen, dayCounts, options),
    ...erasing(db, rows, commits, options.ring),
    ...sqliteAudit(db, commits),
    ...upkeep(rows, commits, release),
  }
}

type Statements = ReturnType<typeof statements>

const SEALED = 'chat.id, chat.fold, chat.checksum, chat_key.master_id, chat_key.wrapped'
const JOINED = 'chat JOIN chat_key ON chat_key.chat_id = chat.id'
/** Chats that are not closed and in which the visitor said or asked something; first those that are not to be left out. */
const OPEN_FIRST = `
  WHERE state <> 'closed' AND spoken = 1
  ORDER BY CASE state WHEN 'waiting' THEN 0 WHEN 'left_message' THEN 1 WHEN 'staff' THEN 1 ELSE 2 END - 3 * flagged, opened_at
  LIMIT ?`

function statements(db: DatabaseSync) {
  return {
    gen: db.prepare("SELECT value FROM meta WHERE name = 'gen'"),
    chat: db.prepare(`SELECT ${SEALED} FROM ${JOINED} WHERE id = ?`),
    token: db.prepare('SELECT token_hash FROM chat WHERE id = ?'),
    insertChat: db.prepare(`
      INSERT INTO chat (id, token_hash, state, owner_id, owner_epoch, last_seq, opened_at, last_at, spoken, had_person,
                        flagged, waited_ms, claimed_at, fold, checksum)
      VALUES (:id, :token, :state, :owner, :epoch, :lastSeq, :openedAt, :lastAt, :spoken, :hadPerson,
              :flagged, :waitedMs, NULL, :fold, :checksum)`),
    insertKey: db.prepare('INSERT INTO chat_key (chat_id, master_id, wrapped) VALUES (?, ?, ?)'),
    updateChat: db.prepare(`
      UPDATE chat
      SET state = :state, owner_id = :owner, owner_epoch = :epoch, last_seq = :lastSeq, last_at = :lastAt,
          spoken = max(spoken, :spoken), had_person = :hadPerson, flagged = :flagged,
          claimed_at = CASE WHEN waited_ms IS NULL AND :waitedMs IS NOT NULL THEN :lastAt ELSE claimed_at END,
          waited_ms = :waitedMs, fold = :fold, checksum = :checksum
      WHERE id = :id`),
    insertEvent: db.prepare(`
      INSERT INTO event (chat_id, seq, kind, sender_role, sender_key, client_id, content_hash, body, disclaimer_id,
                         server_time, checksum)
      VALUES (:chatId, :seq, :kind, :role, :sender, :clientId, :contentHash, :body, :disclaimer, :at, :checksum)`),
    repeat: db.prepare('SELECT seq, content_hash FROM event WHERE chat_id = ? AND sender_key = ? AND client_id = ?'),
    events: db.prepare('SELECT * FROM event WHERE chat_id = ? AND seq > ? ORDER BY seq LIMIT ?'),
    heads: db.prepare('SELECT id, last_seq FROM chat WHERE id IN (SELECT value FROM json_each(?))'),
    openHeads: db.prepare(
      `SELECT id, last_seq FROM (SELECT id, last_seq, opened_at FROM chat ${OPEN_FIRST}) ORDER BY opened_at, id`,
    ),
    open: db.prepare(
      `SELECT ${SEALED} FROM ${JOINED} WHERE id IN (SELECT id FROM chat ${OPEN_FIRST}) ORDER BY opened_at, id`,
    ),
    closed: db.prepare(`
      SELECT ${SEALED} FROM ${JOINED} WHERE state = 'closed' AND spoken = 1 ORDER BY last_at DESC, id LIMIT ?`),
    stale: db.prepare(`
      SELECT ${SEALED} FROM ${JOINED}
      WHERE state IN (SELECT value FROM json_each(?)) AND last_at < ? ORDER BY last_at, id LIMIT ?`),
    flagged: db.prepare(
      `SELECT ${SEALED} FROM ${JOINED} WHERE flagged = 1 AND last_at >= ? ORDER BY last_at DESC, id LIMIT ?`,
    ),
    newest: db.prepare(`
      SELECT ${SEALED} FROM ${JOINED}
      WHERE spoken = 1 AND (last_at, id) < (:lastAt, :chatId)
        AND last_at >= CASE had_person WHEN 1 THEN :withPerson ELSE :withoutPerson END
      ORDER BY last_at DESC, id DESC LIMIT :limit`),
    waits: db.prepare('SELECT waited_ms FROM chat WHERE waited_ms IS NOT NULL ORDER BY claimed_at DESC LIMIT ?'),
    expired: db.prepare(`
      SELECT id FROM chat WHERE (had_person = 0 AND last_at < ?) OR (had_person = 1 AND last_at < ?)
      ORDER BY last_at LIMIT ?`),
    bury: db.prepare(`
      INSERT INTO tombstone (chat_id, last_seq, erased_at, reason) SELECT id, last_seq, ?, ? FROM chat WHERE id = ?
      ON CONFLICT DO NOTHING`),
    eraseChat: db.prepare('DELETE FROM chat WHERE id = ?'),
    tombstone: db.prepare('SELECT * FROM tombstone WHERE chat_id = ?'),
    emptyWal: db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    probe: db.prepare('UPDATE probe SET count = count + 1'),
  }
}

// ---------------------------------------------------------------- writing

function writes<Asked>(
  rows: Statements,
  commits: GroupCommit,
  dayCounts: DayCounts,
  { ring, rule, counting, tally }: Options<Asked>,
): Pick<Store<Asked>, 'create' | 'append'> {
  return {
    async create(chatId, tokenHash, facts, at) {
      const created = await commits.run(() => {
        const events = numbered(facts, 0, at)
        const conversation = foldOn(null, chatId, events)
        if (!conversation) throw new RangeError('a chat begins with an event')
        const { key, stored } = ring.fresh(chatId)
        rows.insertChat.run({
          ...chatRow(key, conversation, events),
          token: storedToken(chatId, tokenHash),
          openedAt: conversation.openedAt,
        })
        rows.insertKey.run(chatId, stored.masterId, stored.wrapped)
        insertEvents(rows, key, chatId, events, { sender: 'system', clientId: null, content: '', at })
        return conversation
      })
      tally?.add(created.lastSeq)
      return created
    },

    async append(chatId, given, asked) {
      const write = underStoredNames(given)
      const appended = await commits.run(() => {
        const done = append(rows, ring, chatId, write, (now) => rule(now, asked))
        if (done.step && counting) dayCounts.add(counting(done.step, asked))
        return done.appended
      })
      tally?.add(appended.events.length)
      return appended
    },
  }
}

function append(
  rows: Statements,
  ring: Keyring,
  chatId: string,
  write: Write,
  decide: (conversation: Conversation) => Fact[],
): { appended: Appended; step: Step | null } {
  const { key, conversation: before } = load(rows, ring, chatId) ?? {}
  if (!before || !key) throw notFound()
  const repeated = write.clientId === null ? undefined : rows.repeat.get(chatId, write.sender, write.clientId)
  if (repeated) {
    if (repeated.content_hash !== contentHashOf(key, write.content)) throw idReused()
    return { appended: { seq: Number(repeated.seq), events: [], conversation: before }, step: null }
  }
  const events = numbered(decide(before), before.lastSeq, write.at)
  const conversation = foldOn(before, chatId, events)
  if (!conversation || !events[0]) return { appended: { seq: 0, events: [], conversation: before }, step: null }
  rows.updateChat.run({ ...chatRow(key, conversation, events) })
  insertEvents(rows, key, chatId, events, write)
  return { appended: { seq: events[0].seq, events, conversation }, step: { before, after: conversation, events } }
}

function insertEvents(rows: Statements, key: ChatKey, chatId: string, events: LogEvent[], write: Write): void {
  for (const row of eventRows(key, chatId, events, write)) rows.insertEvent.run({ ...row })
}

// ---------------------------------------------------------------- reading

function reads<Asked>(rows: Statements, gen: string, dayCounts: DayCounts, { ring, log }: Options<Asked>): Reads {
  /** One damaged chat must not hide the others from staff, nor stop the clock for them. */
  const sound = (found: SqliteRow[]): Conversation[] =>
    found.flatMap((row) => {
      try {
        return [conversationOf(ring, sealedChatOf(row)).conversation]
      } catch {
        log?.error({ code: null, waiting: 1 }, 'a chat is not what was written and is left out')
        return []
      }
    })
  const headOf = (row: SqliteRow): Head => ({ chatId: String(row.id), lastSeq: Number(row.last_seq) })
  const read: Store['read'] = (chatId, since, limit) => reading(() => page(rows, ring, gen, chatId, since, limit))
  const newest: Searchable['newest'] = ({ before, notBefore }, limit) => {
    const { lastAt, chatId } = before ?? NEWEST
    return reading(() => sound(rows.newest.all({ lastAt, chatId, ...notBefore, limit })))
  }
  return {
    read,
    search: (asked) => search({ newest, read }, asked),
    unanswered: (asked) => collectUnanswered({ newest, read }, asked),
    conversation: (chatId) => reading(() => load(rows, ring, chatId)?.conversation ?? null),
    heads: (chatIds) => reading(() => rows.heads.all(JSON.stringify(chatIds)).map(headOf)),
    openHeads: (limit) => reading(() => rows.openHeads.all(limit).map(headOf)),
    tokenHash: (chatId) =>
      reading(() => {
        const hash = rows.token.get(chatId)?.token_hash
        return typeof hash === 'string' ? tokenIn(chatId, hash) : null
      }),
    list: (which, limit) => reading(() => sound(rows[which].all(limit))),
    stale: (states, before, limit) => reading(() => sound(rows.stale.all(JSON.stringify(states), before, limit))),
    recentWaits: (count) => reading(() => rows.waits.all(count).map((row) => Number(row.waited_ms))),
    tombstone: (chatId) =>
      reading((): Tombstone | null => {
        const row = rows.tombstone.get(chatId)
        if (!row) return null
        const { last_seq: lastSeq, erased_at: erasedAt, reason } = row
        return { chatId, lastSeq: Number(lastSeq), erasedAt: Number(erasedAt), reason: reason as Erasure }
      }),
    dayCounts: (from, to) => reading(() => dayCounts.read(from, to)),
    flagged: (since, limit) => reading(() => sound(rows.flagged.all(since, limit))),
  }
}

function page(rows: Statements, ring: Keyring, gen: string, chatId: string, since: number, limit: number): LogPage {
  const { key, conversation } = load(rows, ring, chatId) ?? {}
  if (!key || !conversation) throw notFound()
  const events = rows.events.all(chatId, since, limit).map((row, index): LogEvent => {
    if (row.seq !== since + 1 + index) throw damagedRow()
    return eventOf(key, eventRowOf(row))
  })
  const lastSeq = conversation.lastSeq
  const reached = events.at(-1)?.seq ?? Math.max(since, 0)
  if (events.length < Math.min(limit, lastSeq - since)) throw damagedRow()
  return { gen, events, lastSeq, more: reached < lastSeq }
}

function load(rows: Statements, ring: Keyring, chatId: string): ReturnType<typeof conversationOf> | null {
  const row = rows.chat.get(chatId)
  return row ? conversationOf(ring, sealedChatOf(row)) : null
}

// ---------------------------------------------------------------- erasing, upkeep

function erasing(
  db: DatabaseSync,
  rows: Statements,
  commits: GroupCommit,
  ring: Keyring,
): Pick<Store, 'erase' | 'purge'> {
  const bury = (chatId: string, reason: Erasure, at: number): boolean => {
    rows.bury.run(at, reason, chatId)
    ring.forget(chatId)
    return rows.eraseChat.run(chatId).changes > 0
  }
  /** What was erased would otherwise stay in the write-ahead log until that is next reused. */
  const emptyWal = async () => {
    if (db.isOpen) await reading(() => rows.emptyWal.all())
  }
  return {
    async erase(chatId, reason, at) {
      const erased = await commits.run(() => bury(chatId, reason, at))
      if (erased) await emptyWal()
      return erased
    },
    async purge({ withoutPerson, withPerson }, limit, at) {
      const ids = await commits.run(() => {
        const expired = rows.expired.all(withoutPerson, withPerson, limit).map((row) => String(row.id))
        for (const id of expired) bury(id, 'retention', at)
        return expired
      })
      if (ids.length > 0) await emptyWal()
      return ids
    },
  }
}

function upkeep(rows: Statements, commits: GroupCommit, release: () => void): Pick<Store, 'probe' | 'close'> {
  return {
    probe: () =>
      commits.run(() => {
        rows.probe.run()
      }),
    async close() {
      commits.end()
      release()
    },
  }
}
