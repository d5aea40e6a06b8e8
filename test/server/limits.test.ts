import { afterEach, describe, expect, test } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import { openLimits, strictLimits } from '../../server/limits.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

let server: TestServer

afterEach(async () => {
  await server.stop()
})

describe('the limits', () => {
  test('refuse most of 30 messages in a moment, politely and with a time, while staff go on as before (B18)', async () => {
    server = await startServer({ limits: { ...openLimits, chatMessages: strictLimits.chatMessages } })
    const staff = await attend(server, 'ana')
    const visitor = await (await visit(server)).start()
    const other = await (await visit(server)).start()

    const acks = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        visitor.ask('message:send', { clientId: newId(), text: `hello ${i}`, choice: null }),
      ),
    )

    const refused = acks.flatMap((ack) => (ack.ok ? [] : [ack.error]))
    expect(acks.filter((ack) => ack.ok).length).toBeGreaterThanOrEqual(5)
    expect(refused.length).toBeGreaterThanOrEqual(20)
    for (const error of refused) {
      expect(error.code).toBe('too-fast')
      expect(error.message).toMatch(/Please wait/)
      expect(error.retryAfterMs).toBeGreaterThan(0)
      expect(error.retryAfterMs).toBeLessThanOrEqual(10_000)
    }
    expect((await visitor.log()).filter((event) => event.type === 'message:sent')).toHaveLength(30 - refused.length)

    // Whoever flooded can still ask for a person, other visitors can write, and staff see them.
    await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
    await other.say('unheard of')
    await until('the queue', () => staff.row(other.chatId)?.state === 'waiting')
    await staff.done('chat:claim', { chatId: other.chatId, clientId: newId() })
  })

  test('let one network open five chats an hour', async () => {
    server = await startServer({ limits: { ...openLimits, chatsPerNetworkPerHour: 5 } })
    const visitor = await visit(server)
    for (let i = 0; i < 5; i += 1) await visitor.start()
    const ack = await visitor.ask('chat:start', { noticeVersion: '1', locale: 'en', page: null })
    expect(ack).toMatchObject({ ok: false, error: { code: 'too-fast', retryAfterMs: expect.any(Number) } })
  })

  test('do not count a chat that the database could not take', async () => {
    let full = true
    server = await startServer({
      limits: { ...openLimits, chatsPerNetworkPerHour: strictLimits.chatsPerNetworkPerHour },
      wrapStore: (store) => ({
        ...store,
        create: (...chat) =>
          full ? Promise.reject(new ChatError('unavailable', 'the disk is full')) : store.create(...chat),
      }),
    })
    const visitor = await visit(server)
    const start = () => visitor.ask('chat:start', { noticeVersion: '1', locale: 'en', page: null })
    for (let i = 0; i < 10; i += 1) expect(await start()).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    full = false
    expect(await start()).toMatchObject({ ok: true })
  })

  test('let one network hold twenty connections, and another as soon as one has ended', async () => {
    server = await startServer({ limits: { ...openLimits, socketsPerNetwork: 20 } })
    const visitors = []
    for (let i = 0; i < 20; i += 1) visitors.push(await visit(server))
    await expect(visit(server)).rejects.toThrow()
    await expect(visit(server, null, 'polling')).rejects.toThrow()
    await visitors[0]?.leave()
    await until('room for one more', () => visit(server).catch(() => null))
  })

  test('count every request of a socket, whatever its name', async () => {
    server = await startServer({ limits: { ...openLimits, requestsPerSocketPerSecond: 5 } })
    const visitor = await visit(server)
    const acks = await Promise.all(Array.from({ length: 20 }, () => visitor.socket.emitWithAck('no:such', {})))
    expect(acks.filter((ack) => ack.error.code === 'too-fast').length).toBeGreaterThanOrEqual(10)
  })

  test('refuse at once what a socket sends beyond the queue it may have', async () => {
    server = await startServer()
    const visitor = await (await visit(server)).start()
    const acks = await Promise.all(
      Array.from({ length: 200 }, () =>
        visitor.ask('message:send', { clientId: newId(), text: 'hello', choice: null }),
      ),
    )
    expect(acks.filter((ack) => ack.ok).length).toBeGreaterThanOrEqual(64)
    for (const ack of acks) if (!ack.ok) expect(ack.error.code).toBe('too-fast')
  })
})
