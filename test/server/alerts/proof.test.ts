import { afterEach, describe, expect, test } from 'vitest'
import type { Site } from '../../../faq/types.ts'
import { sqliteLedger } from '../../../server/alerts/ledger-sqlite.ts'
import { standingOf } from '../../../server/alerts/proof.ts'
import { TEST_PAGE } from '../../../server/alerts/test-chat.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../../support/server.ts'
import { attend, visit } from '../../support/visitor.ts'

const DAY = 86_400_000
const MONDAY_TEN = Date.parse('2026-11-23T10:00:00-08:00')
const SPAN_DAYS = 7

let server: TestServer | null = null
let clock: FakeClock

async function start(): Promise<TestServer> {
  clock = new FakeClock(MONDAY_TEN)
  server = await startServer({ clock, alerts: { ledger: sqliteLedger(':memory:'), ways: () => [] } })
  // The first look takes the start for a proof.
  await clock.advance(20_000)
  return server
}
afterEach(async () => {
  await server?.stop()
  server = null
})

/** What the clock does in so many days, without every second of them. */
async function daysLater(days: number): Promise<void> {
  clock.set(clock.now() + days * DAY)
  await clock.advance(20_000)
}

test('a proof is good for its span, overdue for three more, and then nobody is promised any more', () => {
  const standings = [0, 7, 7.1, 28, 28.1].map((days) => standingOf(0, SPAN_DAYS, days * DAY))
  expect(standings).toEqual(['good', 'good', 'overdue', 'overdue', 'stopped'])
  expect(standingOf(0, null, 999 * DAY)).toBe('good')
})

describe('where nobody has shown for long that alerts arrive', () => {
  test('staff are told, then visitors are not promised a person, until a test is taken (N4)', async () => {
    const server = await start()
    const site: Pick<Site, 'alerts'> = server.content.site
    expect(site.alerts.proveEveryDays).toBe(SPAN_DAYS)
    const ana = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    const standing = () => ana.told('alerts').at(-1)?.standing
    await until('the first standing', () => standing() === 'good')
    await daysLater(8)
    await until('overdue', () => standing() === 'overdue')
    expect(server.sockets.staffHere()).toBe(1)
    await daysLater(21)
    await until('stopped', () => standing() === 'stopped')
    await until('nobody promised', () => visitor.told('presence').at(-1)?.here === 0)
    expect(ana.told('presence').at(-1)?.staff).toHaveLength(1)

    const { chatId } = await ana.done('alerts:test', { locale: 'en' })
    await until('the test', () => ana.row(chatId)?.lastWords.startsWith('TEST. Nobody is waiting.'))
    await clock.advance(1000)
    expect(ana.row(chatId)?.page).toBe(TEST_PAGE)
    await ana.done('chat:claim', { chatId, clientId: newId() })
    await until('good again', () => standing() === 'good')
    await until('promised again', () => visitor.told('presence').at(-1)?.here === 1)
  })

  test('a visitor who is taken from the line proves it as well', async () => {
    const server = await start()
    const ana = await attend(server, 'ana')
    await daysLater(8)
    await until('overdue', () => ana.told('alerts').at(-1)?.standing === 'overdue')
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    await clock.advance(5000)
    await ana.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await until('good', () => ana.told('alerts').at(-1)?.standing === 'good')
  })

  test('a chat taken from the assistant, which nobody was asked for, proves nothing', async () => {
    const server = await start()
    const ana = await attend(server, 'ana')
    await daysLater(8)
    await until('overdue', () => ana.told('alerts').at(-1)?.standing === 'overdue')
    const visitor = await (await visit(server)).start()
    await visitor.say('fibromyalgia?')
    await ana.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await clock.advance(20_000)
    expect(ana.told('alerts').at(-1)?.standing).toBe('overdue')
  })
})

test('nothing is left of a test that was closed, and no visitor can make a chat that looks like one', async () => {
  const server = await start()
  const ana = await attend(server, 'ana')
  const { chatId } = await ana.done('alerts:test', { locale: 'es' })
  await until('the test', () => ana.row(chatId)?.lastWords.startsWith('PRUEBA'))
  const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
  await ana.done('chat:close', { chatId, clientId: newId(), epoch, outcome: 'answered' })
  await until('it gone', () => ana.told('inbox:removed').some((gone) => gone.chatId === chatId))
  expect(await server.store.conversation(chatId)).toBeNull()

  const visitor = await visit(server)
  const opened = await visitor.done('chat:start', { noticeVersion: '1', locale: 'en', page: TEST_PAGE })
  expect((await server.store.conversation(opened.chatId))?.page).toBeNull()
})
