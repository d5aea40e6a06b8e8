import { randomBytes } from 'node:crypto'
import type { AuditRow } from '../../protocol/audit.ts'
import type { Fact, LogEvent } from '../../protocol/events.ts'
import { rowAfter } from '../../server/audit/chain.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import { search } from '../../server/search/search.ts'
import type { Searchable } from '../../server/search/walk.ts'
import { together } from '../../server/store/day-counts.ts'
import type {
  Appended,
  Count,
  Counting,
  DayCount,
  Erasure,
  Rule,
  Store,
  Tombstone,
  Write,
} from '../../server/store/port.ts'
import { foldOn, idReused, isSpoken, notFound, numbered, unavailable } from '../../server/store/rows.ts'
import { collectUnanswered } from '../../server/unanswered/collect.ts'

interface Kept {
  readonly log: readonly LogEvent[]
  readonly conversation: Conversation
  readonly tokenHash: string | null
  /** First seq and content of every write, by sender and client id. */
  readonly writes: ReadonlyMap<string, { seq: number; content: string }>
  readonly spoken: boolean
  readonly claimedAt: number | null
}

/** What a store keeps, apart from the store: it outlives a crash, and can be put back to what it was. */
export class MemoryDatabase {
  readonly gen: string
  readonly chats: Map<string, Kept>
  readonly tombstones: Map<string, Tombstone>
  /** By their place in the order of day, what and about. */
  readonly dayCounts: Map<string, DayCount>
  readonly audit: AuditRow[]

  constructor(
    gen = randomBytes(16).toString('hex'),
    chats = new Map<string, Kept>(),
    tombstones = new Map<string, Tombstone>(),
    dayCounts = new Map<string, DayCount>(),
    audit: AuditRow[] = [],
  ) {
    this.gen = gen
    this.chats = chats
    this.tombstones = tombstones
    this.dayCounts = dayCounts
    this.audit = audit
  }

  /** A copy in the same generation: nothing that is kept is ever changed in place. */
  copy(gen = this.gen): MemoryDatabase {
    const { chats, tombstones, dayCounts, audit } = this
    return new MemoryDatabase(gen, new Map(chats), new Map(tombstones), new Map(dayCounts), [...audit])
  }

  /** What is in force once `backup` was put in the place of this: another generation, and what was erased stays so. */
  restored(backup: MemoryDatabase): MemoryDatabase {
    const next = backup.copy(randomBytes(16).toString('hex'))
    for (const [chatId, tombstone] of this.tombstones) {
      next.chats.delete(chatId)
      next.tombstones.set(chatId, tombstone)
    }
    return next
  }
}

/** One append as it was decided, for whoever watches: `appended` or why it was refused. */
export interface Observed<Asked> {
  chatId: string
  write: Write
  asked: Asked
  before: Conversation
  repeat: boolean
  appended: Appended | null
  refusal: unknown
}

/**
 * When a transaction takes place and when those who wait hear of it. `transaction` does all that was asked since the last
 * one; `settle` tells. A caller that never calls one of them is a crash.
 */
export type Commit = (transaction: () => void, settle: () => void) => void

interface Options<Asked> {
  rule: Rule<Asked>
  counting?: Counting<Asked>
  database?: MemoryDatabase
  commit?: Commit
  /** Whether the database cannot be reached now. */
  away?: () => boolean
  observe?: (observed: Observed<Asked>) => void
  /** Broken on purpose: repeats are not known. */
  forgetful?: boolean
}

const atOnce: Commit = (transaction, settle) =>
  queueMicrotask(() => {
    transaction()
    settle()
  })

/** The store in plain objects, for tests that need many: everything that the port promises except the disk. */
export function openMemoryStore<Asked>(options: Options<Asked>): Store<Asked> {
  const {
    rule,
    counting = () => [],
    database = new MemoryDatabase(),
    commit = atOnce,
    away = () => false,
    observe,
    forgetful = false,
  } = options
  const { gen, chats, tombstones, dayCounts, audit } = database
  let queue: { work: () => unknown; settle: (done: () => unknown) => void }[] = []
  let closed = false
  let whenEmpty = Promise.resolve()

  const unreachable = () => closed || away()

  /** One piece of the next transaction. */
  function run<T>(work: () => T): Promise<T> {
    if (unreachable()) return Promise.reject(unavailable())
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const settle = (done: () => unknown) => {
      try {
        resolve(done() as T)
      } catch (error) {
        reject(error)
      }
    }
    queue.push({ work, settle })
    if (queue.length === 1) whenEmpty = new Promise((empty) => commitSoon(empty))
    return promise
  }

  function commitSoon(empty: () => void): void {
    let told: (() => void)[] = []
    const transaction = () => {
      const jobs = queue
      queue = []
      told = jobs.map(({ work, settle }) => {
        const done = away() ? () => fail(unavailable()) : outcome(work)
        return () => settle(done)
      })
    }
    commit(transaction, () => {
      for (const tell of told) tell()
      empty()
    })
  }

  async function reading<T>(query: () => T): Promise<T> {
    if (unreachable()) throw unavailable()
    return query()
  }

  const known = (chatId: string): Kept => chats.get(chatId) ?? fail(notFound())
  const conversations = () => [...chats.values()].map(({ conversation }) => conversation)

  function append(chatId: string, write: Write, asked: Asked): Appended {
    const chat = known(chatId)
    const before = chat.conversation
    const name = JSON.stringify([write.sender, write.clientId])
    const repeated = write.clientId === null || forgetful ? undefined : chat.writes.get(name)
    const seen = { chatId, write, asked, before, repeat: repeated !== undefined }
    try {
      if (repeated && repeated.content !== write.content) throw idReused()
      const appended: Appended = repeated
        ? { seq: repeated.seq, events: [], conversation: before }
        : added(chat, chatId, write, rule(before, asked))
      if (appended.events.length > 0) {
        count(counting({ before, after: appended.conversation, events: appended.events }, asked))
      }
      observe?.({ ...seen, appended, refusal: null })
      return appended
    } catch (refusal) {
      observe?.({ ...seen, appended: null, refusal })
      throw refusal
    }
  }

  function added(chat: Kept, chatId: string, write: Write, facts: Fact[]): Appended {
    const { conversation: before, log } = chat
    requireDisclaimers(facts)
    const events = numbered(facts, before.lastSeq, write.at)
    const conversation = foldOn(before, chatId, events)
    const first = events[0]
    if (!conversation || !first) return { seq: 0, events: [], conversation: before }
    const came = before.waitedMs === null && conversation.waitedMs !== null
    const name = JSON.stringify([write.sender, write.clientId])
    chats.set(chatId, {
      ...chat,
      log: [...log, ...events],
      conversation,
      writes:
        write.clientId === null
          ? chat.writes
          : new Map(chat.writes).set(name, { seq: first.seq, content: write.content }),
      spoken: chat.spoken || facts.some(isSpoken),
      claimedAt: came ? conversation.lastAt : chat.claimedAt,
    })
    return { seq: first.seq, events, conversation }
  }

  function count(counts: Count[]): void {
    for (const { by, ...counted } of together(counts)) {
      const place = `${counted.day} ${counted.what} ${counted.about}`
      dayCounts.set(place, { ...counted, count: by + (dayCounts.get(place)?.count ?? 0) })
    }
  }

  function erase(chatId: string, reason: Erasure, erasedAt: number): boolean {
    const chat = chats.get(chatId)
    if (!chat) return false
    tombstones.set(chatId, { chatId, lastSeq: chat.conversation.lastSeq, erasedAt, reason })
    return chats.delete(chatId)
  }

  const open = (limit: number): Conversation[] =>
    [...chats.values()]
      .filter(({ spoken, conversation: { state } }) => spoken && state !== 'closed')
      .map(({ conversation }) => conversation)
      .sort((a, b) => urgency(a) - urgency(b) || a.openedAt - b.openedAt)
      .slice(0, limit)
      .sort((a, b) => a.openedAt - b.openedAt || byId(a, b))

  const read: Store['read'] = (chatId, since, limit) =>
    reading(() => {
      const { log } = known(chatId)
      const events = log.slice(since, since + limit)
      return { gen, events, lastSeq: log.length, more: (events.at(-1)?.seq ?? Math.max(since, 0)) < log.length }
    })
  const newest: Searchable['newest'] = ({ before, notBefore }, limit) =>
    reading(() =>
      [...chats.values()]
        .filter(({ spoken }) => spoken)
        .map(({ conversation }) => conversation)
        .sort((a, b) => b.lastAt - a.lastAt || byId(b, a))
        .filter(({ lastAt, hadPerson }) => lastAt >= (hadPerson ? notBefore.withPerson : notBefore.withoutPerson))
        .filter(
          ({ lastAt, id }) =>
            before === null || lastAt < before.lastAt || (lastAt === before.lastAt && id < before.chatId),
        )
        .slice(0, limit),
    )

  return {
    gen,
    create: (chatId, tokenHash, facts, at) =>
      run(() => {
        if (chats.has(chatId)) throw unavailable()
        const log = numbered(facts, 0, at)
        const conversation = foldOn(null, chatId, log)
        if (!conversation) throw new RangeError('a chat begins with an event')
        const spoken = facts.some(isSpoken)
        chats.set(chatId, { log, conversation, tokenHash, writes: new Map(), spoken, claimedAt: null })
        return conversation
      }),
    append: (chatId, write, asked) => run(() => append(chatId, write, asked)),
    read,
    search: (asked) => search({ newest, read }, asked),
    unanswered: (asked) => collectUnanswered({ newest, read }, asked),
    conversation: (chatId) => reading(() => chats.get(chatId)?.conversation ?? null),
    heads: (chatIds) =>
      reading(() =>
        [...new Set(chatIds)].flatMap((chatId) => {
          const chat = chats.get(chatId)
          return chat ? [{ chatId, lastSeq: chat.log.length }] : []
        }),
      ),
    openHeads: (limit) => reading(() => open(limit).map(({ id, lastSeq }) => ({ chatId: id, lastSeq }))),
    tokenHash: (chatId) => reading(() => chats.get(chatId)?.tokenHash ?? null),
    list: (which, limit) =>
      reading(() => {
        if (which === 'open') return open(limit)
        const closedChats = [...chats.values()].filter(
          ({ spoken, conversation }) => spoken && conversation.state === 'closed',
        )
        return closedChats
          .map(({ conversation }) => conversation)
          .sort((a, b) => b.lastAt - a.lastAt || byId(a, b))
          .slice(0, limit)
      }),
    stale: (states, before, limit) =>
      reading(() =>
        conversations()
          .filter(({ state, lastAt }) => states.includes(state) && lastAt < before)
          .sort((a, b) => a.lastAt - b.lastAt || byId(a, b))
          .slice(0, limit),
      ),
    recentWaits: (count) =>
      reading(() =>
        [...chats.values()]
          .sort((a, b) => (b.claimedAt ?? 0) - (a.claimedAt ?? 0))
          .flatMap(({ conversation: { waitedMs } }) => (waitedMs === null ? [] : [waitedMs]))
          .slice(0, count),
      ),
    erase: (chatId, reason, at) => run(() => erase(chatId, reason, at)),
    purge: ({ withoutPerson, withPerson }, limit, at) =>
      run(() => {
        const expired = conversations()
          .filter(({ hadPerson, lastAt }) => lastAt < (hadPerson ? withPerson : withoutPerson))
          .sort((a, b) => a.lastAt - b.lastAt)
          .slice(0, limit)
        for (const { id } of expired) erase(id, 'retention', at)
        return expired.map(({ id }) => id)
      }),
    tombstone: (chatId) => reading(() => tombstones.get(chatId) ?? null),
    dayCounts: (from, to) =>
      reading(() => {
        const all = [...dayCounts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kept]) => kept)
        return { began: all[0]?.day ?? null, counts: all.filter(({ day }) => from <= day && day <= to) }
      }),
    flagged: (since, limit) =>
      reading(() =>
        conversations()
          .filter(({ flag, lastAt }) => flag !== null && lastAt >= since)
          .sort((a, b) => b.lastAt - a.lastAt || byId(a, b))
          .slice(0, limit),
      ),
    record: (entry) =>
      run(() => {
        const row = rowAfter(audit.at(-1) ?? null, entry)
        audit.push(row)
        return row
      }),
    audited: ({ before, who, what, which }, limit) =>
      reading(() =>
        audit
          .filter(
            (row) =>
              (before === null || row.number < before) &&
              (who === null || row.who === who.id) &&
              (what === null || row.what === what) &&
              (which === null || row.which === which),
          )
          .toReversed()
          .slice(0, limit),
      ),
    probe: () => run(() => {}),
    async close() {
      closed = true
      await whenEmpty
    },
  }
}

function fail(error: Error): never {
  throw error
}

/** What `work` gives or throws, kept until somebody asks for it. */
function outcome<T>(work: () => T): () => T {
  try {
    const value = work()
    return () => value
  } catch (error) {
    return () => fail(error as Error)
  }
}

/** The databases refuse such a row by a CHECK. */
function requireDisclaimers(facts: Fact[]): void {
  if (facts.some((fact) => fact.type === 'bot:replied' && fact.disclaimer.id === '')) throw unavailable()
}

/** Who is kept in a list that is too short for all, smallest first. */
function urgency({ state, flag }: Conversation): number {
  const rank = { waiting: 0, left_message: 1, staff: 1, bot: 2, closed: 2 }[state]
  return rank - (flag === null ? 0 : 3)
}

const byId = (a: Conversation, b: Conversation): number => (a.id < b.id ? -1 : 1)
