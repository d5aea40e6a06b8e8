import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine } from '../../faq/types.ts'
import type { LogEvent, LogPage } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { builtEngine } from '../support/engine.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

let server: TestServer

beforeEach(async () => {
  server = await startServer()
})

afterEach(async () => {
  await server.stop()
})

describe('a question', () => {
  test('is answered with the entry and the disclaimer in the same message', async () => {
    const visitor = await (await visit(server)).start()

    const { seq } = await visitor.say('fibromyalgia and ketamine?')

    const log = await visitor.log()
    expect(log.map((event) => event.type)).toEqual(['chat:opened', 'message:sent', 'bot:replied'])
    const reply = log[2]
    if (reply?.type !== 'bot:replied') throw new Error('no reply')
    const entry = server.content.entries.find(({ id }) => id === 'fibromyalgia-help')
    expect(reply.replyTo).toBe(seq)
    expect(reply.answers[0]?.title).toBe(entry?.question)
    expect(reply.answers[0]?.text).toBe(entry?.answer.map((sentence) => sentence.text).join(' '))
    expect(reply.disclaimer.full).toBe(server.content.site.disclaimer.en.full)
    expect(reply.disclaimer.text).toBe(server.content.site.disclaimer.en.text)
    await until('the pushed reply', () => visitor.seen().some((event) => event.type === 'bot:replied'))
  })

  test('that was tapped gets exactly that entry, whatever the words would have matched', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.done('message:send', { clientId: newId(), text: 'crisis words', choice: 'tmj' })
    expect((await visitor.log())[2]).toMatchObject({ type: 'bot:replied', answers: [{ entryId: 'tmj' }] })
  })

  test('with the name of an entry that is gone is taken as text', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.done('message:send', { clientId: newId(), text: 'fibromyalgia?', choice: 'no-such-entry' })
    expect((await visitor.log()).slice(1)).toMatchObject([
      { type: 'message:sent', choice: null },
      { type: 'bot:replied', answers: [{ entryId: 'fibromyalgia-help' }] },
    ])
  })

  test('on which the engine fails gets the apology and a person, never silence', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()

    await visitor.say('broken canary-words')

    expect((await visitor.log()).slice(2)).toMatchObject([
      { type: 'bot:replied', template: 'error', text: server.content.site.templates.en.error },
      { type: 'handoff:requested', trigger: 'error', why: null },
    ])
    await until('the queue item', () => staff.row(visitor.chatId)?.trigger === 'error')
    expect(server.logged.join('')).toContain('the engine failed')
    expect(server.logged.join('')).not.toContain('canary')
  })
})

describe('with the engine of the clinic', () => {
  let engine: Engine

  beforeAll(async () => {
    engine = await builtEngine(await loadContent('faq'))
  })

  beforeEach(async () => {
    await server.stop()
    server = await startServer({ engine })
  })

  test('an entry’s own question is answered with that entry', async () => {
    const visitor = await (await visit(server)).start()
    const entry = server.content.entries.find(({ id }) => id === 'fibromyalgia-help')
    await visitor.say(entry?.question ?? '')
    expect((await visitor.log()).at(-1)).toMatchObject({ type: 'bot:replied', answers: [{ entryId: entry?.id }] })
  })

  test('emergency words get the card and its disclaimer, and staff see the chat flagged', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('I want to kill myself')
    const reply = (await visitor.log()).find((event) => event.type === 'bot:replied')
    expect(reply).toMatchObject({ outcome: 'crisis', template: 'card:self-harm', card: 'self-harm' })
    expect(reply?.disclaimer.full).toBe(server.content.site.disclaimer.en.full)
    const row = await until('the queue item', () => staff.row(visitor.chatId))
    expect(row).toMatchObject({ state: 'waiting', trigger: 'red-flag', flag: 'self-harm' })
  })

  test('emergency words while a person has the chat raise the flag, and the bot stays silent', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('hello')
    await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await visitor.say('I want to kill myself')
    expect((await visitor.log()).slice(-2)).toMatchObject([
      { type: 'message:sent', from: 'visitor' },
      { type: 'flag:raised', card: 'self-harm' },
    ])
    await until('the flag', () => staff.row(visitor.chatId)?.flag === 'self-harm')
  })
})

describe('a handoff', () => {
  test('goes from unsure over a claim and a reply to closed, and a later message opens it again', async () => {
    const staff = await attend(server, 'ana', 'Ana')
    const visitor = await (await visit(server)).start()

    await visitor.say('something unheard of')
    const row = await until('the queue item', () => staff.row(visitor.chatId))
    expect(row).toMatchObject({ state: 'waiting', trigger: 'unsure', lastWords: 'something unheard of' })

    const synced = await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
    expect(synced.events.find((event) => event.type === 'handoff:requested')).toMatchObject({
      why: { rule: 'score<0.55', needed: 0.55, candidates: [{ entryId: 'migraine', score: 0.31 }] },
    })
    const { epoch } = await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await staff.done('message:send', { chatId: visitor.chatId, clientId: newId(), epoch, text: 'Hello, I am Ana.' })
    await until('the reply', () =>
      visitor.seen().some((event) => event.type === 'message:sent' && event.text === 'Hello, I am Ana.'),
    )

    await visitor.say('fibromyalgia?')
    expect((await visitor.log()).at(-1)).toMatchObject({ type: 'message:sent', from: 'visitor' })

    await staff.done('chat:close', { chatId: visitor.chatId, clientId: newId(), epoch, outcome: 'answered' })
    const closed = await until('the end', () => visitor.seen().find((event) => event.type === 'chat:closed'))
    expect(closed).toMatchObject({ by: 'staff', outcome: null })

    await visitor.say('one more thing')
    await until('the queue item', () => staff.row(visitor.chatId)?.state === 'waiting')
    expect((await visitor.log()).some((event) => event.type === 'chat:reopened')).toBe(true)
  })

  test('that staff pass back to the bot makes the bot answer again', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    const { epoch } = await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await staff.done('chat:release', { chatId: visitor.chatId, clientId: newId(), epoch, to: 'bot' })

    await visitor.say('fibromyalgia?')

    expect((await visitor.log()).at(-1)).toMatchObject({ type: 'bot:replied', outcome: 'answer' })
  })

  test('keeps what is written while waiting, in order', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    for (const text of ['one', 'two', 'three']) await visitor.say(text)

    const { events } = await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })

    const texts = events.flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
    expect(texts).toEqual(['unheard of', 'one', 'two', 'three'])
  })

  test('is one queue item however often a person is asked for, and can be taken back', async () => {
    await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    const asks = Array.from({ length: 10 }, () => visitor.done('person:ask', { clientId: newId(), noneOfThese: false }))
    await Promise.all(asks)
    expect((await visitor.log()).filter((event) => event.type === 'handoff:requested')).toHaveLength(1)

    await visitor.done('handoff:cancel', { clientId: newId() })
    await visitor.say('fibromyalgia?')
    expect((await visitor.log()).at(-1)).toMatchObject({ type: 'bot:replied', outcome: 'answer' })
  })

  test('asked for with nobody here says so in the same breath', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
    expect((await visitor.log()).at(-1)).toMatchObject({ type: 'handoff:unattended', reason: 'nobody-here' })
  })

  test('names a thumb down as its trigger, and what the bot had made of the question', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    const { seq } = await visitor.done('message:send', { clientId: newId(), text: 'which one', choice: null })
    await visitor.done('feedback:give', { clientId: newId(), on: seq + 1, helpful: false, reason: 'not-enough' })
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })

    const { events } = await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
    expect(events.find((event) => event.type === 'handoff:requested')).toMatchObject({
      trigger: 'not-helpful',
      why: { trigger: 'not-helpful', rule: 'asked' },
    })
  })

  test('with a contact left shows the contact to staff', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    await visitor.done('contact:leave', { clientId: newId(), question: 'unheard of', contact: '(805) 555-0100' })
    const staff = await attend(server, 'ana')
    const { rows } = await staff.done('inbox:list', { list: 'open' })
    expect(rows).toMatchObject([{ chatId: visitor.chatId, state: 'left_message', contact: '(805) 555-0100' }])
  })

  test('lets staff and visitor see each other type, and never what', async () => {
    const staff = await attend(server, 'ana', 'Ana')
    const visitor = await (await visit(server)).start()
    await visitor.say('unheard of')
    await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
    await staff.done('typing:set', { chatId: visitor.chatId, typing: true })
    await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await staff.done('typing:set', { chatId: visitor.chatId, typing: true })
    await visitor.done('typing:set', { typing: true })

    await until('the visitor typing', () => staff.told('typing').length > 0)
    expect(staff.told('typing')).toEqual([{ chatId: visitor.chatId, typing: true }])
    // Only the owner's typing is told: the first one came before the claim.
    expect(visitor.told('typing')).toEqual([{ name: 'Ana', typing: true }])

    await visitor.leave()
    await until('the end of it', () => staff.told('typing').at(-1)?.typing === false)
  })
})

describe('a message', () => {
  test('resent after a lost acknowledgement is stored once, under the same seq', async () => {
    const visitor = await (await visit(server)).start()
    const clientId = newId()
    const first = await visitor.say('fibromyalgia?', clientId)
    const again = await visitor.say('fibromyalgia?', clientId)
    expect(again).toEqual(first)
    expect((await visitor.log()).filter((event) => event.type === 'message:sent')).toHaveLength(1)
  })

  test('under a client id that was used for other words is refused', async () => {
    const visitor = await (await visit(server)).start()
    const clientId = newId()
    await visitor.say('fibromyalgia?', clientId)
    const ack = await visitor.ask('message:send', { clientId, text: 'something else', choice: null })
    expect(ack).toMatchObject({ ok: false, error: { code: 'id-reused' } })
  })

  test('before a chat was started is refused', async () => {
    const visitor = await visit(server)
    const ack = await visitor.ask('message:send', { clientId: newId(), text: 'hello', choice: null })
    expect(ack).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  })

  test('sent many at once on one socket is stored in the order of sending', async () => {
    const visitor = await (await visit(server)).start()
    const texts = Array.from({ length: 40 }, (_, i) => `hello ${i}`)
    await Promise.all(texts.map((text) => visitor.say(text)))
    const stored = (await visitor.log()).flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
    expect(stored).toEqual(texts)
  })

  test('of four thousand of the widest characters passes, and its log comes in pages that fit', async () => {
    const visitor = await (await visit(server)).start()
    const text = '鎮'.repeat(4000)
    for (let i = 0; i < 80; i += 1) await visitor.say(text)
    const events: LogEvent[] = []
    for (let more = true; more; ) {
      const page: LogPage = await visitor.done('chat:sync', { since: events.length })
      events.push(...page.events)
      more = page.more
    }
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1))
    expect(events.filter((event) => event.type === 'message:sent' && event.text === text)).toHaveLength(80)
  })
})

describe('a chat', () => {
  test('stores the path of the page alone', async () => {
    const visitor = await visit(server)
    for (const [page, kept] of [
      ['/pain?name=Jo#x', '/pain'],
      ['https://clinic.example/pain', null],
      ['javascript:alert(1)', null],
    ] as const) {
      await visitor.done('chat:start', { noticeVersion: '1', locale: 'en', page })
      expect((await visitor.log())[0]).toMatchObject({ type: 'chat:opened', page: kept })
    }
  })

  test('keeps no token, only its hash', async () => {
    const visitor = await (await visit(server)).start()
    expect(visitor.token).toMatch(/^[0-9a-f]{64}$/)
    const stored = await server.store.tokenHash(visitor.chatId)
    expect(stored).toMatch(/^[0-9a-f]{64}$/)
    expect(stored).not.toBe(visitor.token)
  })

  test('goes on over a second connection with its token, and after a restart', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.say('fibromyalgia?')
    const tab = await visit(server, visitor, 'polling')
    await tab.say('hello')
    await until('the other tab', () => visitor.seen().some((e) => e.type === 'message:sent' && e.text === 'hello'))

    await server.restart()
    const back = await visit(server, visitor)
    expect((await back.log()).filter((event) => event.type === 'message:sent')).toHaveLength(2)
  })

  test('that is ended can be written to again', async () => {
    const visitor = await (await visit(server)).start()
    await visitor.say('fibromyalgia?')
    await visitor.done('chat:end', { clientId: newId() })
    await visitor.say('hello')
    expect((await visitor.log()).map((event) => event.type).slice(3)).toEqual([
      'chat:closed',
      'chat:reopened',
      'message:sent',
      'bot:replied',
    ])
  })
})
