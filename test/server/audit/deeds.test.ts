import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditRow } from '../../../protocol/audit.ts'
import { verify } from '../../../server/audit/chain.ts'
import { unavailable } from '../../../server/store/rows.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../../support/server.ts'
import { attend, type VisitorEnd, visit } from '../../support/visitor.ts'
import { serveHttp } from '../../support/visitor-http.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let server: TestServer
let clock: FakeClock
/** Whether rows of the audit log cannot be stored now. */
let away: boolean

beforeEach(async () => {
  away = false
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({
    clock,
    wrapStore: (store) => ({
      ...store,
      record: (entry) => (away ? Promise.reject(unavailable()) : store.record(entry)),
    }),
  })
})
afterEach(() => server.stop())

const log = async (): Promise<AuditRow[]> =>
  (await server.store.audited({ before: null, who: null, what: null, which: null }, 1000)).toReversed()
const deeds = async () => (await log()).map(({ number: _number, hash: _hash, ...deed }) => deed)
const opened = (who: string, which: string, at = clock.now()) => ({
  at,
  who,
  what: 'transcript-opened',
  detail: null,
  count: null,
  which,
})

async function chatSaying(text: string): Promise<VisitorEnd> {
  const visitor = await (await visit(server)).start()
  await visitor.say(text)
  return visitor
}

test('opening a transcript writes exactly one row: who, when, which (P6)', async () => {
  const { chatId } = await chatSaying('hello')
  const ana = await attend(server, 'ana', 'Ana')
  await ana.done('inbox:list', { list: 'open' })
  expect(await deeds()).toEqual([])
  await ana.done('chat:sync', { chatId, since: 0 })
  expect(await deeds()).toEqual([opened('ana', chatId)])
  expect(await verify(await log())).toMatchObject({ rows: 1, wrong: null })
})

test('pages, a connection that comes back and a second window are the same viewing; another person, chat, session or hour is not', async () => {
  const { chatId } = await chatSaying('hello')
  const other = await chatSaying('hello from another')
  const signedIn = server.sessions.signIn('ana', 'Ana')
  const first = await attend(server, 'ana', 'Ana', signedIn)
  await Promise.all([1, 2, 3].map((since) => first.done('chat:sync', { chatId, since })))
  await first.leave()
  const back = await attend(server, 'ana', 'Ana', signedIn)
  await back.done('chat:sync', { chatId, since: 2 })
  expect(await deeds()).toEqual([opened('ana', chatId)])

  const begun = clock.now()
  const ben = await attend(server, 'ben', 'Ben')
  await ben.done('chat:sync', { chatId, since: 0 })
  await back.done('chat:sync', { chatId: other.chatId, since: 0 })
  const elsewhere = await attend(server, 'ana', 'Ana')
  await elsewhere.done('chat:sync', { chatId, since: 0 })
  clock.set(begun + HOUR)
  await back.done('chat:sync', { chatId, since: 0 })
  expect((await deeds()).slice(1)).toEqual([
    opened('ben', chatId, begun),
    opened('ana', other.chatId, begun),
    opened('ana', chatId, begun),
    opened('ana', chatId, begun + HOUR),
  ])
})

test('what cannot be written down is not given, nor followed, and is given again once it can', async () => {
  const visitor = await chatSaying('canary-words')
  const { chatId } = visitor
  const ana = await attend(server, 'ana', 'Ana')
  away = true
  for (const since of [0, 0, 1]) {
    const refused = await ana.ask('chat:sync', { chatId, since })
    expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(JSON.stringify(refused)).not.toContain('canary')
  }
  await visitor.say('canary-more')
  expect(JSON.stringify(ana.told('log:events'))).not.toContain('canary')
  away = false
  expect(JSON.stringify(await ana.done('chat:sync', { chatId, since: 0 }))).toContain('canary-more')
  expect(await deeds()).toEqual([opened('ana', chatId)])
})

test('asking for a chat that is not there writes nothing', async () => {
  const ana = await attend(server, 'ana', 'Ana')
  expect(await ana.ask('chat:sync', { chatId: newId(), since: 0 })).toMatchObject({ error: { code: 'not-found' } })
  expect(await deeds()).toEqual([])
})

test('a visitor who erases a chat leaves one row, once it can be stored, and the erasing does not wait for it', async () => {
  const visitor = await chatSaying('hello')
  const { chatId } = visitor
  const http = await serveHttp(server)
  away = true
  const at = clock.now()
  expect((await http.erase(visitor)).status).toBe(200)
  expect((await http.erase(visitor)).status).toBe(200)
  expect(await server.store.conversation(chatId)).toBeNull()
  expect(await deeds()).toEqual([])
  expect(server.logged.join('\n')).toContain('the audit log cannot be written')
  away = false
  await clock.advance(1000)
  await until('the row', async () => (await deeds()).length === 1)
  expect(await deeds()).toEqual([
    { at, who: null, what: 'erased-by-visitor', detail: null, count: null, which: chatId },
  ])
  await http.stop()
})

test('a sweep that deletes what is past its time leaves one row with how many it deleted (P4)', async () => {
  for (let n = 0; n < 23; n += 1) {
    const visitor = await chatSaying(`hello ${n}`)
    await visitor.done('chat:end', { clientId: newId() })
  }
  const { botDays, staffDays } = server.content.site.retention
  clock.set(clock.now() + Math.max(botDays, staffDays) * DAY + HOUR)
  await clock.advance(HOUR)
  await until('the row', async () => (await deeds()).length === 1)
  expect(await deeds()).toEqual([
    { at: expect.any(Number), who: null, what: 'retention-deleted', detail: null, count: 23, which: null },
  ])
})
