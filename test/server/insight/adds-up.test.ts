import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../../protocol/events.ts'
import type { Fate } from '../../../protocol/insight.ts'
import { type Ask, rule } from '../../../server/conversation/rule.ts'
import { countChat } from '../../../server/insight/counting.ts'
import { sumsOf } from '../../../server/insight/sums.ts'
import type { Store } from '../../../server/store/port.ts'
import { openPostgresStore } from '../../../server/store/postgres.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { testKeyring } from '../../support/keys.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { type Days, play, someDays } from '../../support/played.ts'
import { describePostgres, startPostgres } from '../../support/postgres.ts'

type Tally = Record<string, number>

/** A count of its own, by another way: event by event through the raw logs, with another library's calendar. */
class RawCount {
  readonly byDay = new Map<string, Tally>()
  readonly #zone: string

  constructor(zone: string, logs: LogEvent[][]) {
    this.#zone = zone
    for (const log of logs) this.#count(log)
  }

  dayOf(at: number): string {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#zone).toPlainDate().toString()
  }

  #add(at: number, what: string): void {
    const tally = this.byDay.get(this.dayOf(at)) ?? {}
    tally[what] = (tally[what] ?? 0) + 1
    this.byDay.set(this.dayOf(at), tally)
  }

  #count(log: LogEvent[]): void {
    const verdicts = new Map<number, boolean>()
    for (const [n, event] of log.entries()) {
      if (event.type === 'message:sent' && event.from === 'visitor') {
        this.#add(event.at, 'asked')
        this.#add(event.at, `fate ${this.#fateOf(event.seq, log, n)}`)
      }
      if (event.type === 'handoff:requested') this.#add(event.at, 'reason')
      if (event.type === 'handoff:unattended') this.#add(event.at, 'missed')
      if (event.type === 'contact:left') this.#add(event.at, 'left')
      if ((event.type === 'bot:replied' || event.type === 'flag:raised') && event.card) this.#add(event.at, 'flag')
      if (event.type === 'feedback:given') verdicts.set(event.on, event.helpful)
    }
    for (const [on, helpful] of verdicts) {
      const answer = log[on - 1]
      if (answer && 'answers' in answer && answer.answers.length > 0) {
        this.#add(answer.at, helpful ? 'helpful' : 'unhelpful')
      }
    }
  }

  #fateOf(seq: number, log: LogEvent[], n: number): Fate {
    const reply = log.find((event) => event.type === 'bot:replied' && event.replyTo === seq)
    if (reply?.type !== 'bot:replied') return log[n + 1]?.type === 'flag:raised' ? 'red-flag' : 'to-person'
    if (reply.card) return 'red-flag'
    const fates = { answer: 'answered', clarify: 'asked-back', handoff: 'handed-off', smalltalk: 'small-talk' } as const
    return reply.outcome === 'crisis' ? 'red-flag' : fates[reply.outcome]
  }
}

/** Plays the days, and holds what was counted against the raw logs. Returns the logs. */
async function expectToAddUp(store: Store, days: Days, prefix: string): Promise<LogEvent[][]> {
  const ids = await play(store, days, prefix)
  const logs = await Promise.all(ids.map(async (id) => (await store.read(id, 0, 100_000)).events))
  const raw = new RawCount(days.zone, logs)
  const { began, counts } = await store.dayCounts('2000-01-01', '2100-01-01')
  const counted = [...new Set([...counts.map(({ day }) => day), ...raw.byDay.keys()])].toSorted()
  expect(began).toBe(counts[0]?.day ?? null)
  const sums = sumsOf(counts, counted, () => null)
  for (const { day, asked, fates, missed, left, helpful, unhelpful } of sums.days) {
    const found = raw.byDay.get(day) ?? {}
    expect(Object.values(fates).reduce((a, b) => a + b)).toBe(asked)
    const partition = Object.fromEntries(Object.entries(fates).map(([fate]) => [fate, found[`fate ${fate}`] ?? 0]))
    expect({ day, asked, fates, missed, left, helpful, unhelpful }).toEqual({
      day,
      asked: found.asked ?? 0,
      fates: partition,
      missed: found.missed ?? 0,
      left: found.left ?? 0,
      helpful: found.helpful ?? 0,
      unhelpful: found.unhelpful ?? 0,
    })
  }
  const all = (what: string) => [...raw.byDay.values()].reduce((sum, tally) => sum + (tally[what] ?? 0), 0)
  expect(sums.total.asked).toBe(all('asked'))
  expect(sums.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(all('reason'))
  expect(sums.flagCount).toBe(all('flag'))
  expect(sums.entries.reduce((sum, entry) => sum + entry.helpful, 0)).toBe(all('helpful'))
  expect(sums.entries.reduce((sum, entry) => sum + entry.answers, 0)).toBe(
    logs.flat().reduce((sum, event) => sum + (event.type === 'bot:replied' ? event.answers.length : 0), 0),
  )
  const waits = (await Promise.all(ids.map((id) => store.conversation(id)))).flatMap((chat) => chat?.waitedMs ?? [])
  const kept = counts.flatMap(({ what, about, count }) => (what === 'wait' ? Array<string>(count).fill(about) : []))
  expect(kept.map(Number).toSorted((a, b) => a - b)).toEqual(
    waits.map((ms) => Math.round(ms / 1000)).toSorted((a, b) => a - b),
  )
  return logs
}

const counting = countChat

test('whatever happens, each day’s numbers add up to the messages in the log (A6)', async () => {
  await fc.assert(
    fc.asyncProperty(someDays, async (days) => {
      const store = openMemoryStore<Ask>({ rule, counting })
      await expectToAddUp(store, days, 'a')
      await store.close()
    }),
    { numRuns: 300 },
  )
})

test('they add up to the rows of the embedded database, and stay when the chats are erased (A6)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  let runs = 0
  try {
    await fc.assert(
      fc.asyncProperty(someDays, async (days) => {
        runs += 1
        const path = join(folder, `${runs}.db`)
        const store = await openSqliteStore<Ask>({ path, ring: testKeyring(), rule, counting })
        const logs = await expectToAddUp(store, days, 'b')
        const db = new DatabaseSync(path, { readOnly: true })
        const rows = db
          .prepare("SELECT server_time FROM event WHERE kind = 'message:sent' AND sender_role = 'visitor'")
          .all()
        db.close()
        const before = await store.dayCounts('2000-01-01', '2100-01-01')
        expect(sumsOf(before.counts, [...new Set(before.counts.map(({ day }) => day))], () => null).total.asked).toBe(
          rows.length,
        )
        await store.purge({ withoutPerson: Number.MAX_SAFE_INTEGER, withPerson: Number.MAX_SAFE_INTEGER }, 10, 1)
        expect(await store.flagged(0, 10)).toEqual([])
        expect(await store.dayCounts('2000-01-01', '2100-01-01')).toEqual(before)
        await store.close()
        expect(logs.length).toBe(days.chats.length)
      }),
      { numRuns: 15 },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describePostgres('on PostgreSQL', () => {
  test('they add up as well (A6)', async () => {
    const postgres = await startPostgres()
    try {
      await fc.assert(
        fc.asyncProperty(someDays, async (days) => {
          const url = await postgres.freshDatabase()
          const store = await openPostgresStore<Ask>({ url, ring: testKeyring(), rule, counting })
          await expectToAddUp(store, days, 'c')
          const [row] = await postgres.query(
            url,
            "SELECT (SELECT count(*) FROM bedside.event WHERE kind = 'message:sent' AND sender_role = 'visitor') = (SELECT coalesce(sum(count), 0) FROM bedside.day_count WHERE what = 'asked') AS same",
          )
          expect(row).toEqual({ same: true })
          await store.close()
        }),
        { numRuns: 4 },
      )
    } finally {
      await postgres.stop()
    }
  }, 120_000)
})
