import type { Site } from '../faq/types.ts'
import type { Proof } from './alerts/proof.ts'
import type { Append } from './append.ts'
import type { Audit } from './audit/audit.ts'
import type { StaffSessions } from './auth.ts'
import type { Clock } from './clock.ts'
import type { Ask } from './conversation/rule.ts'
import type { Conversation } from './conversation/state.ts'
import type { Fanout, StaffNamespace } from './fanout.ts'
import { type Log, traceOf } from './log.ts'
import type { Attending } from './nodes/attending.ts'
import { type StaffPresence, WAITS_COUNTED } from './presence.ts'
import type { Store } from './store/port.ts'

/** Every span of time that the chat goes by, ms. */
export interface Timings {
  /** Until a new connection must have joined a namespace. */
  connectMs: number
  heartbeatMs: number
  /** How often waiting chats, chats with an owner, and the opening hours are looked at. */
  sweepMs: number
  /** How long a visitor waits for a person while somebody is here. */
  waitMs: number
  /** How long a visitor waits while nobody is here: a staff browser that reloads comes back sooner. */
  nobodyHereMs: number
  /** How long an owner may have no connection. */
  ownerLeaseMs: number
  /** How long a chat with the bot may be silent until it is closed. */
  idleMs: number
  idleEveryMs: number
  /** Age at which chats are deleted, from their last event. */
  retention: { withoutPerson: number; withPerson: number }
  purgeEveryMs: number
  /** How often it is looked for what was stored and nobody here was told of; on several nodes, also how often a node says that it lives. */
  nodeSweepMs: number
  sessionCheckMs: number
  /** How long a visitor may come back to a chat, from its opening. */
  tokenMs: number
  /** The same from its last event, where the chat is closed or with the bot: a device may have another user by then. */
  tokenIdleMs: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The delays of a running clinic; waiting time and retention are the clinic's own, as they stand in `site` at each moment.
 * With `others`, what happens on other nodes is looked for more often than what a node by itself can only have failed to push.
 */
export function defaultTimings(site: () => Site, others = false): Timings {
  return {
    connectMs: 10 * SECOND,
    heartbeatMs: 15 * SECOND,
    sweepMs: SECOND,
    get waitMs() {
      return site().waitMinutes * MINUTE
    },
    nobodyHereMs: 9 * SECOND,
    ownerLeaseMs: MINUTE,
    idleMs: DAY,
    idleEveryMs: MINUTE,
    get retention() {
      const { botDays, staffDays } = site().retention
      return { withoutPerson: botDays * DAY, withPerson: staffDays * DAY }
    },
    purgeEveryMs: HOUR,
    nodeSweepMs: (others ? 5 : 15) * SECOND,
    sessionCheckMs: 2 * SECOND,
    tokenMs: 7 * DAY,
    tokenIdleMs: DAY,
  }
}

interface TimerDeps {
  store: Store
  append: Append
  presence: StaffPresence
  fanout: Fanout
  staff: StaffNamespace
  sessions: StaffSessions
  audit: Audit
  /** Null where nobody has to prove that alerts arrive. */
  proof: Proof | null
  /** Null on a node by itself. */
  attending: Attending | null
  clock: Clock
  log: Log
  timings: Timings
}

/** Chats that one tick deals with; the rest has its turn at the next. */
const BATCH = 500
/** Chats deleted in one go: what a deletion overwrites on the disk, everybody waits for. */
const PURGE_BATCH = 20
/** Later than any event: `stale` then gives every chat in a state. */
const ANY_AGE = Number.MAX_SAFE_INTEGER

/** What happens because time passes. Returns the undoing. */
export function startTimers(deps: TimerDeps): () => void {
  const { clock, log, timings } = deps
  const ticks: [name: string, everyMs: number, tick: () => Promise<void>][] = [
    ['sweep', timings.sweepMs, attentionSweep(deps)],
    ['idle', timings.idleEveryMs, () => closeIdle(deps)],
    ['purge', timings.purgeEveryMs, () => purge(deps)],
    ['sessions', timings.sessionCheckMs, () => checkSessions(deps)],
    ['nodes', timings.nodeSweepMs, () => nodeSweep(deps)],
  ]
  const stops = ticks.map(([event, everyMs, tick]) => {
    let running = false
    let failing = false
    return clock.every(everyMs, () => {
      if (running) return
      running = true
      return tick()
        .then(
          () => {
            if (failing) log.info({ event }, 'a timer works again')
            failing = false
          },
          (error: unknown) => {
            if (!failing) log.error({ event, ...traceOf(error) }, 'a timer failed')
            failing = true
          },
        )
        .finally(() => {
          running = false
        })
    })
  })
  return () => {
    for (const stop of stops) stop()
  }
}

/**
 * Looks at every chat that waits for a person or has one: nobody came (H7), nobody is here at all (I11), or the owner is
 * gone (H10).
 */
function attentionSweep(deps: TimerDeps): () => Promise<void> {
  const { store, presence, attending, clock, timings } = deps
  /**
   * Since when each chat has been waiting. A visitor whose owner dropped keeps an old place in the queue (`waitingSince`),
   * yet waits anew; only what waited before this process began is as old as it says.
   */
  let waitingFrom: Map<string, number> | null = null

  const release = (chat: Conversation, type: 'clock:unattended' | 'clock:owner-gone') =>
    byClock(deps, chat, type, { state: chat.state, epoch: chat.epoch })

  return async () => {
    // Nobody loses a chat by what was known a while ago of another node.
    await attending?.look()
    presence.refresh()
    // Apart, so that chats which somebody has cannot take the turn of visitors who wait.
    const chats = [
      ...(await store.stale(['waiting'], ANY_AGE, BATCH)),
      ...(await store.stale(['staff'], ANY_AGE, BATCH)),
    ]
    const now = clock.now()
    const emptySince = presence.emptySince()
    const known = waitingFrom
    waitingFrom = new Map()
    const due: Promise<unknown>[] = []
    for (const chat of chats) {
      if (chat.state === 'waiting') {
        const waited = known ? (known.get(chat.id) ?? now) : (chat.waitingSince ?? now)
        // Where the machine's clock was set back the wait is counted anew, not until the clock has caught up.
        const from = Math.min(waited, now)
        waitingFrom.set(chat.id, from)
        const alone = emptySince !== null && now - Math.max(emptySince, from) >= timings.nobodyHereMs
        if (alone || now - from >= timings.waitMs) due.push(release(chat, 'clock:unattended'))
      } else if (chat.owner) {
        const goneSince = presence.goneSince(chat.owner.id)
        if (goneSince !== null && now - goneSince >= timings.ownerLeaseMs) due.push(release(chat, 'clock:owner-gone'))
      }
    }
    await Promise.all(due)
  }
}

/**
 * Closes chats with the bot that were left lying. A chat that waits for a person, or in which a message was left, stays
 * open however long it takes: it must not disappear from the staff's list over a weekend.
 */
async function closeIdle(deps: TimerDeps): Promise<void> {
  const { store, clock, timings } = deps
  const idle = await store.stale(['bot'], clock.now() - timings.idleMs, BATCH)
  await Promise.all(idle.map((chat) => byClock(deps, chat, 'clock:idle', { lastSeq: chat.lastSeq })))
}

/** One chat's turn: it may have moved on since it was read, and its failure is not the others'. */
async function byClock(
  { append, log }: TimerDeps,
  chat: Conversation,
  type: 'clock:unattended' | 'clock:owner-gone' | 'clock:idle',
  provided: Ask['provided'],
): Promise<void> {
  const asked = { chatId: chat.id, sender: 'system', clientId: null, content: [type], command: { type }, provided }
  try {
    await append(asked)
  } catch (error) {
    log.error({ event: type, chat: chat.id, ...traceOf(error) }, 'a timer failed')
  }
}

/** Deletes what is past its time, a batch after the other so that nobody waits for it. */
async function purge({ store, fanout, audit, clock, log, timings: { retention } }: TimerDeps): Promise<void> {
  const now = clock.now()
  const olderThan = { withoutPerson: now - retention.withoutPerson, withPerson: now - retention.withPerson }
  let count = 0
  try {
    for (;;) {
      const removed = await store.purge(olderThan, PURGE_BATCH, now)
      if (removed.length === 0) return
      count += removed.length
      fanout.removed(removed)
      log.info({ event: 'purge', count: removed.length }, 'deleted chats past their time')
      if (removed.length < PURGE_BATCH) return
    }
  } finally {
    // Also of a sweep that failed half-way.
    if (count > 0) audit.happened({ what: 'retention-deleted', who: null, count })
  }
}

/** Sessions end by time as well, and on other nodes, which nobody announces. */
async function checkSessions({ staff, sessions, fanout }: TimerDeps): Promise<void> {
  const ids = new Set<string>()
  for (const { data } of staff.sockets.values()) if (data.session) ids.add(data.session.sessionId)
  if (ids.size === 0) return
  const live = await sessions.liveAmong([...ids])
  for (const id of ids) if (!live.has(id)) fanout.endSession(id)
}

/** What other nodes stored is found although nobody rang, and they learn that this one lives. */
async function nodeSweep({ store, fanout, presence, proof, attending }: TimerDeps): Promise<void> {
  const work: Promise<unknown>[] = [fanout.sweep(), proof?.look() ?? Promise.resolve()]
  if (attending) {
    work.push(
      attending.write(),
      store.recentWaits(WAITS_COUNTED).then((waits) => presence.setWaits(waits)),
    )
  }
  await Promise.all(work)
}
