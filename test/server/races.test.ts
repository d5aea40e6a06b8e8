import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, type StaffEnd, visit } from '../support/visitor.ts'

let server: TestServer

beforeEach(async () => {
  server = await startServer()
})

afterEach(async () => {
  await server.stop()
})

test('of twenty staff who claim a chat at once one gets it and nineteen learn who (H4)', async () => {
  const staff = await Promise.all(Array.from({ length: 20 }, (_, i) => attend(server, `staff-${i}`, `Name${i}`)))
  const visitor = await (await visit(server)).start()
  for (let round = 0; round < 10; round += 1) {
    await visitor.start()
    await visitor.say('unheard of')
    const { chatId } = visitor
    const acks = await Promise.all(staff.map((end) => end.ask('chat:claim', { chatId, clientId: newId() })))

    const winners = acks.flatMap((ack, i) => (ack.ok ? [`Name${i}`] : []))
    expect(winners).toHaveLength(1)
    for (const ack of acks) {
      if (!ack.ok) expect(ack.error).toMatchObject({ code: 'already-claimed', by: winners[0] })
    }
    const claims = (await visitor.log()).filter((event) => event.type === 'chat:claimed')
    expect(claims).toMatchObject([{ staff: { name: winners[0] } }])
  }
})

test('a claim silences the bot at once, however close a question comes (H3)', { timeout: 300_000 }, async () => {
  const staff = await attend(server, 'ana')
  const visitor = await visit(server)
  let answered = 0
  for (let round = 0; round < 1000; round += 1) {
    await visitor.start()
    await visitor.say('hello')
    const { chatId } = visitor
    /** A question is looked up and thought about before it is stored: the claim comes some turns of the loop later, or at once. */
    const claim = async () => {
      for (let turn = 0; turn < round % 50; turn += 1) await new Promise(setImmediate)
      return await staff.done('chat:claim', { chatId, clientId: newId() })
    }
    const ask = () => visitor.say('fibromyalgia?')
    await Promise.all(round % 2 === 0 ? [ask(), claim(), ask()] : [claim(), ask(), ask()])

    const log = await visitor.log()
    const claimedAt = log.findIndex((event) => event.type === 'chat:claimed')
    expect(claimedAt).toBeGreaterThan(0)
    expect(log.slice(claimedAt).filter((event) => event.type === 'bot:replied')).toEqual([])
    expect(log.filter((event) => event.type === 'message:sent')).toHaveLength(3)
    answered += log.filter((event) => event.type === 'bot:replied').length - 1
  }
  // Both orders came up, or the race was none.
  expect(answered).toBeGreaterThan(0)
  expect(answered).toBeLessThan(2000)
})

test('a claim that is repeated gives the same epoch, and none once the chat went to somebody else', async () => {
  const [ana, ben] = [await attend(server, 'ana', 'Ana'), await attend(server, 'ben', 'Ben')]
  const visitor = await (await visit(server)).start()
  await visitor.say('unheard of')
  const claim = { chatId: visitor.chatId, clientId: newId() }
  const first = await ana.done('chat:claim', claim)
  expect(await ana.done('chat:claim', claim)).toEqual(first)
  expect(await ana.done('chat:claim', { ...claim, clientId: newId() })).toMatchObject({ epoch: first.epoch })

  const release = { chatId: visitor.chatId, clientId: newId(), epoch: first.epoch, to: 'queue' } as const
  await ana.done('chat:release', release)
  expect(await ana.ask('chat:claim', claim)).toMatchObject({ ok: false, error: { code: 'stale-claim' } })
  await ben.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
  expect(await ana.ask('chat:claim', claim)).toMatchObject({ error: { code: 'already-claimed', by: 'Ben' } })
  const stale = { chatId: visitor.chatId, clientId: newId(), epoch: first.epoch, text: 'still me' }
  expect(await ana.ask('message:send', stale)).toMatchObject({ error: { code: 'already-claimed', by: 'Ben' } })
})

test('what everyone is pushed is the log, in its order, whoever writes at once', async () => {
  const staff: StaffEnd = await attend(server, 'ana')
  const visitor = await (await visit(server)).start()
  const tabs = await Promise.all([visit(server, visitor), visit(server, visitor)])
  await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
  await Promise.all(
    [visitor, ...tabs].flatMap((tab, i) => Array.from({ length: 20 }, (_, n) => tab.say(`hello ${i}.${n}`))),
  )

  const log = (await visitor.log()).slice(1)
  expect(log).toHaveLength(120)
  for (const end of [visitor, ...tabs, staff]) {
    await until('every push', () => end.seen().length >= log.length)
    expect(end.seen().map((event) => event.seq)).toEqual(log.map((event) => event.seq))
  }
})

test('words that meet an erased chat are not refused: their visitor is let go, and hears on coming back that it is gone', async () => {
  const visitor = await (await visit(server)).start()
  await server.store.erase(visitor.chatId, 'visitor', Date.now())
  const unanswered = visitor.ask('message:send', { clientId: newId(), text: 'hello?', choice: null })
  await expect(unanswered).rejects.toThrow('disconnected')
  await expect(visit(server, visitor)).rejects.toMatchObject({ data: { code: 'unauthorized' } })
})
