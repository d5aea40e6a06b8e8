import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditPage } from '../../../protocol/audit.ts'
import { deedOf } from '../../../server/audit/account-deeds.ts'
import { entryOf } from '../../../server/audit/chain.ts'
import { rule } from '../../../server/conversation/rule.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { ANA, type Console, type StaffServer, startStaffServer } from '../../support/staff-http.ts'

let server: StaffServer
let ana: Console
let id: string
const store = openMemoryStore({ rule })

beforeAll(async () => {
  server = await startStaffServer({ store })
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
  id = (await server.auth.people.page()).people[0]?.id ?? ''
  for (let n = 1; n <= 120; n += 1) {
    const deed =
      n % 10 === 0
        ? ({ what: 'retention-deleted', who: null, count: n } as const)
        : ({ what: 'transcript-opened', who: n % 2 === 0 ? id : 'ben', which: `c${n}` } as const)
    await store.record(entryOf(deed, n))
  }
})
afterAll(() => server.stop())

const page = async (query: string): Promise<AuditPage> => (await ana.get(`/api/audit${query}`)).body
const numbers = async (query: string) => (await page(query)).rows.map(({ number }) => number)

test('an admin is given the audit log a page at a time, newest first, with the names of who did it', async () => {
  const first = await page('')
  expect(first.rows.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => 120 - n))
  expect(first.more).toBe(true)
  expect(first.people).toEqual([{ id, name: ANA.name }])
  expect(await numbers('?before=71')).toEqual(Array.from({ length: 50 }, (_, n) => 70 - n))
  const last = await page('?before=21')
  expect([last.rows.length, last.more]).toEqual([20, false])
})

test('it is looked through by person and by kind', async () => {
  expect(await numbers('?what=retention-deleted')).toEqual([120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10])
  expect(await numbers('?who=nobody&before=31')).toEqual([30, 20, 10])
  expect(await numbers(`?who=${id}&before=9`)).toEqual([8, 6, 4, 2])
  expect(await numbers('?who=ben&what=retention-deleted')).toEqual([])
})

test('what cannot be asked for is refused', async () => {
  for (const query of ['?before=0', '?before=x', '?what=everything', '?who=', '?other=1', '?who=a&who=b']) {
    expect([query, (await ana.get(`/api/audit${query}`)).status]).toEqual([query, 400])
  }
})

test('what happens with accounts is put into the words of the log', () => {
  expect(deedOf({ type: 'sign-in-failed', who: 'ana' })).toEqual({ what: 'sign-in-failed', who: null, which: 'ana' })
  expect(deedOf({ type: 'changed', who: 'ben', what: 'role', by: 'ana' })).toEqual({
    what: 'account-changed',
    who: 'ana',
    which: 'ben',
    detail: 'role',
  })
})
