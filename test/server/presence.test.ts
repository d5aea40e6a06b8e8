import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

let server: TestServer
let clock: FakeClock

const MONDAY_10 = Date.parse('2026-11-23T10:00:00-08:00')

beforeEach(async () => {
  clock = new FakeClock(MONDAY_10)
  server = await startServer({ clock })
})

afterEach(async () => {
  await server.stop()
})

describe('whether a person is there', () => {
  test('is told to a visitor before anything is typed', async () => {
    const visitor = await visit(server)
    await until('presence', () => visitor.told('presence').length > 0)
    expect(visitor.told('presence')).toEqual([{ here: 0, open: true, opensAt: null, usualWaitMs: null }])
  })

  test('counts people, not windows, and only those on duty, and every change is told at once', async () => {
    const visitor = await visit(server)
    const here = () => visitor.told('presence').at(-1)?.here
    const ana = await attend(server, 'ana', 'Ana')
    const window = await attend(server, 'ana', 'Ana')
    await until('Ana', () => here() === 1)
    const ben = await attend(server, 'ben', 'Ben')
    await until('Ben', () => here() === 2)

    await ana.done('duty:set', { onDuty: false })
    await until('Ana off duty', () => here() === 1)
    await until('the same for staff', () => ben.told('presence').at(-1)?.here === 1)
    expect(ben.told('presence').at(-1)?.staff).toEqual([
      { id: 'ana', name: 'Ana', onDuty: false },
      { id: 'ben', name: 'Ben', onDuty: true },
    ])
    await window.done('duty:set', { onDuty: true })
    await until('Ana on duty', () => here() === 2)

    await ana.leave()
    await ben.leave()
    await until('Ben gone', () => here() === 1)
    await window.leave()
    await until('nobody', () => here() === 0)
    expect(server.sockets.staffHere()).toBe(0)
  })

  test('stays off duty over a reload', async () => {
    const ana = await attend(server, 'ana')
    await ana.done('duty:set', { onDuty: false })
    await ana.leave()
    await attend(server, 'ana')
    expect(server.sockets.staffHere()).toBe(0)
  })

  test('comes with the next opening, and the clinic closing is told when it happens', async () => {
    const visitor = await visit(server)
    await clock.advance(7 * 3_600_000 - 1000)
    expect(server.sockets.presence().open).toBe(true)
    await clock.advance(2000)
    await until('closed', () => visitor.told('presence').at(-1)?.open === false)
    expect(visitor.told('presence').at(-1)?.opensAt).toBe(Date.parse('2026-11-24T09:00:00-08:00'))
    expect(server.sockets.presence()).toEqual({
      here: 0,
      open: false,
      opensAt: Date.parse('2026-11-24T09:00:00-08:00'),
    })
  })

  test('names no usual wait before three visitors were claimed, then the median of theirs (H6)', async () => {
    const staff = await attend(server, 'ana')
    const visitor = await visit(server)
    const wait = () => visitor.told('presence').at(-1)?.usualWaitMs
    for (const seconds of [90, 10, 30]) {
      expect(wait()).toBe(null)
      await visitor.start()
      await visitor.say('unheard of')
      clock.set(clock.now() + seconds * 1000)
      await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    }
    await until('a number', () => wait() === 30_000)
    await server.restart()
    const back = await visit(server)
    await until('the same number', () => back.told('presence').at(-1)?.usualWaitMs === 30_000)
  })
})

test('every 15 seconds everyone hears the newest seq of what they follow', async () => {
  const staff = await attend(server, 'ana')
  const visitor = await (await visit(server)).start()
  const stranger = await visit(server)
  await visitor.say('unheard of')
  await staff.done('chat:sync', { chatId: visitor.chatId, since: 0 })
  const lastSeq = (await visitor.log()).length

  await clock.advance(15_000)

  await until('heartbeats', () =>
    [visitor, stranger, staff].every((end) => end.pushes.some((p) => p.name === 'heartbeat')),
  )
  expect(visitor.told('heartbeat')).toEqual([{ lastSeq }])
  expect(stranger.told('heartbeat')).toEqual([{ lastSeq: 0 }])
  expect(staff.told('heartbeat')).toEqual([{ lastSeqs: { [visitor.chatId]: lastSeq } }])
})
