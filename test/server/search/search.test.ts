import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { StaffResults } from '../../../protocol/staff.ts'
import { unavailable } from '../../../server/store/rows.ts'
import { injectionTexts, unicodeTexts } from '../../support/corpus.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { newId, startServer, type TestServer } from '../../support/server.ts'
import { attend, type StaffEnd, type VisitorEnd, visit } from '../../support/visitor.ts'

const DAY = 86_400_000
let server: TestServer
let clock: FakeClock
let ana: StaffEnd
let away = false

beforeAll(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({
    clock,
    wrapStore: (store) => ({
      ...store,
      record: (entry) => (away ? Promise.reject(unavailable()) : store.record(entry)),
    }),
  })
})
afterAll(() => server.stop())
beforeEach(async () => {
  ana = await attend(server, 'ana', 'Ana')
})

async function chatSaying(...texts: string[]): Promise<VisitorEnd> {
  const visitor = await (await visit(server)).start()
  for (const text of texts) {
    clock.set(clock.now() + 1)
    await visitor.say(text)
  }
  return visitor
}
const search = (words: string, before: StaffResults['chat:search']['next'] = null) =>
  ana.done('chat:search', { words, before })
const chatsOf = async (words: string) => (await search(words)).chats.map(({ chatId }) => chatId)
const searches = () => server.store.audited({ before: null, who: null, what: 'searched', which: null }, 1000)

test('S9: a word is found in any kept chat, open or closed, the newest first, with who said it, when, and where it stands', async () => {
  const old = await chatSaying('my Migräne is bad', 'nothing else')
  const said = clock.now() - 1
  await old.done('chat:end', { clientId: newId() })
  const young = await chatSaying('a MIGRANE again')
  const { chats, next, backTo } = await search('migrane')
  expect(chats.map(({ chatId }) => chatId)).toEqual([young.chatId, old.chatId])
  expect(chats[1]?.state).toBe('closed')
  expect(chats[1]?.hits).toEqual([
    {
      seq: 2,
      at: said,
      by: 'visitor',
      name: null,
      snippet: 'my Migräne is bad',
      marks: [[3, 10]],
      cutBefore: false,
      cutAfter: false,
    },
  ])
  expect(next).toBeNull()
  expect(backTo).toBeLessThanOrEqual(said + 10)
  expect(await chatsOf('migrane bad')).toEqual([old.chatId])
  expect(await chatsOf('bad else')).toEqual([])
})

test('S9: replies and notes of staff are found; of many in one chat the newest, and how many more', async () => {
  const { chatId } = await chatSaying('hello there')
  const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
  for (const n of [1, 2, 3, 4, 5]) {
    await ana.done('message:send', { chatId, clientId: newId(), epoch, text: `palimpsest ${n}` })
  }
  await ana.done('note:write', { chatId, clientId: newId(), text: 'Palimpsest, my note' })
  const [chat] = (await search('palimpsest')).chats
  expect(chat?.hits.map(({ by, name, snippet }) => [by, name, snippet])).toEqual([
    ['note', 'Ana', 'Palimpsest, my note'],
    ['staff', 'Ana', 'palimpsest 5'],
    ['staff', 'Ana', 'palimpsest 4'],
  ])
  expect(chat?.more).toBe(3)
})

test('S9, P6: a search writes one row with how many chats it found, its further pages none, and no word of it', async () => {
  const word = 'quetzalcanary'
  for (let n = 0; n < 25; n += 1) await chatSaying(`${word} ${n}`)
  const before = (await searches()).length
  const first = await search(word)
  expect(first.chats).toHaveLength(20)
  const second = await search(word, first.next)
  expect(second.chats).toHaveLength(5)
  const seen = [...first.chats, ...second.chats].map(({ chatId }) => chatId)
  expect(new Set(seen).size).toBe(25)
  const rows = await searches()
  expect(rows.slice(0, rows.length - before)).toMatchObject([{ who: 'ana', count: 20, which: null, detail: null }])
  expect(JSON.stringify(rows)).not.toContain('quetzal')
  expect(server.logged.join('\n')).not.toContain('quetzal')
})

test('S9, P6: whoever begins with a later page is written down all the same, and what cannot be written down is not given', async () => {
  await chatSaying('xylophone words')
  const before = (await searches()).length
  const from = { lastAt: Number.MAX_SAFE_INTEGER, chatId: 'f'.repeat(32) }
  expect((await search('xylophone', from)).chats).toHaveLength(1)
  expect(await searches()).toHaveLength(before + 1)
  away = true
  const refused = await ana.ask('chat:search', { words: 'xylophone words', before: from })
  away = false
  expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  expect(JSON.stringify(refused)).not.toContain('xylophone')
})

test('S9: what was erased is not found, nor what should have been deleted by now', async () => {
  const erased = await chatSaying('zeppelin one')
  const kept = await chatSaying('zeppelin two')
  await server.store.erase(erased.chatId, 'visitor', clock.now())
  expect(await chatsOf('zeppelin')).toEqual([kept.chatId])
  const { botDays, staffDays } = server.content.site.retention
  clock.set(clock.now() + Math.max(botDays, staffDays) * DAY + 1)
  expect(await server.store.conversation(kept.chatId)).not.toBeNull()
  expect(await chatsOf('zeppelin')).toEqual([])
})

test('S9: hostile words, searched for and said, are text: they find themselves and nothing else', async () => {
  const all = [...unicodeTexts, ...injectionTexts].filter(
    ({ text, expect: outcome }) => outcome === 'stored' && text.length <= 100,
  )
  // All of them are tried against the pure part (find.test.ts); these go the whole way.
  const texts = all.filter((_, index) => index % Math.ceil(all.length / 60) === 0)
  const visitor = await (await visit(server)).start()
  for (const { text } of texts) await visitor.say(text)
  let found = 0
  for (const { id, text } of texts) {
    const answer = await ana.ask('chat:search', { words: text, before: null })
    if (!answer.ok) expect([id, answer.error.code]).toEqual([id, 'empty'])
    else {
      const [chat] = answer.result.chats
      expect([id, chat?.chatId]).toEqual([id, visitor.chatId])
      const total = (chat?.hits.length ?? 0) + (chat?.more ?? 0)
      if (total < texts.length) found += 1
    }
  }
  expect(found).toBeGreaterThan(texts.length * 0.8)
})

test('S9: nobody searches who is signed out', async () => {
  const cam = await attend(server, 'cam', 'Cam')
  server.sessions.end(cam.sessionId, true)
  expect(await cam.ask('chat:search', { words: 'hello', before: null })).toMatchObject({
    error: { code: 'unauthorized' },
  })
})

test('a page of a long search does not keep a visitor’s message waiting for its end', async () => {
  const visitor = await (await visit(server)).start()
  const long = await (await visit(server)).start()
  for (let n = 0; n < 6; n += 1) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => long.say(`filler ${n} ${i} ${'word '.repeat(50)}`)))
  }
  const order: string[] = []
  await Promise.all([
    search('notthere').then(() => order.push('search')),
    visitor.say('quick').then(() => order.push('message')),
  ])
  expect(order).toEqual(['message', 'search'])
})
