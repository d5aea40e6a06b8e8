import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../protocol/errors.ts'
import { NAMESPACE_STAFF, staffRequests } from '../../protocol/staff.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { visitorRequests } from '../../protocol/visitor.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, connected, type StaffEnd, socketTo, type VisitorEnd, visit } from '../support/visitor.ts'

let server: TestServer
let rejections = 0
const countRejection = () => {
  rejections += 1
}

beforeAll(async () => {
  server = await startServer({ timings: { connectMs: 300 } })
  process.on('unhandledRejection', countRejection)
})

afterAll(async () => {
  process.off('unhandledRejection', countRejection)
  await server.stop()
})

const nested = (depth: number): unknown => {
  let value: unknown = {}
  for (let i = 0; i < depth; i += 1) value = [value]
  return value
}

/** Made with JSON.parse, because that is how `__proto__` becomes a key of its own. */
const fromJson = (json: string): unknown => JSON.parse(json)

/** Values that no field expects. `id` is a good client id, so that a payload can be right but for one field. */
const HOSTILE: [name: string, value: unknown][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['minus zero', -0],
  ['minus one', -1],
  ['a fraction', 1.5],
  ['2^53', 2 ** 53],
  ['1e308', 1e308],
  ['NaN, which becomes null', Number.NaN],
  ['Infinity, which becomes null', Number.POSITIVE_INFINITY],
  ['the text NaN', 'NaN'],
  ['an empty text', ''],
  ['a blank text', ' \t\n'],
  ['zero-width text', '\u200b\u2060\ufeff'],
  ['a NUL', '\0'],
  ['a lone surrogate', '\ud800'],
  ['a long text', 'x'.repeat(12_000)],
  ['a text one too long', 'x'.repeat(4001)],
  ['a date', '2026-11-22T00:00:00Z'],
  ['a name of a prototype', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['SQL', "'; DROP TABLE chat; --"],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a template', '{{7*7}}'],
  ['a path', '../../etc/passwd'],
  ['an empty list', []],
  ['a list', [1, 'two', null]],
  ['a list of lists', [[[]]]],
  ['nesting 10 deep', nested(10)],
  ['nesting 1,000 deep', nested(1000)],
  ['an empty object', {}],
  ['an unknown key', { unknown: 1 }],
  ['a __proto__ key', fromJson('{"__proto__":{"polluted":true}}')],
  ['a constructor key', fromJson('{"constructor":{"prototype":{"polluted":true}}}')],
  ['a toJSON key', { toJSON: 'x' }],
  ['a then key', fromJson('{"then":"x"}')],
  ['a valueOf key', { valueOf: 'x', toString: 'y' }],
  ['a length key', { length: 1e9 }],
  ['700 keys', Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`k${i}`, i]))],
  ['operators of a query', { $ne: null, $gt: '' }],
]

/** Right payloads, to be spoiled one field at a time. */
const GOOD: Record<string, Record<string, unknown>> = {
  'chat:start': { noticeVersion: '1', locale: 'en', page: '/' },
  'message:send': { clientId: newId(), text: 'hello', choice: null, chatId: newId(), epoch: 1 },
  'person:ask': { clientId: newId(), noneOfThese: false },
  'handoff:cancel': { clientId: newId() },
  'contact:leave': { clientId: newId(), question: 'hello', contact: 'me' },
  'feedback:give': { clientId: newId(), on: 1, helpful: true, reason: null },
  'chat:end': { clientId: newId() },
  'typing:set': { typing: true, chatId: newId() },
  'reading:set': { got: 1, seen: 1 },
  'answer:send': { chatId: newId(), clientId: newId(), epoch: 1, entryId: 'migraine' },
  'note:write': { chatId: newId(), clientId: newId(), text: 'hello' },
  'chat:pass': { chatId: newId(), clientId: newId(), epoch: 1, to: 'ben', note: null },
  'looking:set': { chatId: newId(), doing: 'reading' },
  'inbox:list': { list: 'open' },
  'chat:sync': { chatId: newId(), since: 0 },
  'chat:search': { words: 'hello', before: null },
  'chat:claim': { chatId: newId(), clientId: newId() },
  'chat:release': { chatId: newId(), clientId: newId(), epoch: 1, to: 'queue' },
  'chat:close': { chatId: newId(), clientId: newId(), epoch: 1, outcome: 'answered' },
  'duty:set': { onDuty: true },
  'alerts:test': { locale: 'en' },
  'alerts:trace': { chatId: newId() },
}

/** Every shape of one event: whole payloads, every field spoiled, fields missing or too many. */
function shapesOf(event: string, fields: string[]): [name: string, payload: unknown][] {
  const good = Object.fromEntries(fields.map((field) => [field, GOOD[event]?.[field]]))
  const spoiled = fields.flatMap((field) =>
    HOSTILE.map(([name, value]): [string, unknown] => [`${name} as ${field}`, { ...good, [field]: value }]),
  )
  const missing = fields.map((field): [string, unknown] => {
    const { [field]: _left, ...rest } = good
    return [`no ${field}`, rest]
  })
  const tooMany: [string, unknown][] = [
    ['a key too many', { ...good, more: 1 }],
    ['a hidden prototype', fromJson(`{"__proto__":${JSON.stringify(good)}}`)],
    ['a list around it', [good]],
    ['itself as text', JSON.stringify(good)],
  ]
  return [...HOSTILE, ...spoiled, ...missing, ...tooMany]
}

const fieldsOf = (parse: (input: unknown) => unknown, event: string): string[] =>
  Object.keys(GOOD[event] ?? {}).filter((field) => {
    try {
      parse({ [field]: GOOD[event]?.[field] })
      return true
    } catch (error) {
      return !(error instanceof Error && error.message.includes('unknown keys'))
    }
  })

async function stillServes(): Promise<void> {
  const visitor = await (await visit(server)).start()
  await visitor.say('hello')
  await visitor.leave()
}

const emit = (end: VisitorEnd | StaffEnd, event: string, ...args: unknown[]): Promise<unknown> =>
  end.socket.timeout(10_000).emitWithAck(event, ...args)

describe('every event, in every shape that it should not have,', () => {
  test.each(
    Object.entries(visitorRequests),
  )('%s of visitors answers with a result or a typed refusal', async (event, parse) => {
    const shapes = shapesOf(event, fieldsOf(parse as (input: unknown) => unknown, event))
    expect(shapes.length).toBeGreaterThanOrEqual(60)
    const visitor = await (await visit(server)).start()
    for (const [name, payload] of shapes) await expectTyped(emit(visitor, event, payload), `${event}: ${name}`)
    expect(visitor.socket.connected).toBe(true)
    await visitor.leave()
    await stillServes()
  })

  test.each(
    Object.entries(staffRequests),
  )('%s of staff answers with a result or a typed refusal', async (event, parse) => {
    const shapes = shapesOf(event, fieldsOf(parse as (input: unknown) => unknown, event))
    expect(shapes.length).toBeGreaterThanOrEqual(60)
    const staff = await attend(server, 'ana')
    for (const [name, payload] of shapes) await expectTyped(emit(staff, event, payload), `${event}: ${name}`)
    expect(staff.socket.connected).toBe(true)
    await staff.leave()
    await stillServes()
  })

  test('without a payload, with several, or without an acknowledgement, is refused or dropped', async () => {
    const visitor = await (await visit(server)).start()
    for (const event of Object.keys(visitorRequests)) {
      const good = GOOD[event]
      expect(await emit(visitor, event)).toMatchObject({ ok: false, error: { code: 'malformed' } })
      expect(await emit(visitor, event, good, good)).toMatchObject({ ok: false, error: { code: 'malformed' } })
      visitor.socket.emit(event)
      visitor.socket.emit(event, good)
      visitor.socket.emit(event, good, 'not a function')
      visitor.socket.emit(event, ...Array.from({ length: 1000 }, () => null))
    }
    // What carried no acknowledgement left no trace.
    expect((await visitor.log()).map(({ type }) => type)).toEqual(['chat:opened'])
    await visitor.leave()
    await stillServes()
  })

  test('under a name that nobody gave it is refused as unknown, and never looked up on a prototype', async () => {
    const visitor = await (await visit(server)).start()
    const staff = await attend(server, 'ana')
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'hasOwnProperty',
      'toString',
      'valueOf',
      'then',
      'error',
      '',
    ]
    for (const name of [...names, 'message:sent', 'MESSAGE:SEND', 'x'.repeat(4000), '\u202e']) {
      for (const end of [visitor, staff]) {
        expect(await emit(end, name, {})).toMatchObject({ ok: false, error: { code: 'unknown-event' } })
      }
    }
    for (const event of Object.keys(staffRequests).filter((name) => !Object.hasOwn(visitorRequests, name))) {
      expect(await emit(visitor, event, GOOD[event])).toMatchObject({ error: { code: 'unknown-event' } })
    }
    await Promise.all([visitor.leave(), staff.leave()])
  })

  test('leaves no mark on any object, no rejection unhandled, and no word of it in the log', async () => {
    await stillServes()
    expect('polluted' in {}).toBe(false)
    expect(rejections).toBe(0)
    expect(server.logged.filter((line) => !line.includes('slow-reader')).join('')).toBe('')
  })
})

async function expectTyped(answer: Promise<unknown>, what: string): Promise<void> {
  const ack = (await answer) as { ok: boolean; error?: { code: string; message: string } }
  if (ack.ok) return
  expect(ERROR_CODES, what).toContain(ack.error?.code)
  expect(ack.error?.code, what).not.toBe('unavailable')
  expect(ack.error?.message, what).not.toMatch(/at .*:\d+/)
}

describe('a connection', () => {
  const auth = { version: PROTOCOL_VERSION, chatId: null, token: null }
  const panel = { origin: 'http://panel.example' }

  test('that sends a binary packet is closed', async () => {
    for (const payload of [Buffer.from('x'), { deep: [new Uint8Array(8)] }]) {
      const visitor = await (await visit(server)).start()
      visitor.socket.emit('message:send', payload)
      await until('the end of the connection', () => !visitor.socket.connected)
    }
    await stillServes()
  })

  test('that sends a frame of more than 16 KiB is closed', async () => {
    const visitor = await (await visit(server)).start()
    visitor.socket.emit('message:send', 'x'.repeat(16 * 1024))
    await until('the end of the connection', () => !visitor.socket.connected)
    await stillServes()
  })

  test.each([
    '/',
    '/admin',
    '/__proto__',
    '/visitor/',
    '/staff?x=1',
  ])('to the namespace %s is refused', async (namespace) => {
    const socket = socketTo(server, { namespace, auth, headers: panel })
    await expect(connected(socket)).rejects.toThrow()
    socket.disconnect()
  })

  test.each([
    ['another version', { ...auth, version: 99 }, 'outdated'],
    ['no version', { chatId: null, token: null }, 'malformed'],
    ['half a chat', { ...auth, chatId: newId() }, 'malformed'],
    ['an unknown chat', { ...auth, chatId: newId(), token: 'a'.repeat(64) }, 'unauthorized'],
    ['a chat that is an object', { ...auth, chatId: {}, token: 'a'.repeat(64) }, 'malformed'],
    ['more than was asked', { ...auth, staff: true }, 'malformed'],
  ])('with %s is refused with a code', async (_name, wrong, code) => {
    const socket = socketTo(server, { namespace: '/visitor', auth: wrong, headers: panel })
    await expect(connected(socket)).rejects.toMatchObject({ message: code, data: { code } })
    socket.disconnect()
  })

  test('of staff with no ticket, a made-up ticket or a used one is refused', async () => {
    const { ticket, sessionId } = server.sessions.signIn('ana', 'Ana')
    const used = ticket()
    server.sessions.redeem(used)
    const ended = ticket()
    server.sessions.end(sessionId)
    for (const [wrong, code] of [
      [undefined, 'malformed'],
      ['a'.repeat(64), 'unauthorized'],
      [used, 'unauthorized'],
      [ended, 'unauthorized'],
    ]) {
      const wrongAuth = { version: PROTOCOL_VERSION, ticket: wrong }
      const headers = { origin: 'http://staff.example' }
      const socket = socketTo(server, { namespace: NAMESPACE_STAFF, auth: wrongAuth, headers })
      await expect(connected(socket)).rejects.toMatchObject({ data: { code } })
      socket.disconnect()
    }
  })

  /** A connection without a client library: it sends what a library would not. Pings are answered, so that it lives. */
  async function rawSocket(): Promise<{ socket: WebSocket; received: string[]; closed: Promise<unknown> }> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      headers: panel,
    } as never)
    const received: string[] = []
    socket.addEventListener('message', ({ data }) => {
      received.push(String(data))
      if (data === '2') socket.send('3')
    })
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    return { socket, received, closed }
  }

  test('that joins no namespace in time is closed', async () => {
    const { closed } = await rawSocket()
    await closed
    await stillServes()
  })

  test('has one socket of a namespace, so that a flood of them cannot hide behind one connection', async () => {
    const { socket, received } = await rawSocket()
    for (let i = 0; i < 20; i += 1) socket.send(`40/visitor,${JSON.stringify(auth)}`)
    await until('the refusals', () => received.some((packet) => packet.startsWith('44/visitor')))
    expect(received.filter((packet) => packet.startsWith('40/visitor'))).toHaveLength(1)
    socket.close()
  })

  test.each([
    '451-/visitor,["message:send",{"_placeholder":true,"num":0}]',
    '461-/visitor,1[{"_placeholder":true,"num":0}]',
  ])('that announces an attachment with %j is closed before any comes', async (frame) => {
    const { socket, received, closed } = await rawSocket()
    socket.send(`40/visitor,${JSON.stringify(auth)}`)
    await until('the namespace', () => received.some((packet) => packet.startsWith('40/visitor')))
    socket.send(frame)
    await closed
  })

  test('that nests a payload 8,000 deep gets a refusal', async () => {
    const { socket, received } = await rawSocket()
    socket.send(`40/visitor,${JSON.stringify(auth)}`)
    await until('the namespace', () => received.some((packet) => packet.startsWith('40/visitor')))
    socket.send(`42/visitor,7["chat:start",${'['.repeat(8000)}${']'.repeat(8000)}]`)
    await until('the refusal', () => received.some((packet) => packet.startsWith('43/visitor,7[{"ok":false')))
    socket.close()
  })

  test.each([
    'not engine.io',
    '9',
    '4',
    '42',
    '49["x"]',
    '45-["x"]',
    '451-["message:send",{"_placeholder":true,"num":0}]',
    '451000000000-/visitor,["x"]',
    '461-/visitor,1[{"_placeholder":true,"num":0}]',
    '42/visitor,["disconnect"]',
    '42/visitor,["connect"]',
    '42/visitor,["newListener"]',
    '42/visitor,[{}]',
    '42/visitor,[null]',
    '42/visitor,{}',
    '42/visitor,',
    '42/visitor,1e5["x"',
    '43/visitor,99999999999999999999[1]',
    '44/visitor,{"message":"x"}',
    '40/visitor,not json',
    '40/visitor,[1]',
    '40/visitor,"text"',
    '\0',
  ])('that sends %j is closed or ignored, and the server goes on', async (frame) => {
    const { socket, received } = await rawSocket()
    socket.send(`40/visitor,${JSON.stringify(auth)}`)
    await until('the namespace', () => received.some((packet) => packet.startsWith('40/visitor')))
    socket.send(frame)
    await stillServes()
    socket.close()
  })
})
