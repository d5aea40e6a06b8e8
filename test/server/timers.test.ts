import { afterEach, describe, expect, test } from 'vitest'
import type { LogEvent } from '../../protocol/events.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, type ServerOptions, startServer, type TestServer, until } from '../support/server.ts'
import { attend, type VisitorEnd, visit } from '../support/visitor.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let server: TestServer
let clock: FakeClock

async function start(options: Pick<ServerOptions, 'wrapStore' | 'site'> = {}): Promise<void> {
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({ clock, ...options })
}

afterEach(async () => {
  await server.stop()
})

async function waiting(): Promise<VisitorEnd> {
  const visitor = await (await visit(server)).start()
  await visitor.say('unheard of')
  return visitor
}

const seen = (visitor: VisitorEnd, type: LogEvent['type']) => visitor.seen().filter((event) => event.type === type)
const stateOf = async (visitor: VisitorEnd) => (await server.store.conversation(visitor.chatId))?.state

describe('a visitor who waits', () => {
  test.each([
    1, 3,
  ])('for longer than the %i minutes that the clinic promises may leave a message, and staff keep the chat on their list (H7)', async (waitMinutes) => {
    await start({ site: { waitMinutes } })
    const staff = await attend(server, 'ana')
    const visitor = await waiting()
    await clock.advance(waitMinutes * MINUTE - 2000)
    expect(seen(visitor, 'handoff:unattended')).toEqual([])
    // Writing meanwhile does not start the wait anew.
    await visitor.say('still here')
    await clock.advance(3000)
    await until('the end of the wait', () => seen(visitor, 'handoff:unattended').length === 1)
    expect(seen(visitor, 'handoff:unattended')).toMatchObject([{ reason: 'nobody-came' }])
    await until('the missed chat', () => staff.row(visitor.chatId)?.state === 'left_message')
  })

  test('hears within ten seconds that the last person has left (I11)', async () => {
    await start()
    const staff = await attend(server, 'ana')
    const visitor = await waiting()
    await staff.leave()
    await until('nobody here', () => server.sockets.staffHere() === 0)
    await clock.advance(5000)
    expect(seen(visitor, 'handoff:unattended')).toEqual([])
    await clock.advance(5000)
    await until('the news', () => seen(visitor, 'handoff:unattended').length === 1)
  })

  test('goes on waiting while the only staff browser reloads', async () => {
    await start()
    const staff = await attend(server, 'ana')
    const visitor = await waiting()
    await staff.leave()
    await clock.advance(5000)
    await attend(server, 'ana')
    await clock.advance(MINUTE)
    expect(await stateOf(visitor)).toBe('waiting')
  })

  test('is told in time although the clock was set back meanwhile', async () => {
    await start()
    await attend(server, 'ana')
    const visitor = await waiting()
    await clock.advance(2000)
    clock.set(clock.now() - HOUR)
    await clock.advance((server.content.site.waitMinutes + 1) * MINUTE)
    await until('the news', () => seen(visitor, 'handoff:unattended').length === 1)
  })

  test('is told in time however many chats are with staff', async () => {
    await start()
    await attend(server, 'ana')
    const ana = { id: 'ana', name: 'Ana' }
    const taken = () =>
      server.store.create(
        newId(),
        newId() + newId(),
        [
          { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: null },
          { type: 'chat:claimed', staff: ana, epoch: 1 },
        ],
        clock.now(),
      )
    await Promise.all(Array.from({ length: 510 }, taken))
    await clock.advance(1000)
    const visitor = await waiting()
    await clock.advance((server.content.site.waitMinutes + 1) * MINUTE)
    await until('the news', () => seen(visitor, 'handoff:unattended').length === 1)
  })

  test('is dealt with after a restart as well', async () => {
    await start()
    await attend(server, 'ana')
    const visitor = await waiting()
    await server.restart()
    await clock.advance(10_000)
    await until('the news', async () => (await stateOf(visitor)) === 'left_message')
  })
})

test('an owner who is gone loses the chat although the clock was set back meanwhile (H10)', async () => {
  await start()
  const staff = await attend(server, 'ana', 'Ana')
  const visitor = await waiting()
  await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
  await staff.leave()
  await until('nobody here', () => server.sockets.staffHere() === 0)
  clock.set(clock.now() - HOUR)
  await clock.advance(2 * MINUTE)
  await until('the release', async () => (await stateOf(visitor)) === 'left_message')
})

describe('a chat whose owner is gone', () => {
  async function owned(): Promise<{ visitor: VisitorEnd; leave: () => Promise<void> }> {
    const staff = await attend(server, 'ana', 'Ana')
    const visitor = await waiting()
    await staff.done('chat:claim', { chatId: visitor.chatId, clientId: newId() })
    return { visitor, leave: () => staff.leave() }
  }

  test('goes back to the queue after a minute, and waits there as long as any other (H10)', async () => {
    await start()
    const ben = await attend(server, 'ben', 'Ben')
    const { visitor, leave } = await owned()
    await clock.advance(HOUR)
    expect(await stateOf(visitor)).toBe('staff')
    await leave()
    await until('Ana gone', () => server.sockets.staffHere() === 1)
    await clock.advance(58_000)
    expect(await stateOf(visitor)).toBe('staff')
    await clock.advance(3000)
    await until('the news', () => seen(visitor, 'chat:released').length === 1)
    expect(seen(visitor, 'chat:released')).toMatchObject([{ staff: { name: 'Ana' }, to: 'queue', reason: 'dropped' }])
    expect(ben.row(visitor.chatId)).toMatchObject({ state: 'waiting', owner: null })
    await clock.advance(server.content.site.waitMinutes * MINUTE - 5000)
    expect(await stateOf(visitor)).toBe('waiting')
    await clock.advance(10_000)
    await until('the end of the wait', async () => (await stateOf(visitor)) === 'left_message')
  })

  test('stays theirs when they are back within the minute', async () => {
    await start()
    const { visitor, leave } = await owned()
    await leave()
    await clock.advance(50_000)
    await attend(server, 'ana', 'Ana')
    await clock.advance(5 * MINUTE)
    expect(await stateOf(visitor)).toBe('staff')
  })

  test('has a minute from a restart on', async () => {
    await start()
    const { visitor } = await owned()
    clock.set(clock.now() + HOUR)
    await server.restart()
    await clock.advance(58_000)
    expect(await stateOf(visitor)).toBe('staff')
    await clock.advance(3000)
    await until('the release', async () => (await stateOf(visitor)) === 'left_message')
  })
})

describe('a chat that was left lying', () => {
  test('with the bot is closed after a day, and one in which a person is needed is not', async () => {
    await start()
    const asked = await (await visit(server)).start()
    await asked.say('fibromyalgia?')
    const left = await waiting()
    clock.set(clock.now() + DAY - 3 * MINUTE)
    await clock.advance(2 * MINUTE)
    expect(await stateOf(asked)).toBe('bot')
    await clock.advance(3 * MINUTE)
    await until('the end', () => seen(asked, 'chat:closed').length === 1)
    expect(seen(asked, 'chat:closed')).toMatchObject([{ by: 'idle' }])
    expect(await stateOf(left)).toBe('left_message')
  })

  test('is deleted when its time is up, each class by its own, and disappears from every screen', async () => {
    await start()
    const { botDays, staffDays } = server.content.site.retention
    const asked = await (await visit(server)).start()
    await asked.say('fibromyalgia?')
    const left = await waiting()
    await asked.done('chat:end', { clientId: newId() })
    clock.set(clock.now() + botDays * DAY)
    const staff = await attend(server, 'ana')
    await clock.advance(HOUR)
    await until('the first', () => staff.told('inbox:removed').length === 1)
    expect(staff.told('inbox:removed')).toEqual([{ chatId: asked.chatId }])
    await until('the visitor let go', () => !asked.socket.connected)
    expect(left.socket.connected).toBe(true)
    await expect(visit(server, asked)).rejects.toMatchObject({ data: { code: 'unauthorized' } })

    clock.set(clock.now() + (staffDays - botDays) * DAY)
    await clock.advance(HOUR)
    await until('the second', () => staff.told('inbox:removed').length === 2)
    expect(await server.store.conversation(left.chatId)).toBe(null)
  })
})

test('a timer that fails says so without a word of anybody’s, and the next one does its work', async () => {
  let failing = true
  await start({
    wrapStore: (store) => ({
      ...store,
      stale: (...args) => (failing ? Promise.reject(new Error('canary-driver-message')) : store.stale(...args)),
    }),
  })
  await attend(server, 'ana')
  const visitor = await waiting()
  await clock.advance(5 * MINUTE)
  await until('the line', () => server.logged.some((line) => line.includes('a timer failed')))
  expect(server.logged.join('')).not.toContain('canary')
  expect(await stateOf(visitor)).toBe('waiting')
  failing = false
  await clock.advance(2000)
  await until('the work', async () => (await stateOf(visitor)) === 'left_message')
})
