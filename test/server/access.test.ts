import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { type VisitorRequests, visitorRequests } from '../../protocol/visitor.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, connected, socketTo, type VisitorEnd, visit } from '../support/visitor.ts'
import { type HttpEnd, serveHttp } from '../support/visitor-http.ts'

const DAY = 86_400_000
let server: TestServer
let clock: FakeClock
let http: HttpEnd

beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({ clock })
  http = await serveHttp(server)
})

afterEach(async () => {
  await http.stop()
  await server.stop()
})

/** A right payload for every event of visitors. A new event without a row here fails the test below. */
const payloads: { [E in keyof VisitorRequests]: () => VisitorRequests[E] } = {
  'chat:start': () => ({ noticeVersion: '1', locale: 'en', page: null }),
  'chat:sync': () => ({ since: 0 }),
  'message:send': () => ({ clientId: newId(), text: 'hello', choice: null }),
  'person:ask': () => ({ clientId: newId(), noneOfThese: false }),
  'handoff:cancel': () => ({ clientId: newId() }),
  'contact:leave': () => ({ clientId: newId(), question: 'hello', contact: 'me' }),
  'feedback:give': () => ({ clientId: newId(), on: 1, helpful: true, reason: null }),
  'chat:end': () => ({ clientId: newId() }),
  'typing:set': () => ({ typing: true }),
  'reading:set': () => ({ got: 1, seen: 1 }),
}
const events = Object.keys(visitorRequests) as (keyof VisitorRequests)[]

describe('a visitor', () => {
  test('never touches another chat, whatever ids they send along', async () => {
    const visitors: VisitorEnd[] = []
    for (let i = 0; i < 3; i += 1) {
      const visitor = await (await visit(server)).start()
      await visitor.say(`hello from ${i}`)
      visitors.push(visitor)
    }
    for (const [i, visitor] of visitors.entries()) {
      for (const other of visitors) {
        if (other === visitor) continue
        for (const event of events) {
          const before = await other.log()
          const smuggled = { ...payloads[event](), chatId: other.chatId }
          expect(await visitor.ask(event, smuggled)).toMatchObject({ ok: false, error: { code: 'malformed' } })
          if (event === 'chat:start') continue
          const ack = await visitor.ask(event, payloads[event]())
          expect(JSON.stringify(ack)).not.toContain(`from ${visitors.indexOf(other)}`)
          expect(await other.log()).toEqual(before)
        }
      }
      const said = (await visitor.log()).flatMap((e) => (e.type === 'message:sent' ? [e.text] : []))
      expect(said.filter((text) => text.startsWith('hello from'))).toEqual([`hello from ${i}`])
      const told = JSON.stringify(visitor.pushes)
      for (const [j] of visitors.entries()) if (j !== i) expect(told).not.toContain(`from ${j}`)
    }
  })

  test('opens no chat with another chat’s token, a changed one, or its hash', async () => {
    const [one, two] = [await (await visit(server)).start(), await (await visit(server)).start()]
    const flipped = one.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const hash = (await server.store.tokenHash(one.chatId)) ?? ''
    for (const token of [two.token, flipped, hash, one.token.toUpperCase().replace(/^[0-9]/, 'A'), '0'.repeat(64)]) {
      await expect(visit(server, { chatId: one.chatId, token })).rejects.toMatchObject({
        data: { code: 'unauthorized' },
      })
    }
  })

  /** Comes back `ms` after now, over the socket and over HTTP; the same must hold for both. */
  async function comesBack(visitor: VisitorEnd, ms: number): Promise<boolean> {
    clock.set(clock.now() + ms)
    // Refused for what it says, not for who says it: nothing is added to the chat by asking.
    const { status } = await http.append(visitor, [{ event: 'message:send', payload: null }])
    const end = await visit(server, visitor).catch((error: { data: unknown }) => {
      expect(error.data).toMatchObject({ code: 'unauthorized' })
      return null
    })
    await end?.leave()
    expect(status).toBe(end ? 200 : 401)
    return end !== null
  }

  test.each([
    'waiting',
    'left_message',
    'staff',
  ] as const)('comes back for seven days where the chat is %s', async (state) => {
    const visitor = await (await visit(server)).start()
    const staff = state === 'left_message' ? null : await attend(server, 'ana')
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
    if (state === 'staff') await staff?.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    expect((await server.store.conversation(visitor.chatId))?.state).toBe(state)
    expect(await comesBack(visitor, 7 * DAY)).toBe(true)
    expect(await comesBack(visitor, 1)).toBe(false)
  })

  test.each([
    'bot',
    'closed',
  ] as const)('comes back for a day from the last event where the chat is %s', async (state) => {
    const visitor = await (await visit(server)).start()
    clock.set(clock.now() + DAY)
    await visitor.say('hello')
    if (state === 'closed') await visitor.done('chat:end', { clientId: newId() })
    expect((await server.store.conversation(visitor.chatId))?.state).toBe(state)
    expect(await comesBack(visitor, DAY)).toBe(true)
    expect(await comesBack(visitor, 1)).toBe(false)
  })

  test('comes back for seven days and no longer, however much is said', async () => {
    const visitor = await (await visit(server)).start()
    for (let day = 1; day <= 7; day += 1) {
      expect(await comesBack(visitor, DAY)).toBe(true)
      await visitor.say(`day ${day}`)
    }
    expect(await comesBack(visitor, 1)).toBe(false)
  })

  test('gets nowhere without a chat, with any event', async () => {
    const stranger = await visit(server)
    for (const event of events) {
      if (event === 'chat:start') continue
      expect(await stranger.ask(event, payloads[event]())).toMatchObject({ error: { code: 'unauthorized' } })
    }
  })

  test('is not let in among staff', async () => {
    const visitor = await (await visit(server)).start()
    for (const auth of [
      { version: PROTOCOL_VERSION, ticket: visitor.token },
      { version: PROTOCOL_VERSION, chatId: visitor.chatId, token: visitor.token },
    ]) {
      const socket = socketTo(server, { namespace: '/staff', auth, headers: { origin: 'http://staff.example' } })
      await expect(connected(socket)).rejects.toThrow()
      socket.disconnect()
    }
  })

  test('sees neither why the bot gave up nor the outcome, in the log and in what is pushed', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    const { epoch } = await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await staff.done('chat:close', { chatId: visitor.chatId, clientId: newId(), epoch, outcome: 'answer-missing' })
    await until('the end', () => visitor.seen().some((event) => event.type === 'chat:closed'))
    const seen = JSON.stringify([visitor.pushes, await visitor.log()])
    for (const secret of ['answer-missing', 'score<', '0.31', 'candidates']) expect(seen).not.toContain(secret)
  })
})

describe('staff', () => {
  test('are disconnected at once in every window when they sign out, and told why', async () => {
    const signedIn = server.sessions.signIn('ana', 'Ana')
    const windows = [await attend(server, 'ana', 'Ana', signedIn), await attend(server, 'ana', 'Ana', signedIn)]
    const elsewhere = await attend(server, 'ana', 'Ana')
    expect(server.sockets.staffHere()).toBe(1)

    server.sessions.end(signedIn.sessionId)

    for (const end of windows) {
      await until('the end of the window', () => !end.socket.connected)
      expect(end.told('session:ended')).toHaveLength(1)
    }
    expect(elsewhere.socket.connected).toBe(true)
    expect(server.sockets.staffHere()).toBe(1)
  })

  test('whose session has run out write nothing more, and lose the connection', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    const staff = await attend(server, 'ana')
    server.sessions.end(staff.sessionId, true)
    const ack = await staff.ask('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    expect(ack).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    await until('the end of the window', () => !staff.socket.connected)
    expect((await visitor.log()).some((event) => event.type === 'chat:claimed')).toBe(false)
  })

  test('whose session runs out while they do nothing are disconnected within a minute', async () => {
    const staff = await attend(server, 'ana')
    server.sessions.end(staff.sessionId, true)
    await clock.advance(60_000)
    await until('the end of the window', () => !staff.socket.connected)
  })

  test('speak under the name of their session, never under one that they send', async () => {
    const staff = await attend(server, 'ana', 'Ana')
    const visitor = await (await visit(server)).start()
    const { epoch } = await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    const spoof = { chatId: visitor.chatId, clientId: newId(), epoch, text: 'hi', staff: { id: 'x', name: 'Dr. Kim' } }
    expect(await staff.ask('message:send', spoof)).toMatchObject({ error: { code: 'malformed' } })
    const { staff: _name, ...honest } = spoof
    await staff.done('message:send', honest)
    expect((await visitor.log()).at(-1)).toMatchObject({ staff: { id: 'ana', name: 'Ana' } })
  })

  test('are told that a chat does not exist, by any event that names one', async () => {
    const staff = await attend(server, 'ana')
    const named = { chatId: newId(), clientId: newId() }
    for (const ack of [
      await staff.ask('chat:sync', { chatId: named.chatId, since: 0 }),
      await staff.ask('chat:claim', named),
      await staff.ask('message:send', { ...named, epoch: 1, text: 'hi' }),
      await staff.ask('chat:release', { ...named, epoch: 1, to: 'bot' }),
      await staff.ask('chat:close', { ...named, epoch: 1, outcome: 'spam' }),
    ]) {
      expect(ack).toMatchObject({ ok: false, error: { code: 'not-found' } })
    }
  })
})
