import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AlertSettings } from '../../../faq/types.ts'
import type { Way } from '../../../server/alerts/alert.ts'
import { startEscalation } from '../../../server/alerts/escalate.ts'
import { sqliteLedger } from '../../../server/alerts/ledger-sqlite.ts'
import { alertWays } from '../../../server/alerts/ways.ts'
import { createLog } from '../../../server/log.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { type HttpReceiver, type MailServer, startMailServer, startReceiver } from '../../support/receivers.ts'
import { newId, startServer, type TestServer, until } from '../../support/server.ts'
import { attend, type VisitorEnd, visit } from '../../support/visitor.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const SECRET = 'a secret of a test that is long enough'
const MONDAY_TEN = Date.parse('2026-11-23T10:00:00-08:00')

let server: TestServer
let clock: FakeClock
let smtp: MailServer
let receiver: HttpReceiver
let settings: AlertSettings
let logged: string[]
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  ;[smtp, receiver] = await Promise.all([startMailServer(), startReceiver()])
  settings = {
    email: ['desk@ninesisters.example', 'owner@ninesisters.example'],
    webhook: null,
    afterMinutes: 2,
    atOnceIfNobodyIsHere: true,
    whileClosed: false,
    proveEveryDays: 7,
    language: 'en',
  }
  logged = []
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await Promise.all([server.stop(), smtp.stop(), receiver.stop()])
})

async function start(at = MONDAY_TEN): Promise<void> {
  clock = new FakeClock(at)
  server = await startServer({ clock })
}

/** A node's alerts, on a ledger of its own but for what is said otherwise. */
function escalation({
  ledger = sqliteLedger(':memory:'),
  ways,
  time = clock,
}: {
  ledger?: ReturnType<typeof sqliteLedger>
  ways?: Way[]
  time?: FakeClock
} = {}) {
  const site = () => ({ alerts: settings })
  const mail = { smtpUrl: smtp.url, from: 'chat@ninesisters.example' }
  const configured = alertWays({ mail, webhookSecret: SECRET }, site, () => clock.now())
  const stop = startEscalation({
    store: server.store,
    ledger,
    site,
    presence: () => server.sockets.presence(),
    ways: ways ? () => ways : configured,
    publicUrl: new URL('https://chat.ninesisters.example'),
    clock: time,
    log: createLog('info', { write: (line) => logged.push(line) }),
  })
  stops.push(stop)
  return { ledger, stop }
}

async function waiting(words = 'canary words about my aching back'): Promise<VisitorEnd> {
  const visitor = await (await visit(server)).start()
  await visitor.say(words)
  return visitor
}

describe('an e-mail', () => {
  test('goes out within 60 s when all staff tabs are closed, with only a link (N3)', async () => {
    await start()
    escalation()
    const visitor = await waiting()
    await clock.advance(MINUTE)
    expect(smtp.mails).toHaveLength(1)
    const [mail] = smtp.mails
    expect(mail).toMatchObject({ from: 'chat@ninesisters.example', to: settings.email })
    const text = mail?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? ''
    expect(text).toContain(`https://chat.ninesisters.example/staff#/all/${visitor.chatId}`)
    expect(text).not.toMatch(/canary|aching|back pain|<html/i)
    // the link is the only place with anything about the chat
    expect(text.split(visitor.chatId)).toHaveLength(2)
    await clock.advance(30 * MINUTE)
    expect(smtp.mails).toHaveLength(1)
    expect(logged.join('')).not.toMatch(/canary|ninesisters|p@ss|desk/)
  })

  test('goes out within 60 s after the last tab was closed while a visitor waits (N3)', async () => {
    await start()
    const ana = await attend(server, 'ana')
    escalation()
    await waiting()
    await clock.advance(10 * SECOND)
    expect(smtp.mails).toEqual([])
    await ana.leave()
    await until('nobody', () => server.sockets.presence().here === 0)
    await clock.advance(MINUTE)
    expect(smtp.mails).toHaveLength(1)
  })

  test('goes out after the minutes that the clinic set while somebody is on duty, and not for a chat that was taken', async () => {
    await start()
    const ana = await attend(server, 'ana')
    escalation()
    const taken = await waiting()
    const left = await waiting()
    await clock.advance(MINUTE)
    await ana.done('chat:claim', { chatId: taken.chatId, clientId: newId() })
    await clock.advance(50 * SECOND)
    expect(smtp.mails).toEqual([])
    await clock.advance(15 * SECOND)
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.source).toContain(left.chatId.slice(0, 20))
  })

  test('goes out anew when the visitor waits anew', async () => {
    await start()
    const ana = await attend(server, 'ana')
    escalation()
    const visitor = await waiting()
    await clock.advance(2 * MINUTE + 5 * SECOND)
    expect(smtp.mails).toHaveLength(1)
    const { epoch } = await ana.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await ana.done('chat:release', { chatId: visitor.chatId, clientId: newId(), epoch, to: 'queue' })
    await clock.advance(2 * MINUTE + 5 * SECOND)
    expect(smtp.mails).toHaveLength(2)
  })

  test('waits for the opening at night, and emergency words do not', async () => {
    await start(Date.parse('2026-11-23T22:00:00-08:00'))
    escalation()
    await waiting()
    await clock.advance(10 * MINUTE)
    expect(smtp.mails).toEqual([])
    await waiting('crisis')
    await clock.advance(10 * SECOND)
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.source).toMatch(/Subject: Please look now/)
    expect(smtp.mails[0]?.source).not.toMatch(/crisis|harm|emergency/i)
    clock.set(Date.parse('2026-11-24T09:00:00-08:00'))
    await clock.advance(10 * SECOND)
    expect(smtp.mails).toHaveLength(2)
  })

  test('goes out at night as well where the clinic wants that, in its language', async () => {
    settings = { ...settings, whileClosed: true, language: 'es' }
    await start(Date.parse('2026-11-23T22:00:00-08:00'))
    escalation()
    await waiting()
    await clock.advance(10 * SECOND)
    expect(smtp.mails[0]?.source).toContain('Subject: Un visitante espera')
  })

  test('that the server does not take is offered again, with longer and longer pauses', async () => {
    await start()
    escalation()
    await waiting()
    smtp.refusing = true
    await clock.advance(2 * MINUTE)
    // at 5 s, then after 15, 30 and 60 s
    expect(smtp.refused / settings.email.length).toBe(4)
    smtp.refusing = false
    await clock.advance(3 * MINUTE)
    expect(smtp.mails).toHaveLength(1)
    expect(logged.some((line) => line.includes('an alert did not go out'))).toBe(true)
  })
})

test('a test goes out at once and at night, says so, and its way can be followed (N4)', async () => {
  clock = new FakeClock(Date.parse('2026-11-23T22:00:00-08:00'))
  const ledger = sqliteLedger(':memory:')
  const site = () => ({ alerts: settings })
  const mail = { smtpUrl: smtp.url, from: 'chat@ninesisters.example' }
  const ways = alertWays({ mail, webhookSecret: SECRET }, site, () => clock.now())
  server = await startServer({ clock, alerts: { ledger, ways } })
  escalation({ ledger })
  const ana = await attend(server, 'ana')
  settings = { ...settings, webhook: `${receiver.url}/hook` }
  receiver.answer = { status: 500 }
  const { chatId } = await ana.done('alerts:test', { locale: 'en' })
  expect(await ana.done('alerts:trace', { chatId })).toEqual({ email: 'pending', webhook: 'pending' })
  await clock.advance(10 * SECOND)
  expect(await ana.done('alerts:trace', { chatId })).toEqual({ email: 'sent', webhook: 'failed' })
  expect(smtp.mails[0]?.source).toContain('Subject: Test: nobody is waiting')
  expect(JSON.parse(receiver.received[0]?.body ?? '{}').event).toBe('test')
  await ana.done('chat:claim', { chatId, clientId: newId() })
  expect(await ana.done('alerts:trace', { chatId })).toEqual({ email: 'sent', webhook: 'failed' })
})

describe('of several nodes', () => {
  test('one sends', async () => {
    await start()
    const { ledger } = escalation()
    escalation({ ledger })
    escalation({ ledger })
    await Promise.all([waiting(), waiting()])
    await clock.advance(5 * MINUTE)
    expect(smtp.mails).toHaveLength(2)
  })

  test('another one sends what the first one died over', async () => {
    await start()
    const { promise: never, resolve: end } = Promise.withResolvers<void>()
    let began = 0
    const dying: Way = {
      name: 'email',
      send: () => {
        began += 1
        return never
      },
    }
    const ledger = sqliteLedger(':memory:')
    const itsTime = new FakeClock(MONDAY_TEN)
    escalation({ ledger, ways: [dying], time: itsTime })
    await waiting()
    // Not awaited: the node that dies never ends its look.
    void itsTime.advance(5 * SECOND)
    await until('the first try', () => began === 1)
    escalation({ ledger })
    await clock.advance(50 * SECOND)
    expect(smtp.mails).toEqual([])
    await clock.advance(20 * SECOND)
    expect(smtp.mails).toHaveLength(1)
    end()
  })
})

describe('a webhook', () => {
  const signed = (of: HttpReceiver['received'][number]) =>
    `v1=${createHmac('sha256', SECRET).update(`${of.headers['bedside-timestamp']}.${of.body}`).digest('hex')}`

  beforeEach(() => {
    settings = { ...settings, email: [], webhook: `${receiver.url}/hook` }
  })

  test('gets a signed request with a link and nothing that anybody wrote (N3)', async () => {
    await start()
    escalation()
    const visitor = await waiting()
    await clock.advance(MINUTE)
    expect(receiver.received).toHaveLength(1)
    const [got] = receiver.received
    if (!got) return
    expect(got.path).toBe('/hook')
    expect(JSON.parse(got.body)).toEqual({
      event: 'visitor-waiting',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      urgent: false,
      since: new Date(MONDAY_TEN).toISOString(),
      link: `https://chat.ninesisters.example/staff#/all/${visitor.chatId}`,
    })
    expect(got.headers['bedside-signature']).toBe(signed(got))
    expect(Math.abs(Number(got.headers['bedside-timestamp']) * 1000 - clock.now())).toBeLessThan(MINUTE)
    expect(logged.join('')).not.toContain('127.0.0.1')
  })

  test('is tried again under the same id and a new time while it fails', async () => {
    await start()
    escalation()
    receiver.answer = { status: 500 }
    await waiting()
    await clock.advance(MINUTE)
    receiver.answer = { status: 200 }
    await clock.advance(2 * MINUTE)
    expect(receiver.received).toHaveLength(4)
    expect(new Set(receiver.received.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['bedside-timestamp'])).size).toBe(4)
    for (const got of receiver.received) expect(got.headers['bedside-signature']).toBe(signed(got))
  })

  test('that sends elsewhere is not followed', async () => {
    await start()
    const elsewhere = await startReceiver()
    receiver.answer = { status: 307, headers: { location: `${elsewhere.url}/stolen` } }
    escalation()
    await waiting()
    await clock.advance(MINUTE)
    expect(receiver.received.length).toBeGreaterThan(0)
    expect(elsewhere.received).toEqual([])
    await elsewhere.stop()
  })
})
