import { createHash } from 'node:crypto'
import type { Site } from '../../faq/types.ts'
import type { Presence } from '../../protocol/site.ts'
import type { AlertTrace, AlertWay } from '../../protocol/staff.ts'
import type { Clock } from '../clock.ts'
import type { Conversation } from '../conversation/state.ts'
import { type Log, traceOf } from '../log.ts'
import type { Store } from '../store/port.ts'
import { type Alert, NotSent, type Way } from './alert.ts'
import type { AlertLedger } from './ledger.ts'
import { TEST_PAGE } from './test-chat.ts'

export interface EscalateDeps {
  store: Pick<Store, 'stale'>
  ledger: AlertLedger
  /** The clinic's settings at this moment. */
  site: () => Pick<Site, 'alerts'>
  presence: () => Presence
  /** The ways that are set up at this moment. */
  ways: () => Way[]
  publicUrl: URL
  clock: Clock
  log: Log
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** How often it is looked who waits. */
export const LOOK_EVERY_MS = 5 * SECOND
/** How long a node may take for one alert before another one takes it over: longer than any way's time-out. */
const LEASE_MS = MINUTE
/** The pause after the first failure; it doubles up to the longest. */
const FIRST_PAUSE_MS = 15 * SECOND
const LONGEST_PAUSE_MS = 30 * MINUTE
/** A wait that began earlier is no news: the server was off, or alerts were set up just now. */
const TOO_OLD_MS = 4 * DAY
/** Longer than anything can be news, so that nothing goes out anew because it was forgotten. */
const FORGET_AFTER_MS = 2 * TOO_OLD_MS
const MAX_CHATS = 1000
/** Later than any event. */
const ANY_AGE = Number.MAX_SAFE_INTEGER

/**
 * Whether somebody outside the console is to be told of this chat now. Emergency words at once, whatever the hour; others
 * after the time that the clinic set, or at once where nobody is on duty and the clinic wants that, and while it is closed
 * only if it said so.
 */
export function isDue(
  chat: Pick<Conversation, 'state' | 'flag' | 'queuedAt' | 'page'>,
  { alerts }: Pick<Site, 'alerts'>,
  { here, open }: Pick<Presence, 'here' | 'open'>,
  now: number,
): boolean {
  if ((chat.state !== 'waiting' && chat.state !== 'left_message') || chat.queuedAt === null) return false
  const waited = now - chat.queuedAt
  if (waited > TOO_OLD_MS) return false
  if (chat.flag !== null || chat.page === TEST_PAGE) return true
  if (!open && here === 0 && !alerts.whileClosed) return false
  if (here === 0 && alerts.atOnceIfNobodyIsHere) return true
  return waited >= alerts.afterMinutes * MINUTE
}

/** Looks who waits and tells of it outside the console, by every way, until it was taken or somebody came. Returns the undoing. */
export function startEscalation(deps: EscalateDeps): () => Promise<void> {
  const { ledger, clock, log } = deps
  let looking: Promise<void> | null = null
  let failing = false
  let forgotAt = 0

  async function look(): Promise<void> {
    try {
      await escalate(deps)
      if (clock.now() - forgotAt > DAY) {
        forgotAt = clock.now()
        await ledger.forget(forgotAt - FORGET_AFTER_MS)
      }
      failing = false
    } catch (error) {
      if (!failing) log.error({ event: 'alerts', ...traceOf(error) }, 'nobody could be alerted')
      failing = true
    }
  }
  const stop = clock.every(LOOK_EVERY_MS, () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  })
  return async () => {
    stop()
    await looking
  }
}

async function escalate(deps: EscalateDeps): Promise<void> {
  const { store, site, presence, ways, clock } = deps
  const open = ways()
  if (open.length === 0) return
  // Apart, so that old messages cannot take the turn of those who wait.
  const chats = [
    ...(await store.stale(['waiting'], ANY_AGE, MAX_CHATS)),
    ...(await store.stale(['left_message'], ANY_AGE, MAX_CHATS)),
  ]
  const due = chats.filter((chat) => isDue(chat, site(), presence(), clock.now()))
  // One after the other by each way: a mail server that is slow is not asked for everything at once.
  await Promise.all(
    open.map(async (way) => {
      for (const chat of due) await alertOf(deps, chat, way)
    }),
  )
}

async function alertOf({ ledger, site, publicUrl, clock, log }: EscalateDeps, chat: Conversation, way: Way) {
  const urgent = chat.flag !== null
  const since = chat.queuedAt ?? chat.lastAt
  const id = idOf(chat)
  const key = `${id}.${way.name}`
  const now = clock.now()
  const attempt = await ledger.take(key, now, now + LEASE_MS)
  if (attempt === null) return
  const link = new URL(`/staff#/all/${chat.id}`, publicUrl).href
  const alert: Alert = { id, urgent, test: chat.page === TEST_PAGE, since, link, language: site().alerts.language }
  try {
    await way.send(alert)
  } catch (error) {
    await ledger.postpone(key, now + Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS))
    const code = error instanceof NotSent ? error.code : 'unknown'
    log.error({ event: `alert-${way.name}`, code, count: attempt }, 'an alert did not go out and is tried again')
    return
  }
  await ledger.sent(key)
  log.info({ event: `alert-${way.name}`, count: attempt }, 'an alert went out')
}

/**
 * Who waits anew, after somebody had the chat or after giving up, is told of anew; and so are emergency words in a wait that was
 * told of.
 */
const idOf = ({ id, queuedAt, lastAt, epoch, flag }: Conversation): string =>
  digest([id, queuedAt ?? lastAt, epoch, flag !== null])

/** What became of the alerts about a chat that waits. Of one that was taken the way is judged as it was while it waited. */
export async function traceAlerts(
  { ledger, ways }: Pick<EscalateDeps, 'ledger' | 'ways'>,
  chat: Conversation,
): Promise<Record<AlertWay, AlertTrace>> {
  const open = ways()
  const traceOn = async (name: AlertWay): Promise<AlertTrace> => {
    if (!open.some((way) => way.name === name)) return 'off'
    const found = await ledger.look(
      `${idOf({ ...chat, epoch: chat.owner === null ? chat.epoch : chat.epoch - 1 })}.${name}`,
    )
    if (found === null) return 'pending'
    return found.sent ? 'sent' : 'failed'
  }
  const [email, webhook] = await Promise.all([traceOn('email'), traceOn('webhook')])
  return { email, webhook }
}

/** 128 bits in hexadecimal. */
const digest = (parts: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
