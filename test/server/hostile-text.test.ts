import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogEvent, LogPage } from '../../protocol/events.ts'
import { type HostileText, injectionTexts, unicodeTexts } from '../support/corpus.ts'
import { newId, startServer, type TestServer } from '../support/server.ts'
import { attend, type VisitorEnd, visit } from '../support/visitor.ts'

/** How many texts go into one chat. */
const PER_CHAT = 100
const ALL = [...unicodeTexts, ...injectionTexts]

let server: TestServer
const rejections: unknown[] = []
const onRejection = (reason: unknown) => rejections.push(reason)
beforeAll(async () => {
  process.on('unhandledRejection', onRejection)
  server = await startServer()
})
afterAll(async () => {
  process.off('unhandledRejection', onRejection)
  await server.stop()
})

async function wholeLog(read: (since: number) => Promise<LogPage>): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  for (;;) {
    const page = await read(events.at(-1)?.seq ?? 0)
    events.push(...page.events)
    if (!page.more) return events
  }
}
const sentBy = (from: 'visitor' | 'staff', events: LogEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'message:sent' && event.from === from ? [event.text] : []))
const logOf = (visitor: VisitorEnd) => wholeLog((since) => visitor.done('chat:sync', { since }))

const inChats = (texts: HostileText[]): HostileText[][] =>
  Array.from({ length: Math.ceil(texts.length / PER_CHAT) }, (_, i) => texts.slice(i * PER_CHAT, (i + 1) * PER_CHAT))

test('the corpora are as large and as broad as promised, and in plain ASCII', () => {
  expect(unicodeTexts.length).toBeGreaterThanOrEqual(400)
  expect(injectionTexts.length).toBeGreaterThanOrEqual(350)
  for (const texts of [unicodeTexts, injectionTexts]) {
    expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length)
    expect(new Set(texts.map(({ text }) => text)).size).toBeGreaterThanOrEqual(texts.length - 2)
  }
})

test('every text that a visitor sends is read back byte for byte, by the visitor and by staff, or refused by a code', async () => {
  const staff = await attend(server, 'ana')
  for (const texts of inChats(ALL.filter((text) => text.expect !== 'closed'))) {
    const visitor = await (await visit(server)).start()
    for (const { id, text, expect: expected } of texts) {
      const ack = await visitor.ask('message:send', { clientId: newId(), text, choice: null })
      expect([id, ack.ok ? 'stored' : ack.error.code]).toEqual([id, expected])
    }
    const stored = texts.filter((text) => text.expect === 'stored').map(({ text }) => text)
    expect(sentBy('visitor', await logOf(visitor))).toEqual(stored)
    const seenByStaff = await wholeLog((since) => staff.done('chat:sync', { chatId: visitor.chatId, since }))
    expect(sentBy('visitor', seenByStaff)).toEqual(stored)
    await visitor.leave()
  }
  await staff.leave()
  expect(rejections).toEqual([])
})

test('every text that is left as a question or as an address is read back byte for byte, or refused by a code', async () => {
  for (const texts of inChats(ALL.filter((text) => text.expect !== 'closed'))) {
    const visitor = await (await visit(server)).start()
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
    const left: string[][] = []
    for (const { id, text, expect: expected } of texts) {
      const asContact = text.length <= 200
      const payload = asContact ? { question: 'when?', contact: text } : { question: text, contact: 'p@example.org' }
      const ack = await visitor.ask('contact:leave', { clientId: newId(), ...payload })
      expect([id, ack.ok ? 'stored' : ack.error.code]).toEqual([id, expected])
      if (ack.ok) left.push([payload.question, payload.contact])
    }
    const events = await logOf(visitor)
    expect(events.flatMap((e) => (e.type === 'contact:left' ? [[e.question, e.contact]] : []))).toEqual(left)
    await visitor.leave()
  }
  expect(rejections).toEqual([])
})

test('every text as a reply of staff is read back byte for byte by the visitor, or refused by a code', async () => {
  const staff = await attend(server, 'ana')
  for (const texts of inChats(ALL.filter((text) => text.expect !== 'closed'))) {
    const visitor = await (await visit(server)).start()
    const { chatId } = visitor
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
    const { epoch } = await staff.done('chat:claim', { chatId, clientId: newId() })
    for (const { id, text, expect: expected } of texts) {
      const ack = await staff.ask('message:send', { chatId, clientId: newId(), epoch, text })
      expect([id, ack.ok ? 'stored' : ack.error.code]).toEqual([id, expected])
    }
    const stored = texts.filter((text) => text.expect === 'stored').map(({ text }) => text)
    expect(sentBy('staff', await logOf(visitor))).toEqual(stored)
    await visitor.leave()
  }
  await staff.leave()
  expect(rejections).toEqual([])
})

test('a text that no frame may hold ends that connection alone, and no line of the log holds any of them', async () => {
  for (const { text } of ALL.filter((each) => each.expect === 'closed')) {
    const visitor = await (await visit(server)).start()
    const gone = new Promise((resolve) => visitor.socket.once('disconnect', resolve))
    visitor.socket.emit('message:send', { clientId: newId(), text, choice: null })
    await gone
  }
  const visitor = await (await visit(server)).start()
  await visitor.say('what is NMDA?')
  expect((await visitor.log()).some((event) => event.type === 'message:sent')).toBe(true)
  for (const line of server.logged) expect(line).not.toMatch(/evil\.example|onerror|DROP TABLE|forged/)
})
