import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../../protocol/version.ts'
import type { Attendance } from '../../../server/nodes/attendance.ts'
import type { Doorbell } from '../../../server/nodes/doorbell.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startNode, type TestNode } from '../../support/nodes.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { newId, until } from '../../support/server.ts'
import { TestSessions } from '../../support/sessions.ts'
import { attend, type StaffEnd, type VisitorEnd, visit } from '../../support/visitor.ts'

const MINUTE = 60_000

/** A bus on which every ring is lost, and nobody notices. */
const losesAll = (doorbell: Doorbell): Doorbell => ({ ...doorbell, ring() {}, ringStaff() {}, onRing: () => () => {} })

describePostgres('two nodes on one database', () => {
  let postgres: Postgres
  let databaseUrl: string
  let clock: FakeClock
  let sessions: TestSessions
  let running: TestNode[]

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    databaseUrl = await postgres.freshDatabase()
    clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
    sessions = new TestSessions()
    running = []
  })
  afterEach(async () => {
    for (const node of running) await node.stop()
  })

  async function start(wrapDoorbell?: (doorbell: Doorbell) => Doorbell): Promise<TestNode> {
    const node = await startNode({ databaseUrl, clock, sessions, ...(wrapDoorbell ? { wrapDoorbell } : {}) })
    running.push(node)
    return node
  }
  const both = async (wrap?: (doorbell: Doorbell) => Doorbell): Promise<[TestNode, TestNode]> => [
    await start(wrap),
    await start(wrap),
  ]
  async function waiting(node: TestNode): Promise<VisitorEnd> {
    const visitor = await (await visit(node)).start()
    await visitor.say('unheard of')
    return visitor
  }
  /** Lets the node of a staff member have been heard of for the last time so many seconds ago. */
  const lastHeard = (staffId: string, seconds: number) =>
    postgres.query(
      databaseUrl,
      `UPDATE bedside.node SET seen_at = now() - make_interval(secs => $2)
       WHERE id IN (SELECT node_id FROM bedside.attendance WHERE staff_id = $1)`,
      [staffId, seconds],
    )
  const types = (end: VisitorEnd | StaffEnd) => end.seen().map(({ type }) => type)
  const seqs = (end: VisitorEnd | StaffEnd) => end.seen().map(({ seq }) => seq)

  test('a visitor at one and a person at the other have a whole chat, pushed as it happens', async () => {
    const [a, b] = await both()
    const ana = await attend(b, 'ana', 'Ana')
    await until('Ana, told at the other node', () => a.sockets.staffHere() === 1)
    await ana.done('inbox:list', { list: 'open' })
    const visitor = await waiting(a)
    await until('the row', () => ana.row(visitor.chatId)?.state === 'waiting')

    const { chatId } = visitor
    await ana.done('chat:sync', { chatId, since: 0 })
    const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
    await until('the claim', () => types(visitor).includes('chat:claimed'))
    for (let turn = 1; turn <= 3; turn += 1) {
      await ana.done('message:send', { chatId, clientId: newId(), epoch, text: `question ${turn}` })
      await until('the question', () => types(visitor).filter((type) => type === 'message:sent').length === 2 * turn)
      await visitor.say(`answer ${turn}`)
      await until('the answer', () => types(ana).filter((type) => type === 'message:sent').length === 2 * turn)
    }
    await ana.done('chat:close', { chatId, clientId: newId(), epoch, outcome: 'answered' })
    await until('the end', () => types(visitor).includes('chat:closed'))

    const log = await visitor.log()
    expect(visitor.seen()).toEqual(log.slice(1))
    expect(seqs(ana)).toEqual(log.slice(-seqs(ana).length).map(({ seq }) => seq))
  })

  test('what was stored while every ring is lost is pushed by the next sweep, once and in order', async () => {
    const [a, b] = await both(losesAll)
    const ana = await attend(b, 'ana', 'Ana')
    await ana.done('inbox:list', { list: 'open' })
    await clock.advance(5000)
    const visitor = await waiting(a)
    const { chatId } = visitor
    expect(ana.row(chatId)).toBeUndefined()
    await clock.advance(5000)
    await until('the row', () => ana.row(chatId)?.state === 'waiting')

    await ana.done('chat:sync', { chatId, since: 0 })
    const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
    for (const text of ['one', 'two', 'three']) {
      await ana.done('message:send', { chatId, clientId: newId(), epoch, text })
    }
    expect(types(visitor)).not.toContain('chat:claimed')
    await clock.advance(5000)
    const log = await visitor.log()
    await until('the log', () => visitor.seen().length === log.length - 1)
    expect(visitor.seen()).toEqual(log.slice(1))
    await clock.advance(15_000)
    expect(visitor.seen()).toEqual(log.slice(1))
    expect(visitor.told('heartbeat').at(-1)).toEqual({ lastSeq: log.length })
  })

  test('an event that nobody rang for comes before the next one that is stored here', async () => {
    const [a, b] = await both(losesAll)
    const ana = await attend(b, 'ana', 'Ana')
    const visitor = await waiting(a)
    const { chatId } = visitor
    await ana.done('chat:sync', { chatId, since: 0 })
    await ana.done('chat:claim', { chatId, clientId: newId() })
    await visitor.say('are you there?')
    const log = await visitor.log()
    await until('the log', () => visitor.seen().length === log.length - 1)
    expect(visitor.seen()).toEqual(log.slice(1))
  })

  test('of staff who claim the same chats at both nodes one gets each, and every node knows who (F17)', async () => {
    const [a, b] = await both()
    const staff = await Promise.all(
      ['ana', 'ben', 'cleo', 'dan', 'eve', 'finn'].map((id, n) => attend(n % 2 ? a : b, id)),
    )
    const visitors = await Promise.all(Array.from({ length: 20 }, (_, n) => waiting(n % 2 ? a : b)))
    for (const { chatId } of visitors) {
      const asked = await Promise.all(staff.map((end) => end.ask('chat:claim', { chatId, clientId: newId() })))
      const won = asked.filter(({ ok }) => ok)
      expect(won).toHaveLength(1)
      expect(asked.filter((ack) => !ack.ok && ack.error.code === 'already-claimed')).toHaveLength(5)
    }
    for (const visitor of visitors) {
      await until('the claim', () => types(visitor).includes('chat:claimed'))
      expect((await visitor.log()).filter(({ type }) => type === 'chat:claimed')).toHaveLength(1)
    }
  })

  test('a chat that its visitor erases is let go at the other node too, ring or no ring', async () => {
    const [a, b] = await both()
    const c = await start(losesAll)
    const visitor = await waiting(a)
    const windows = [await visit(b, visitor), await visit(c, visitor)]
    const headers = { origin: a.origin, authorization: `Bearer ${visitor.token}` }
    const asked = { headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage
    const { status } = await a.sockets.visitorHttp.erase(asked, { version: PROTOCOL_VERSION, chatId: visitor.chatId })
    expect(status).toBe(200)
    await until('the window let go', () => !windows[0]?.socket.connected)
    await clock.advance(5000)
    await until('the other window let go', () => !windows[1]?.socket.connected)
  })

  test('a chat past its time disappears from the screens of every node', async () => {
    const [a, b] = await both()
    const c = await start(losesAll)
    const [ana, ben] = [await attend(b, 'ana'), await attend(c, 'ben')]
    for (const end of [ana, ben]) await end.done('inbox:list', { list: 'open' })
    const visitor = await waiting(a)
    await clock.advance(5000)
    await until('the row', () => [ana, ben].every((end) => end.row(visitor.chatId)))
    const window = await visit(c, visitor)
    expect(await a.store.erase(visitor.chatId, 'retention', clock.now())).toBe(true)
    a.nodes.doorbell.ring(visitor.chatId, 0)
    await until('the row gone', () => ana.told('inbox:removed').length === 1)
    await clock.advance(5000)
    await until('the other row gone', () => ben.told('inbox:removed').length === 1)
    await until('the window let go', () => !window.socket.connected)
  })

  test('who is on duty is known at every node, and stays so from one to the other', async () => {
    const [a, b] = await both()
    const visitor = await visit(a)
    const here = () => visitor.told('presence').at(-1)?.here
    const ana = await attend(b, 'ana', 'Ana')
    await until('Ana', () => here() === 1)
    const ben = await attend(a, 'ben', 'Ben')
    await until('Ben', () => here() === 2)
    await until('both, at both', () => ben.told('presence').at(-1)?.staff.length === 2)

    await ana.done('duty:set', { onDuty: false })
    await until('Ana off duty', () => here() === 1)
    await ana.leave()
    const again = await attend(a, 'ana', 'Ana')
    await until('Ana back', () => again.told('presence').at(-1)?.staff.length === 2)
    expect(again.told('presence').at(-1)?.staff).toContainEqual({ id: 'ana', name: 'Ana', onDuty: false })
    expect(a.sockets.staffHere()).toBe(1)
    await ben.leave()
    await until('nobody', () => b.sockets.staffHere() === 0)
  })

  test('who is on duty is found out without any ring, by the next look', async () => {
    const [a, b] = await both(losesAll)
    await attend(b, 'ana', 'Ana')
    await until('written', async () => {
      await clock.advance(1000)
      return a.sockets.staffHere() === 1
    })
  })

  test('an owner at a live node keeps the chat, whatever the other node sweeps (F16)', async () => {
    const [a, b] = await both()
    const ana = await attend(b, 'ana', 'Ana')
    const visitor = await waiting(a)
    await ana.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await clock.advance(1.5 * MINUTE)
    expect((await a.store.conversation(visitor.chatId))?.state).toBe('staff')
    await ana.leave()
    await attend(a, 'ana', 'Ana')
    await clock.advance(1.5 * MINUTE)
    expect((await a.store.conversation(visitor.chatId))?.state).toBe('staff')
  })

  test('the staff of a killed node are gone since it was last heard of, and its chats go to others once (F16)', async () => {
    const [a, b] = await both()
    const c = await start()
    const ben = await attend(a, 'ben', 'Ben')
    const ana = await attend(b, 'ana', 'Ana')
    const visitor = await waiting(a)
    await ana.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    await until('both', () => a.sockets.staffHere() === 2 && c.sockets.staffHere() === 2)
    await b.crash()
    await clock.advance(MINUTE)
    // Its last word was a moment ago by the database's clock: it may only be slow.
    expect(a.sockets.staffHere()).toBe(2)
    await lastHeard('ana', 16)
    await clock.advance(1000)
    expect(a.sockets.staffHere()).toBe(1)
    await lastHeard('ana', 55)
    await clock.advance(1000)
    expect((await a.store.conversation(visitor.chatId))?.state).toBe('staff')
    await lastHeard('ana', 61)
    await clock.advance(1000)
    await until('the release', () => types(visitor).includes('chat:released'))
    expect((await visitor.log()).filter(({ type }) => type === 'chat:released')).toHaveLength(1)
    await until('the row', () => ben.row(visitor.chatId)?.state === 'waiting')
  })

  test('a node that stops waits until its goodbye is said, and is not waited for by the others (F24)', async () => {
    const a = await start()
    const slowly = (attendance: Attendance): Attendance => ({
      ...attendance,
      async write(all) {
        await delay(200)
        await attendance.write(all)
      },
    })
    const b = await startNode({ databaseUrl, clock, sessions, wrapAttendance: slowly })
    running.push(b)
    await attend(b, 'ana', 'Ana')
    await until('Ana', () => a.sockets.staffHere() === 1)
    await b.stop()
    const left = await postgres.query(
      databaseUrl,
      'SELECT staff_id, gone_at IS NOT NULL AS gone FROM bedside.attendance',
    )
    expect(left).toEqual([{ staff_id: 'ana', gone: true }])
    await until('nobody', () => a.sockets.staffHere() === 0)
  })

  test('two hundred hostile notifications do nothing (T24)', async () => {
    const [a, b] = await both()
    const ana = await attend(b, 'ana', 'Ana')
    await ana.done('inbox:list', { list: 'open' })
    const visitor = await waiting(a)
    const { chatId } = visitor
    await ana.done('chat:sync', { chatId, since: 0 })
    await until('the row', () => ana.row(chatId))
    const [seen, told] = [visitor.pushes.length, ana.pushes.length]

    const shapes = [
      '',
      'null',
      '[]',
      '{}',
      '{"chat":1,"seq":1}',
      `{"chat":"${chatId}","seq":"9"}`,
      `{"chat":"${chatId}","seq":-1}`,
      `{"chat":"${chatId}","seq":1e400}`,
      `{"chat":"${chatId}","seq":99,"events":[]}`,
      `{"seq":99,"chat":"${chatId}"}`,
      `{"chat":"${chatId}","seq":999999}`,
      `{"chat":"${chatId}","seq":1}`,
      `{"chat":"${chatId}","seq":0}`,
      `{"chat":"${newId()}","seq":0}`,
      `{"chat":"${newId()}","seq":5}`,
      `{"__proto__":{"chat":"x"},"seq":1}`,
      `{"staff":"${newId()}"}`,
      `{"node":"${newId()}","beat":1}`,
      '{"constructor":{"prototype":{}}}',
      'x'.repeat(7000),
    ]
    for (let round = 0; round < 10; round += 1) {
      await postgres.query(databaseUrl, `SELECT pg_notify('bedside', text) FROM unnest($1::text[]) AS text`, [shapes])
    }
    // A ring that is one comes after them all.
    await visitor.say('still here')
    const { length } = await visitor.log()
    await until('the message', () => ana.seen().at(-1)?.seq === length && ana.row(chatId)?.lastSeq === length)
    expect(visitor.pushes.slice(seen).map(({ name }) => name)).toEqual(['log:events'])
    expect(
      ana.pushes
        .slice(told)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['inbox:changed', 'log:events'])
    expect([...a.logged, ...b.logged].filter((line) => !line.includes('"level":30'))).toEqual([])
  })
})
