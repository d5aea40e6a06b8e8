import { afterEach, expect, test, vi } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { StaffPushes, StaffResults } from '../../protocol/staff.ts'
import { createDesk, type Desk } from '../../staff/models/desk.ts'
import {
  ANA,
  BEN,
  chatId,
  claimed,
  log,
  memoryShelf,
  opened,
  row,
  said,
  type TestConnection,
  testConnection,
} from './fixtures.ts'

const GEN = 'a'.repeat(32)
const ana = { id: ANA.id, name: 'Ana' }
const mine = (n: number, lastSeq = 3) => row(n, { state: 'staff', owner: ana, epoch: 1, waitingSince: null, lastSeq })
const presence = (fields: Partial<StaffPushes['presence']> = {}): StaffPushes['presence'] => ({
  here: 1,
  opensAt: null,
  open: true,
  staff: [{ ...ana, onDuty: true }],
  ...fields,
})

let desk: Desk
// Hooks run backwards: the desk is stopped first.
afterEach(() => vi.unstubAllGlobals())
afterEach(() => desk.stop())

function open(rows: StaffResults['inbox:list']['rows'], more: TestConnection['answers'] = {}, shelf = memoryShelf()) {
  const connection = testConnection({
    'inbox:list': () => ({ rows, closedMore: false }),
    'chat:sync': ({ chatId: id }) => ({
      gen: GEN,
      events: log([opened, said('hi'), claimed(ana, 1)]),
      lastSeq: 3,
      more: false,
      row: rows.find((each) => each.chatId === id) ?? mine(1),
      reading: { got: 0, seen: 0 },
    }),
    'duty:set': ({ onDuty }) => ({ onDuty }),
    'typing:set': () => ({}),
    ...more,
  })
  const ended = vi.fn()
  desk = createDesk({ connection, me: ANA, shelf, now: () => 1000, onEnded: ended })
  return { connection, ended, shelf }
}

const asked = (connection: TestConnection, event: string) => connection.asked.filter((each) => each.event === event)

test('own chats are followed without being opened, so that nothing said in them is missed', async () => {
  const { connection } = open([mine(1), row(2), row(3, { state: 'staff', owner: BEN, epoch: 1 })])
  await vi.waitFor(() => expect(asked(connection, 'chat:sync')).toHaveLength(1))
  expect(asked(connection, 'chat:sync')[0]?.payload).toEqual({ chatId: chatId(1), since: 0 })
  connection.push('log:events', { chatId: chatId(1), gen: GEN, events: log([said('still there?')], 4) })
  await vi.waitFor(() => expect(desk.chat(chatId(1)).thread.value.cursor).toBe(4))
})

test('an own chat with new words is unread until it is looked at, and not while it is', async () => {
  const { connection } = open([mine(1), mine(2)])
  await vi.waitFor(() => expect(desk.inbox.open.value).toBe('ready'))
  desk.look(chatId(1))
  connection.push('inbox:changed', { row: mine(1, 4) })
  connection.push('inbox:changed', { row: mine(2, 4) })
  expect([...desk.unread.value]).toEqual([chatId(2)])
  desk.look(chatId(2))
  expect(desk.unread.value.size).toBe(0)
  connection.push('inbox:changed', { row: mine(1, 5) })
  expect([...desk.unread.value]).toEqual([chatId(1)])
})

test('a chat that was erased while it is open on the screen is found to be gone', async () => {
  const { connection } = open([mine(1)])
  await vi.waitFor(() => expect(desk.chat(chatId(1)).status.value).toBe('ready'))
  connection.answers['chat:sync'] = () => {
    throw new ChatError('not-found', 'There is no such chat.')
  }
  connection.push('inbox:removed', { chatId: chatId(1) })
  await vi.waitFor(() => expect(desk.chat(chatId(1)).status.value).toBe('gone'))
})

test('a lost connection is counted from its first moment, and presence is not known until it is back', async () => {
  const { connection } = open([])
  connection.push('presence', presence())
  expect(desk.onDuty.value).toBe(true)
  connection.become('connecting')
  expect(desk.offlineSince.value).toBe(1000)
  expect(desk.presence.value).toBeNull()
  expect(desk.onDuty.value).toBeNull()
  connection.become('offline')
  expect(desk.offlineSince.value).toBe(1000)
  connection.become('online')
  expect(desk.offlineSince.value).toBeNull()
  expect(asked(connection, 'inbox:list')).toHaveLength(2)
})

test('who went away is away again after the server was started again', async () => {
  const { connection } = open([])
  connection.push('presence', presence({ here: 0, staff: [{ ...ana, onDuty: false }] }))
  connection.become('offline')
  connection.become('online')
  expect(asked(connection, 'duty:set').map(({ payload }) => payload)).toEqual([{ onDuty: false }])
})

test('who went away stays away where the restarted server does not hear it at once', async () => {
  vi.useFakeTimers()
  const { connection, shelf } = open([mine(1)])
  connection.push('presence', presence({ here: 0, staff: [{ ...ana, onDuty: false }] }))
  connection.become('offline')
  const { 'duty:set': hears } = connection.answers
  connection.answers['duty:set'] = () => {
    throw new Error('too many requests')
  }
  connection.asked.length = 0
  connection.become('online')
  expect(connection.asked[0]?.event).toBe('duty:set')
  connection.push('presence', presence())
  expect(shelf.get(`duty.${ANA.id}`)).toBe('away')
  if (hears) connection.answers['duty:set'] = hears
  connection.asked.length = 0
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked(connection, 'duty:set').map(({ payload }) => payload)).toEqual([{ onDuty: false }])
  vi.useRealTimers()
})

test('the switch says where the server last said, not what was wished', async () => {
  const { connection } = open([], {
    'duty:set': () => {
      throw new Error('not connected')
    },
  })
  connection.push('presence', presence())
  expect(await desk.setDuty(false)).toBe(false)
  expect(desk.onDuty.value).toBe(true)
})

test('drafts belong to one chat and one person, and outlive the page', async () => {
  const { shelf } = open([])
  desk.drafts.set(chatId(1), 'half a thought')
  expect(desk.drafts.get(chatId(2))).toBe('')
  desk.stop()
  open([], {}, shelf)
  expect(desk.drafts.get(chatId(1))).toBe('half a thought')
  desk.drafts.set(chatId(1), '')
  expect([...shelf.kept.keys()].filter((key) => key.startsWith('drafts'))).toEqual([])

  desk.drafts.set(chatId(1), "Ana's words")
  desk.stop()
  desk = createDesk({
    connection: testConnection({ 'inbox:list': () => ({ rows: [], closedMore: false }) }),
    me: { ...ANA, id: 'ben' },
    shelf,
    now: () => 0,
    onEnded: () => {},
  })
  expect(desk.drafts.get(chatId(1))).toBe('')
})

test('a session that ended elsewhere is told', () => {
  const { connection, ended } = open([])
  connection.push('session:ended', {})
  expect(ended).toHaveBeenCalledOnce()
})

test.each([
  'visibilitychange',
  'pageshow',
  'online',
])('when the page comes back (%s) every open chat and the list are asked for anew', async (kind) => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  const { connection } = open([mine(1)])
  await vi.waitFor(() => expect(asked(connection, 'chat:sync')).toHaveLength(1))
  const lists = asked(connection, 'inbox:list').length
  page.visibilityState = 'hidden'
  page.dispatchEvent(new Event('visibilitychange'))
  expect(asked(connection, 'chat:sync')).toHaveLength(1)
  page.visibilityState = 'visible'
  page.dispatchEvent(new Event(kind))
  await vi.waitFor(() => expect(asked(connection, 'chat:sync')).toHaveLength(2))
  expect(asked(connection, 'inbox:list')).toHaveLength(lists + 1)
  desk.stop()
  page.dispatchEvent(new Event(kind))
  expect(asked(connection, 'chat:sync')).toHaveLength(2)
})
