import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { APPEND_PATH, ERASE_PATH, MAX_APPEND_BYTES, MAX_APPEND_ITEMS, visitorAppends } from '../../protocol/visitor.ts'
import { openLimits, strictLimits } from '../../server/limits.ts'
import type { Store } from '../../server/store/port.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, type ServerOptions, startServer, type TestServer, until } from '../support/server.ts'
import { attend, type VisitorEnd, visit } from '../support/visitor.ts'
import { type HttpEnd, serveHttp } from '../support/visitor-http.ts'

let server: TestServer
let http: HttpEnd
let visitor: VisitorEnd

async function start(options: ServerOptions = {}): Promise<void> {
  server = await startServer(options)
  http = await serveHttp(server)
  visitor = await (await visit(server)).start()
}
async function stop(): Promise<void> {
  await http.stop()
  await server.stop()
}
beforeEach(() => start())
afterEach(stop)

const message = (text: string, clientId = newId()) => ({
  event: 'message:send',
  payload: { clientId, text, choice: null },
})
const textsOf = async (end: VisitorEnd): Promise<string[]> =>
  (await end.log()).flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
const headers = (): Record<string, string> => ({
  origin: server.origin,
  authorization: `Bearer ${visitor.token}`,
  'content-type': 'application/json',
})
const bodyOf = (fields: Record<string, unknown> = {}): string =>
  JSON.stringify({ version: PROTOCOL_VERSION, chatId: visitor.chatId, items: [message('hello')], ...fields })

/** The log holds what it held: nothing was added. */
const expectUntouched = async (): Promise<void> => {
  expect((await visitor.log()).map(({ type }) => type)).toEqual(['chat:opened'])
}

describe('what a page that goes away sends', () => {
  test('is stored in its order, pushed to staff, and seen when the page is opened again', async () => {
    const staff = await attend(server, 'ana')
    await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
    const { status, body } = await http.append(visitor, [
      message('one'),
      { event: 'person:ask', payload: { clientId: newId(), noneOfThese: false } },
      message('two'),
      message('three'),
    ])
    expect(status).toBe(200)
    expect(body.results?.map((ack) => ack.ok)).toEqual([true, true, true, true])
    expect(await textsOf(visitor)).toEqual(['one', 'two', 'three'])
    await until('the push', () => staff.seen().some((event) => event.type === 'message:sent' && event.text === 'three'))
    expect(await textsOf(await visit(server, visitor))).toEqual(['one', 'two', 'three'])
  })

  test('and came over the socket as well, before or after, is stored once and answered alike', async () => {
    const [before, after] = [newId(), newId()]
    const first = await visitor.say('before', before)
    const { body } = await http.append(visitor, [message('before', before), message('after', after)])
    const again = await visitor.say('after', after)
    expect(body.results).toEqual([
      { ok: true, result: first },
      { ok: true, result: again },
    ])
    expect(await textsOf(visitor)).toEqual(['before', 'after'])
  })

  test('over both ways at the same moment is stored once', async () => {
    const ids = Array.from({ length: 10 }, newId)
    const items = ids.map((id, i) => message(`message ${i}`, id))
    const [over] = await Promise.all([
      http.append(visitor, items),
      ...ids.map((id, i) => visitor.say(`message ${i}`, id)),
    ])
    expect(over.body.results?.every(({ ok }) => ok)).toBe(true)
    expect((await textsOf(visitor)).toSorted()).toEqual(items.map(({ payload }) => payload.text))
  })

  test('ends at the first refusal, so that nothing overtakes what will be sent again', async () => {
    const id = newId()
    await visitor.say('one', id)
    const { status, body } = await http.append(visitor, [
      message('two'),
      message('not one', id),
      message('must not be stored'),
    ])
    expect(status).toBe(200)
    expect(body.results).toMatchObject([{ ok: true }, { ok: false, error: { code: 'id-reused' } }])
    expect(await textsOf(visitor)).toEqual(['one', 'two'])
  })

  test('may be each of the events that add to a chat and no other', async () => {
    const payloads: Record<string, object> = {
      'message:send': { text: 'hello', choice: null },
      'person:ask': { noneOfThese: true },
      'handoff:cancel': {},
      'contact:leave': { question: 'hello?', contact: 'me' },
      'feedback:give': { on: 1, helpful: true, reason: null },
    }
    for (const event of Object.keys(visitorAppends)) {
      const { body } = await http.append(visitor, [{ event, payload: { clientId: newId(), ...payloads[event] } }])
      expect(body.results, event).toMatchObject([{ ok: true }])
    }
    const log = await visitor.log()
    for (const [event, payload] of [
      ['chat:start', { noticeVersion: '1', locale: 'en', page: null }],
      ['chat:sync', { since: 0 }],
      ['chat:end', { clientId: newId() }],
      ['typing:set', { typing: true }],
      ['chat:claim', { chatId: visitor.chatId, clientId: newId() }],
      ['constructor', {}],
    ] as const) {
      const { body } = await http.append(visitor, [{ event, payload }])
      expect(body.results, event).toMatchObject([{ ok: false, error: { code: 'unknown-event' } }])
    }
    expect(await visitor.log()).toEqual(log)
  })
})

describe('a request is refused, and nothing is stored,', () => {
  test.each([
    ['no origin', { origin: undefined }, 403],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a longer host', { origin: 'http://panel.example.evil.com' }, 403],
    ['null', { origin: 'null' }, 403],
    ['the origin of the console', { origin: 'http://staff.example' }, 403],
    [
      'no origin, though the browser vouches',
      { origin: undefined, 'sec-fetch-site': 'same-origin', host: 'panel.example' },
      403,
    ],
    ['no token', { authorization: undefined }, 401],
    ['another scheme', { authorization: 'Basic YWFh' }, 401],
    ['a made-up token', { authorization: `Bearer ${'a'.repeat(64)}` }, 401],
    ['a short token', { authorization: 'Bearer abc' }, 401],
    ['a text body', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no content type', { 'content-type': undefined }, 415],
  ] as [string, Record<string, string | undefined>, number][])('with %s', async (_name, wrong, status) => {
    const sent = Object.entries({ ...headers(), ...wrong }).filter(([, value]) => value !== undefined)
    expect(await rawPost(bodyOf(), Object.fromEntries(sent) as Record<string, string>)).toBe(status)
    await expectUntouched()
  })

  test('with the token of another chat, or its hash, or after the chat was erased', async () => {
    const other = await (await visit(server)).start()
    const hash = (await server.store.tokenHash(visitor.chatId)) ?? ''
    for (const token of [other.token, hash]) {
      const { status, body } = await http.append({ chatId: visitor.chatId, token }, [message('hello')])
      expect([status, body.error?.code]).toEqual([401, 'unauthorized'])
    }
    await expectUntouched()
    expect(await textsOf(other)).toEqual([])
    await http.erase(other)
    expect((await http.append(other, [message('hello')])).status).toBe(401)
  })

  test('with a chat smuggled into an item', async () => {
    const other = await (await visit(server)).start()
    const { clientId, text, choice } = message('hello').payload
    const smuggled = { event: 'message:send', payload: { clientId, text, choice, chatId: other.chatId } }
    const { body } = await http.append(visitor, [smuggled])
    expect(body.results).toMatchObject([{ ok: false, error: { code: 'malformed' } }])
    expect(JSON.stringify(body)).not.toContain(other.chatId)
    expect(await textsOf(other)).toEqual([])
    await expectUntouched()
  })

  test('from a page of another version, whatever else it sends', async () => {
    const { status, body } = await http.post(JSON.stringify({ version: 99, words: 'new' }), headers())
    expect([status, body.error?.code]).toEqual([409, 'outdated'])
  })

  test('with a body of more than 64 KiB, or of too many items; what just fits is taken', async () => {
    const padded = (bytes: number) => bodyOf({ items: [message('hello')] }).padEnd(bytes, ' ')
    expect((await http.post(padded(MAX_APPEND_BYTES + 1), headers())).status).toBe(413)
    const many = Array.from({ length: MAX_APPEND_ITEMS + 1 }, (_, i) => message(`message ${i}`))
    expect((await http.append(visitor, many)).status).toBe(400)
    await expectUntouched()
    expect((await http.post(padded(MAX_APPEND_BYTES), headers())).status).toBe(200)
    expect((await http.append(visitor, many.slice(1))).status).toBe(200)
  })

  test('in sixty shapes that it should not have, always with a typed refusal and never with a word of it', async () => {
    const canary = 'canary-words'
    const good = message(canary)
    const values = [null, true, 0, -1, 1.5, 2 ** 53, '', 'x', '__proto__', [], [[]], {}, { a: canary }, [canary]]
    const shapes: string[] = [
      ...values.map((value) => JSON.stringify(value)),
      ...values.map((version) => bodyOf({ version })),
      ...values.map((chatId) => bodyOf({ chatId })),
      ...values.map((items) => bodyOf({ items })),
      ...values.map((item) => bodyOf({ items: [item] })),
      ...values.filter((event) => typeof event !== 'string').map((event) => bodyOf({ items: [{ ...good, event }] })),
      bodyOf({ items: [{ event: 'x'.repeat(65), payload: {} }] }),
      bodyOf({ items: [{ ...good, more: canary }] }),
      bodyOf({ more: canary }),
      bodyOf({ items: undefined }),
      bodyOf().replace('{', '{"__proto__":{"polluted":true},'),
      bodyOf().replace('"items"', '"constructor":{"prototype":{"polluted":true}},"items"'),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      bodyOf().slice(0, -1),
      `${bodyOf()}${bodyOf()}`,
      '',
      canary,
      '\0',
    ]
    const hostileItems = values.map((payload) => bodyOf({ items: [{ event: 'message:send', payload }] }))
    expect(shapes.length + hostileItems.length).toBeGreaterThanOrEqual(60)
    for (const shape of shapes) {
      const { status, body } = await http.post(shape, headers())
      expect(status, shape.slice(0, 80)).toBeOneOf([400, 401, 409])
      expect(ERROR_CODES, shape.slice(0, 80)).toContain(body.error?.code)
      expect(JSON.stringify(body)).not.toContain(canary)
    }
    for (const shape of hostileItems) {
      const { status, body } = await http.post(shape, headers())
      expect(status).toBe(200)
      expect(body.results, shape).toMatchObject([{ ok: false, error: { code: 'malformed' } }])
    }
    expect('polluted' in {}).toBe(false)
    expect(server.logged.join('')).toBe('')
    await expectUntouched()
  })
})

describe('limits', () => {
  beforeEach(async () => {
    await stop()
    const { chatMessages, requestsPerSocketPerSecond } = strictLimits
    await start({ limits: { ...openLimits, chatMessages, requestsPerSocketPerSecond } })
  })

  test('of a chat hold over both ways together', async () => {
    for (let i = 0; i < 3; i += 1) await visitor.say(`message ${i}`)
    const items = Array.from({ length: 6 }, (_, i) => message(`message ${3 + i}`))
    const { body } = await http.append(visitor, items)
    expect(body.results?.at(-1)).toMatchObject({ ok: false, error: { code: 'too-fast' } })
    const taken = body.results?.filter(({ ok }) => ok).length ?? 0
    expect(taken).toBeLessThan(items.length)
    expect(await textsOf(visitor)).toHaveLength(3 + taken)
  })

  test('of a network hold whatever token is shown', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => http.append({ chatId: newId(), token: 'a'.repeat(64) }, [message('hello')])),
    )
    const limited = answers.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited[0]?.body.error).toMatchObject({ code: 'too-fast', retryAfterMs: expect.any(Number) })
  })
})

describe('a server', () => {
  test('that cannot store says so for the item, and takes it when it can', async () => {
    await stop()
    let broken = true
    await start({
      wrapStore: (store) =>
        new Proxy(store, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name, target)
            if (typeof value !== 'function') return value
            if (name === 'append' && broken) return () => Promise.reject(new Error('disk full'))
            return value.bind(target)
          },
        }),
    })
    const item = message('hello')
    expect((await http.append(visitor, [item, message('later')])).body.results).toMatchObject([
      { ok: false, error: { code: 'unavailable' } },
    ])
    broken = false
    expect((await http.append(visitor, [item])).body.results).toMatchObject([{ ok: true }])
    expect(await textsOf(visitor)).toEqual(['hello'])
    expect(server.logged.join('')).not.toContain('hello')
  })

  test('that stops finishes a request that it has begun, and begins no other', async () => {
    await stop()
    const reached = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    await start({
      wrapStore: (store) =>
        new Proxy(store, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name, target)
            if (typeof value !== 'function') return value
            if (name !== 'append') return value.bind(target)
            return async (...args: Parameters<Store['append']>) => {
              reached.resolve()
              await goOn.promise
              return target.append(...args)
            }
          },
        }),
    })
    const asked = http.append(visitor, [message('hello')])
    await reached.promise
    const closing = server.sockets.close()
    expect((await http.append(visitor, [message('too late')])).status).toBe(503)
    goOn.resolve()
    expect((await asked).body.results).toMatchObject([{ ok: true }])
    await closing
    expect((await server.store.read(visitor.chatId, 0, 10)).events.map(({ type }) => type)).toContain('message:sent')
  })
})

/** The status of a POST that carries these headers and no others: a library adds some by itself. */
async function rawPost(body: string, sent: Record<string, string>): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const request = httpRequest(http.url + APPEND_PATH, { method: 'POST', headers: sent }, (response) => {
    response.resume()
    response.on('end', () => resolve(response.statusCode))
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

describe('a chat that its visitor has erased', () => {
  const tombstone = (chatId: string) => server.store.tombstone(chatId)

  test('is gone at once, with its key, and all who had it open are let go', async () => {
    const staff = await attend(server, 'ana')
    await visitor.say('something private')
    await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
    const tab = await visit(server, visitor)

    const { status, body } = await http.erase(visitor)

    expect(status).toBe(200)
    expect(await server.store.conversation(visitor.chatId)).toBeNull()
    expect(await tombstone(visitor.chatId)).toMatchObject({ reason: 'visitor', erasedAt: body.erasedAt })
    await until('both tabs to close', () => !tab.socket.connected && !visitor.socket.connected)
    await expect(visit(server, visitor)).rejects.toMatchObject({ data: { code: 'unauthorized' } })
    await until('the list', () => staff.told('inbox:removed').some(({ chatId }) => chatId === visitor.chatId))
    const refused = await staff.ask('chat:sync', { chatId: visitor.chatId, since: 0 })
    expect(refused).toMatchObject({ ok: false, error: { code: 'erased' } })
    expect(JSON.stringify(await staff.done('inbox:list', { list: 'closed' }))).not.toContain(visitor.chatId)
  })

  test('and whose answer was lost, is answered as before, by a receipt that says nothing of it', async () => {
    const first = await http.erase(visitor)
    expect(first.body.receipt).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(await http.erase(visitor)).toEqual(first)
    const other = await (await visit(server)).start()
    expect((await http.erase(other)).body.receipt).not.toBe(first.body.receipt)
    expect(visitor.chatId).not.toContain(first.body.receipt?.replace('-', '').toLowerCase())
  })

  test('may be older than its token is good for', async () => {
    await stop()
    const clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
    await start({ clock })
    await visitor.say('a month ago')
    clock.set(clock.now() + 30 * 86_400_000)
    await expect(visit(server, visitor)).rejects.toMatchObject({ data: { code: 'unauthorized' } })
    expect((await http.erase(visitor)).status).toBe(200)
    expect(await server.store.conversation(visitor.chatId)).toBeNull()
  })

  test('was erased by nobody else: not with another token, from another page, or without a version', async () => {
    const other = await (await visit(server)).start()
    const hash = (await server.store.tokenHash(visitor.chatId)) ?? ''
    for (const token of [other.token, hash, '']) {
      expect((await http.erase({ chatId: visitor.chatId, token })).status).toBe(401)
    }
    const body = JSON.stringify({ version: PROTOCOL_VERSION, chatId: visitor.chatId })
    expect((await http.post(body, { ...headers(), origin: 'https://elsewhere.example' }, ERASE_PATH)).status).toBe(403)
    const old = JSON.stringify({ version: PROTOCOL_VERSION + 1, chatId: visitor.chatId })
    expect((await http.post(old, headers(), ERASE_PATH)).status).toBe(409)
    expect((await http.post('{}', headers(), ERASE_PATH)).status).toBe(400)
    expect(await tombstone(visitor.chatId)).toBeNull()
    await expectUntouched()
  })

  test('that never was, is told from none: nothing is learned by asking', async () => {
    const { status, body } = await http.erase({ chatId: newId(), token: visitor.token })
    expect([status, body.error?.code]).toEqual([401, 'unauthorized'])
  })
})
