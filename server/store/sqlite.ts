import type { DatabaseSync } from 'node:sqlite'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact, LogEvent, LogPage } from '../../protocol/events.ts'
import { apply } from '../conversation/apply.ts'
import type { Conversation } from '../conversation/state.ts'
import { type GroupCommit, groupCommit, type StoreLog, unavailable } from './group-commit.ts'
import type { Appended, Store, Write } from './port.ts'
import { checksum, isSpoken, numbered, roleOf } from './rows.ts'
import { openDatabase } from './sqlite-open.ts'

/**
 * The embedded store: one file, one server. Every acknowledged write has been through an fsync.
 * Throws {@link StoreError} with a plain sentence when the file cannot be opened, is damaged, was written by a newer
 * program, or belongs to another server that is running.
 */
export async function openSqliteStore({ path, log }: { path: string; log?: StoreLog }): Promise<Store> {
  const { db, release } = openDatabase(path)
  try {
    return sqliteStore(db, release, log)
  } catch (error) {
    release()
    throw error
  }
}

/** The store on a database that is open and up to date. `release` closes it. */
export function sqliteStore(db: DatabaseSync, release: () => void, log?: StoreLog): Store {
  const rows = statements(db)
  const commits = groupCommit(db, log)
  const gen = String(rows.gen.get()?.value)
  return { gen, ...writes(rows, commits), ...reads(rows, gen, log), ...upkeep(db, rows, commits, release) }
}

type Statements = ReturnType<typeof statements>

function statements(db: DatabaseSync) {
  return {
    gen: db.prepare("SELECT value FROM meta WHERE name = 'gen'"),
    chat: db.prepare('SELECT id, fold, checksum FROM chat WHERE id = ?'),
    token: db.prepare('SELECT token_hash FROM chat WHERE id = ?'),
    withdraw: db.prepare('UPDATE chat SET token_hash = NULL WHERE id = ?'),
    insertChat: db.prepare(`
      INSERT INTO chat (id, token_hash, state, owner_id, owner_epoch, last_seq, opened_at, last_at, spoken, had_person,
                        flagged, waited_ms, claimed_at, fold, checksum)
      VALUES (:id, :token, :state, :owner, :epoch, :lastSeq, :openedAt, :lastAt, :spoken, :hadPerson,
              :flagged, :waitedMs, NULL, :fold, :checksum)`),
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
    events: db.prepare(`
      SELECT seq, server_time, body, checksum FROM event WHERE chat_id = ? AND seq > ? ORDER BY seq LIMIT ?`),
    open: db.prepare(`
      SELECT id, fold, checksum FROM (
        SELECT * FROM chat WHERE state <> 'closed' AND spoken = 1
        ORDER BY CASE state WHEN 'waiting' THEN 0 WHEN 'left_message' THEN 1 WHEN 'staff' THEN 1 ELSE 2 END - 3 * flagged,
                 opened_at
        LIMIT ?)
      ORDER BY opened_at, id`),
    closed: db.prepare(`
      SELECT id, fold, checksum FROM chat WHERE state = 'closed' AND spoken = 1 ORDER BY last_at DESC, id LIMIT ?`),
    stale: db.prepare(`
      SELECT id, fold, checksum FROM chat
      WHERE state IN (SELECT value FROM json_each(?)) AND last_at < ? ORDER BY last_at, id LIMIT ?`),
    waits: db.prepare('SELECT waited_ms FROM chat WHERE waited_ms IS NOT NULL ORDER BY claimed_at DESC LIMIT ?'),
    purge: db.prepare(`
      DELETE FROM chat WHERE id IN (
        SELECT id FROM chat WHERE (had_person = 0 AND last_at < ?) OR (had_person = 1 AND last_at < ?)
        ORDER BY last_at LIMIT ?)
      RETURNING id`),
    emptyWal: db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    probe: db.prepare('UPDATE probe SET count = count + 1'),
  }
}

// ---------------------------------------------------------------- writing

function writes(rows: Statements, commits: GroupCommit): Pick<Store, 'create' | 'append' | 'withdrawToken'> {
  return {
    create: (chatId, tokenHash, facts, at) =>
      commits.run(() => {
        const events = numbered(facts, 0, at)
        const conversation = foldOn(null, chatId, events)
        if (!conversation) throw new RangeError('a chat begins with an event')
        rows.insertChat.run({ ...columns(conversation, events), token: tokenHash, openedAt: conversation.openedAt })
        insertEvents(rows, chatId, events, { sender: 'system', clientId: null, content: '', at })
        return conversation
      }),

    append: (chatId, write, decide) => commits.run(() => append(rows, chatId, write, decide)),

    withdrawToken: (chatId) =>
      commits.run(() => {
        rows.withdraw.run(chatId)
      }),
  }
}

function append(
  rows: Statements,
  chatId: string,
  write: Write,
  decide: (conversation: Conversation) => Fact[],
): Appended {
  const before = load(rows, chatId)
  if (!before) throw notFound()
  const repeated = write.clientId === null ? undefined : rows.repeat.get(chatId, write.sender, write.clientId)
  if (repeated) {
    if (repeated.content_hash !== checksum(write.content)) {
      throw new ChatError('id-reused', 'This client id was used before with other content.')
    }
    return { seq: Number(repeated.seq), events: [], conversation: before }
  }
  const events = numbered(decide(before), before.lastSeq, write.at)
  const conversation = foldOn(before, chatId, events)
  if (!conversation || !events[0]) return { seq: 0, events: [], conversation: before }
  rows.updateChat.run(columns(conversation, events))
  insertEvents(rows, chatId, events, write)
  return { seq: events[0].seq, events, conversation }
}

function insertEvents(rows: Statements, chatId: string, events: LogEvent[], write: Write): void {
  for (const [index, event] of events.entries()) {
    const { seq, at, ...fact } = event
    const body = JSON.stringify(fact)
    // The first event of a write stands for all of it: a repeat is looked up by the id that it carries.
    const named = index === 0 && write.clientId !== null
    rows.insertEvent.run({
      chatId,
      seq,
      kind: event.type,
      role: roleOf(event),
      sender: write.sender,
      clientId: named ? write.clientId : null,
      contentHash: named ? checksum(write.content) : null,
      body,
      disclaimer: event.type === 'bot:replied' ? event.disclaimer.id || null : null,
      at,
      checksum: checksum(chatId, seq, at, body),
    })
  }
}

function foldOn(from: Conversation | null, chatId: string, events: LogEvent[]): Conversation | null {
  return events.reduce<Conversation | null>((conversation, event) => apply(conversation, chatId, event), from)
}

function columns(c: Conversation, events: LogEvent[]) {
  const fold = JSON.stringify(c)
  return {
    id: c.id,
    state: c.state,
    owner: c.owner?.id ?? null,
    epoch: c.epoch,
    lastSeq: c.lastSeq,
    lastAt: c.lastAt,
    spoken: Number(events.some(isSpoken)),
    hadPerson: Number(c.hadPerson),
    flagged: Number(c.flag !== null),
    waitedMs: c.waitedMs,
    fold,
    checksum: checksum(c.id, fold),
  }
}

// ---------------------------------------------------------------- reading

function reads(
  rows: Statements,
  gen: string,
  log?: StoreLog,
): Pick<Store, 'read' | 'conversation' | 'tokenHash' | 'list' | 'stale' | 'recentWaits'> {
  /** One damaged chat must not hide the others from staff, nor stop the clock for them. */
  const sound = (found: Record<string, unknown>[]): Conversation[] => {
    const whole = found.filter(isWhole)
    const waiting = found.length - whole.length
    if (waiting > 0) log?.error({ code: null, waiting }, 'a chat does not match its checksum and is left out')
    return whole.map(unfold)
  }
  return {
    read: (chatId, since, limit) => reading(() => page(rows, gen, chatId, since, limit)),
    conversation: (chatId) => reading(() => load(rows, chatId)),
    tokenHash: (chatId) =>
      reading(() => {
        const hash = rows.token.get(chatId)?.token_hash
        return typeof hash === 'string' ? hash : null
      }),
    list: (which, limit) => reading(() => sound(rows[which].all(limit))),
    stale: (states, before, limit) => reading(() => sound(rows.stale.all(JSON.stringify(states), before, limit))),
    recentWaits: (count) => reading(() => rows.waits.all(count).map((row) => Number(row.waited_ms))),
  }
}

/** Gives what `query` gives; whatever is not a refusal of ours becomes `unavailable`. */
async function reading<T>(query: () => T): Promise<T> {
  try {
    return query()
  } catch (error) {
    throw error instanceof ChatError ? error : unavailable(error)
  }
}

function page(rows: Statements, gen: string, chatId: string, since: number, limit: number): LogPage {
  const conversation = load(rows, chatId)
  if (!conversation) throw notFound()
  const events = rows.events.all(chatId, since, limit).map((row, index): LogEvent => {
    const [seq, at, body] = [Number(row.seq), Number(row.server_time), String(row.body)]
    if (seq !== since + 1 + index || row.checksum !== checksum(chatId, seq, at, body)) throw damagedRow()
    return { ...(JSON.parse(body) as Fact), seq, at }
  })
  const lastSeq = conversation.lastSeq
  const reached = events.at(-1)?.seq ?? Math.max(since, 0)
  if (events.length < Math.min(limit, lastSeq - since)) throw damagedRow()
  return { gen, events, lastSeq, more: reached < lastSeq }
}

function load(rows: Statements, chatId: string): Conversation | null {
  const row = rows.chat.get(chatId)
  return row ? unfold(row) : null
}

function unfold(row: Record<string, unknown>): Conversation {
  if (!isWhole(row)) throw damagedRow()
  return JSON.parse(String(row.fold)) as Conversation
}

const isWhole = (row: Record<string, unknown>): boolean => row.checksum === checksum(String(row.id), String(row.fold))

/** A row that is not what was written is never shown as if it were. */
const damagedRow = (): ChatError => unavailable(new Error('a row of the database does not match its checksum'))

const notFound = (): ChatError => new ChatError('not-found', 'There is no such chat.')

// ---------------------------------------------------------------- upkeep

function upkeep(
  db: DatabaseSync,
  rows: Statements,
  commits: GroupCommit,
  release: () => void,
): Pick<Store, 'purge' | 'probe' | 'close'> {
  return {
    async purge({ withoutPerson, withPerson }, limit) {
      const ids = await commits.run(() => rows.purge.all(withoutPerson, withPerson, limit).map((row) => String(row.id)))
      // The deleted words would otherwise stay readable in the write-ahead log until it is next reused.
      if (ids.length > 0 && db.isOpen) await reading(() => rows.emptyWal.all())
      return ids
    },
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
