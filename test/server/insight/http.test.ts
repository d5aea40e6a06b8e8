import { expect, test } from 'vitest'
import type { Insight } from '../../../protocol/insight.ts'
import { type Ask, rule } from '../../../server/conversation/rule.ts'
import { countChat } from '../../../server/insight/counting.ts'
import { playThreeWeeks } from '../../support/insight-history.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { ANA, startStaffServer } from '../../support/staff-http.ts'

/** Noon in California, so that nothing of the three weeks falls on the edge of a day. */
const NOW = Date.parse('2026-11-27T20:00:00Z')

test('gives the days of the clinic, oldest first, with the chats that had emergency words (A6, A8)', async () => {
  const store = openMemoryStore<Ask>({ rule, counting: countChat })
  await playThreeWeeks(store, NOW)
  const server = await startStaffServer({ store, now: () => NOW })
  await server.auth.createAdmin(ANA)
  const ana = server.browser()
  await ana.signIn(ANA.email)
  const ask = async (days: number): Promise<Insight> => (await ana.get(`/api/insight?days=${days}&lang=en`)).body

  const [week, month] = [await ask(7), await ask(30)]
  expect(week.days.map(({ day }) => day)).toEqual([21, 22, 23, 24, 25, 26, 27].map((n) => `2026-11-${n}`))
  expect(month.days).toHaveLength(30)
  expect(month.began).toBe('2026-11-07')
  expect(month.days.slice(-7)).toEqual(week.days)
  expect(week.total.asked).toBe(week.days.reduce((sum, { asked }) => sum + asked, 0))
  expect(month.flags.map(({ personS, outcome }) => [personS, outcome])).toEqual([
    [null, null],
    [null, 'ended-by-visitor'],
    [41, 'emergency-advised'],
  ])
  expect(week.flags).toEqual(month.flags.slice(0, 2))
  expect([week.flagCount, month.flagCount]).toEqual([2, 3])
  expect(month.entries.every(({ title }) => title !== null)).toBe(true)
  // Seven waits of 20 s and 51 s more each, and the 41 s of the chat with emergency words.
  expect(month.total).toMatchObject({ waits: 8, waitMedianS: 122, waitP90S: 326 })

  await store.erase(month.flags[2]?.chatId ?? '', 'visitor', NOW)
  expect(await ask(30)).toEqual({ ...month, flags: month.flags.slice(0, 2) })

  for (const query of ['', '?days=30', '?days=31&lang=en', '?days=30&lang=fr', '?days=30&lang=en&more=1']) {
    expect((await ana.get(`/api/insight${query}`)).status, query).toBe(400)
  }
  const { id } = (await ana.get('/api/staff/me')).body
  expect((await ana.post('/api/insight/exported')).status).toBe(200)
  expect(server.deeds).toEqual([{ what: 'exported', who: id }])
  await store.close()
  expect((await ana.get('/api/insight?days=30&lang=en')).status).toBe(503)
  await server.stop()
})
