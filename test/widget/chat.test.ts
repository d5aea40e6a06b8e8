import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openShelf, type StorageLike } from '../../client/shelf.ts'
import type { LogEvent } from '../../protocol/events.ts'
import { type Chat, createChat } from '../../widget/panel/chat.ts'
import { firstView } from '../../widget/panel/late-chat.ts'
import { openVault } from '../../widget/panel/vault.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { type VisitorEnd, visit } from '../support/visitor.ts'
import { type HttpEnd, serveHttp } from '../support/visitor-http.ts'

/** The panel's model on a real server. What only a browser has is given to it here: a page, its address and its origin. */
const HOUR = 3_600_000
let server: TestServer
let http: HttpEnd
let clock: FakeClock
let page: EventTarget
let storage: Map<string, string>
let wires: 'open' | 'cut'

beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({ clock })
  http = await serveHttp(server)
  page = new EventTarget()
  storage = new Map()
  wires = 'open'
  const { WebSocket, fetch } = globalThis
  vi.stubGlobal('location', new URL('/panel', server.url))
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(address: string) {
        const url = wires === 'open' ? address : address.replace('/socket.io/', '/nothing-here/')
        super(url, { headers: { origin: server.origin } } as never)
      }
    },
  )
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    headers.set('origin', server.origin)
    return fetch(http.url + path, { ...init, headers })
  })
})

afterEach(async () => {
  await http.stop()
  await server.stop()
  vi.unstubAllGlobals()
})

const tab: StorageLike = {
  getItem: (key) => storage.get(key) ?? null,
  setItem: (key, value) => void storage.set(key, value),
  removeItem: (key) => void storage.delete(key),
}

/** A page that comes with what the tab kept: the key to `chat`, and what was not acknowledged. */
function open(chat: VisitorEnd, unsent: { clientId: string; text: string }[] = []): Chat {
  const shelf = openShelf(() => tab)
  const outbox = unsent.map(({ clientId, text }) => [clientId, { type: 'message:send', text, choice: null }])
  shelf.set('chat', JSON.stringify({ chatId: chat.chatId, token: chat.token }))
  if (unsent.length > 0) shelf.set('outbox', JSON.stringify(outbox))
  return createChat({
    locale: () => 'en',
    noticeVersion: '1',
    page: '/',
    clinicPhone: '',
    first: firstView({ here: 0, opensAt: null, open: false }),
    vault: openVault(shelf),
    shelf,
    triage: () => null,
    onExists: () => {},
  })
}

const ticket = (): { chatId: string; token: string } | null => JSON.parse(storage.get('chat') ?? 'null')
const texts = (log: LogEvent[]): string[] => log.flatMap((e) => (e.type === 'message:sent' ? [e.text] : []))
const logOf = async (chatId: string): Promise<LogEvent[]> => (await server.store.read(chatId, 0, 200)).events

test('words that wait for a chat which can no longer be continued go into a new one, once', async () => {
  const before = await (await visit(server)).start()
  await before.say('a day ago')
  await before.done('chat:end', { clientId: newId() })
  await before.leave()
  const old = await logOf(before.chatId)

  clock.set(clock.now() + 25 * HOUR)
  const chat = open(before, [{ clientId: newId(), text: 'and today' }])

  const begun = await until('the new chat', () => {
    const kept = ticket()
    return kept && kept.chatId !== before.chatId && chat.view.outbox.length === 0 ? kept : null
  })
  expect(texts(await logOf(begun.chatId))).toEqual(['and today'])
  expect(await logOf(before.chatId)).toEqual(old)
  expect(chat.view.thread.items.filter(({ kind }) => kind === 'visitor')).toHaveLength(1)
  expect(storage.has('outbox')).toBe(false)
})

test('words that wait for a closed chat of yesterday go into it, where it can still be continued', async () => {
  const before = await (await visit(server)).start()
  await before.say('a while ago')
  await before.done('chat:end', { clientId: newId() })
  await before.leave()
  clock.set(clock.now() + 24 * HOUR)
  const chat = open(before, [{ clientId: newId(), text: 'and now' }])
  await until('the acknowledgement', () => chat.view.outbox.length === 0)
  expect(texts(await logOf(before.chatId))).toEqual(['a while ago', 'and now'])
})

test('of more than a page may leave behind, what fits goes from the front, and the rest stays for the next page', async () => {
  const before = await (await visit(server)).start()
  wires = 'cut'
  // 12,000 bytes each: five of them are as much as fits into 64 KiB
  const unsent = Array.from({ length: 8 }, (_, i) => ({ clientId: newId(), text: `${i}${'語'.repeat(3999)}` }))
  const chat = open(before, unsent)
  page.dispatchEvent(new Event('pagehide'))
  await until('the last that fits', async () => texts(await logOf(before.chatId)).length === 5)
  expect(texts(await logOf(before.chatId))).toEqual(unsent.slice(0, 5).map(({ text }) => text))
  expect(chat.view.outbox.map(({ clientId }) => clientId)).toEqual(unsent.map(({ clientId }) => clientId))
  expect(JSON.parse(storage.get('outbox') ?? '[]')).toHaveLength(8)

  wires = 'open'
  page.dispatchEvent(new Event('online'))
  chat.retryNow()
  await until('the rest', () => chat.view.outbox.length === 0, 30)
  expect(texts(await logOf(before.chatId))).toEqual(unsent.map(({ text }) => text))
})

test('a page that goes away with nothing unsent, or with no chat yet, asks for nothing', async () => {
  const before = await (await visit(server)).start()
  const asked = vi.fn(fetch)
  vi.stubGlobal('fetch', asked)
  const chat = open(before)
  await until('the connection', () => chat.view.connection === 'online')
  page.dispatchEvent(new Event('pagehide'))
  chat.say('hello')
  await until('the acknowledgement', () => chat.view.outbox.length === 0)
  page.dispatchEvent(new Event('pagehide'))
  expect(asked).not.toHaveBeenCalled()
})

describe('a chat that is cleared', () => {
  test('is forgotten here at once and erased by the server, and the receipt says so when it is so', async () => {
    const before = await (await visit(server)).start()
    await before.say('something private')
    const chat = open(before)
    await until('the log', () => chat.view.thread.items.length > 2)

    const done = chat.clear()

    expect([...storage.keys()]).toEqual([])
    expect(chat.view.thread.items).toEqual([])
    expect(chat.view.receipt).toMatchObject({ receipt: null, messages: 2, withPerson: false })
    await done
    const receipt = await until('the receipt', () => chat.view.receipt?.receipt)
    expect(receipt).toMatch(/^\w{4}-\w{4}$/)
    expect(chat.view.receipt?.erasedAt).toBe(clock.now())
    expect(await server.store.conversation(before.chatId)).toBeNull()
  })

  test('without a connection is forgotten all the same, and the server is asked until it has erased it', async () => {
    const before = await (await visit(server)).start()
    await before.say('something private')
    const chat = open(before, [{ clientId: newId(), text: 'unsent' }])
    await until('the log', () => chat.view.thread.items.length > 2)
    const reach = globalThis.fetch
    const asked = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')))
    vi.stubGlobal('fetch', asked)

    await chat.clear()

    expect([...storage.keys()]).toEqual([])
    await until('a second try', () => asked.mock.calls.length > 1)
    expect(chat.view.receipt?.receipt).toBeNull()
    expect(await server.store.conversation(before.chatId)).not.toBeNull()
    vi.stubGlobal('fetch', reach)
    await until('the receipt', () => chat.view.receipt?.receipt)
    expect(await server.store.conversation(before.chatId)).toBeNull()
  })

  test('leaves nothing to the next person, whose words begin another chat', async () => {
    const before = await (await visit(server)).start()
    await before.say('something private')
    const chat = open(before)
    await until('the log', () => chat.view.thread.items.length > 2)
    await chat.clear()
    chat.say('hello')
    // The notice is shown anew: the next person has accepted nothing.
    expect(chat.view).toMatchObject({ note: null, receipt: null, pending: { payload: { text: 'hello' } } })
    chat.accept()
    await until('the new chat', () => ticket() !== null && chat.view.thread.items.length > 1)
    expect(ticket()?.chatId).not.toBe(before.chatId)
    expect(JSON.stringify(chat.view.thread)).not.toContain('private')
  })
})
