import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeClock } from '../../support/fake-clock.ts'
import { startNode, type TestNode } from '../../support/nodes.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { newId, until } from '../../support/server.ts'
import { TestSessions } from '../../support/sessions.ts'
import { attend, visit } from '../../support/visitor.ts'

describePostgres('while the database is away', () => {
  let postgres: Postgres
  let clock: FakeClock
  let a: TestNode
  let b: TestNode

  beforeEach(async () => {
    postgres = await startPostgres()
    const databaseUrl = await postgres.freshDatabase()
    clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
    const sessions = new TestSessions()
    a = await startNode({ databaseUrl, clock, sessions })
    b = await startNode({ databaseUrl, clock, sessions })
  })
  afterEach(async () => {
    await a.stop()
    await b.stop()
    await postgres.stop()
  })

  test('nothing is acknowledged and nobody is let go; afterwards all goes on without a restart, and nobody lost a chat (F15)', async () => {
    const ana = await attend(b, 'ana', 'Ana')
    const visitor = await (await visit(a)).start()
    const { chatId } = visitor
    await visitor.say('unheard of')
    await ana.done('inbox:list', { list: 'open' })
    await ana.done('chat:sync', { chatId, since: 0 })
    const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
    await until('the claim', () => visitor.seen().at(-1)?.type === 'chat:claimed')

    // Long after both nodes began: a crash empties the tables of who is there, and that must not look like an old absence.
    clock.set(clock.now() + 120_000)
    await postgres.halt('immediate')
    const clientId = newId()
    const refused = await visitor.ask('message:send', { clientId, text: 'are you there?', choice: null })
    expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    await expect(a.store.probe()).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(15_000)
    await until('heartbeats', () => visitor.told('heartbeat').length > 0 && ana.told('heartbeat').length > 0)
    expect([visitor.socket.connected, ana.socket.connected]).toEqual([true, true])
    const warned = a.logged.filter((line) => line.includes('"event":"sweep"'))
    expect(warned).toHaveLength(1)
    await clock.advance(5000)
    expect(a.logged.filter((line) => line.includes('"event":"sweep"'))).toEqual(warned)

    await postgres.start()
    await until('the message stored', async () => {
      const ack = await visitor.ask('message:send', { clientId, text: 'are you there?', choice: null })
      return ack.ok
    })
    await until('the sweep to work', async () => {
      await clock.advance(5000)
      return a.logged.filter((line) => line.includes('"event":"sweep"')).length === 2
    })
    await until('the message at the other node', () =>
      ana.seen().some((event) => event.type === 'message:sent' && event.text === 'are you there?'),
    )
    await ana.done('message:send', { chatId, clientId: newId(), epoch, text: 'yes' })
    await until('the answer', () =>
      visitor.seen().some((event) => event.type === 'message:sent' && event.text === 'yes'),
    )

    await until('Ana at every node', async () => {
      await clock.advance(1000)
      return a.sockets.staffHere() === 1
    })
    await clock.advance(65_000)
    const log = await visitor.log()
    expect(log.filter(({ type }) => type === 'chat:released')).toEqual([])
    expect(log.filter((event) => event.type === 'message:sent' && event.from === 'visitor')).toHaveLength(2)
    expect(visitor.seen()).toEqual(log.slice(1))
  })
})
