import { expect, test, vi } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { StaffResults } from '../../protocol/staff.ts'
import { createInbox } from '../../staff/models/inbox.ts'
import { ANA, chatId, row, testConnection } from './fixtures.ts'

type List = StaffResults['inbox:list']
const listing = (...rows: List['rows']) => ({ 'inbox:list': (): List => ({ rows, closedMore: false }) })

test('counts follow what is pushed', async () => {
  const inbox = createInbox(testConnection(listing(row(1), row(2, { state: 'bot', waitingSince: null }))), ANA.id)
  await inbox.load('open')
  expect(inbox.counts.value).toMatchObject({ waiting: 1, mine: 0, all: 2, left: 0 })
  inbox.receive(row(1, { state: 'staff', owner: { id: ANA.id, name: 'Ana' }, epoch: 1, waitingSince: null }))
  expect(inbox.counts.value).toMatchObject({ waiting: 0, mine: 1, all: 2 })
  inbox.remove(chatId(2))
  expect(inbox.counts.value.all).toBe(1)
})

test('a chat that a colleague has passed on is told apart from one that was taken', async () => {
  const ben = { id: 'ben', name: 'Ben' }
  const me = { id: ANA.id, name: 'Ana' }
  const inbox = createInbox(testConnection(listing(row(1, { state: 'staff', owner: ben, epoch: 1 }), row(2))), ANA.id)
  await inbox.load('open')
  inbox.receive(row(2, { state: 'staff', owner: me, epoch: 1, waitingSince: null }))
  expect([...inbox.passed.value]).toEqual([])
  inbox.receive(row(1, { state: 'staff', owner: me, epoch: 2, waitingSince: null }))
  expect([...inbox.passed.value]).toEqual([[chatId(1), ben]])
})

test('a list that was read before a push does not undo the push', async () => {
  const { promise, resolve } = Promise.withResolvers<List>()
  const inbox = createInbox(testConnection({ 'inbox:list': () => promise }), ANA.id)
  const loading = inbox.load('open')
  inbox.receive(row(1, { state: 'staff', owner: { id: 'ben', name: 'Ben' }, epoch: 1, lastSeq: 5 }))
  inbox.remove(chatId(2))
  resolve({ rows: [row(1), row(2)], closedMore: false })
  await loading
  expect(inbox.row(chatId(1))?.state).toBe('staff')
  expect(inbox.row(chatId(2))).toBeNull()
})

test('reading a list again drops what is no longer in it and leaves the other list alone', async () => {
  const connection = testConnection(listing(row(1), row(2)))
  const inbox = createInbox(connection, ANA.id)
  await inbox.load('open')
  connection.answers = listing(row(9, { state: 'closed', waitingSince: null }))
  await inbox.load('closed')
  connection.answers = listing(row(2))
  await inbox.load('open')
  expect(inbox.rows.value.map(({ code }) => code).sort()).toEqual(['M2', 'M9'])
})

test('somebody new in the line is told of, those already there at the start are not', async () => {
  const inbox = createInbox(testConnection(listing(row(1))), ANA.id)
  await inbox.load('open')
  expect(inbox.arrived.value).toBeNull()
  inbox.receive(row(2))
  expect(inbox.arrived.value?.code).toBe('M2')
  inbox.receive(row(1, { lastSeq: 9 }))
  expect(inbox.arrived.value?.code).toBe('M2')
})

test('somebody who began to wait while there was no connection is told of after it', async () => {
  const connection = testConnection(listing(row(1)))
  const inbox = createInbox(connection, ANA.id)
  await inbox.load('open')
  connection.answers = listing(row(1), row(3))
  await inbox.load('open')
  expect(inbox.arrived.value?.code).toBe('M3')
})

test('a list that cannot be read says so, and one that is there stays', async () => {
  const refuse = () => {
    throw new ChatError('unavailable', 'not connected')
  }
  const connection = testConnection({ 'inbox:list': refuse })
  const inbox = createInbox(connection, ANA.id)
  await inbox.load('open')
  expect(inbox.open.value).toBe('failed')
  connection.answers = listing(row(1))
  await inbox.load('open')
  connection.answers = { 'inbox:list': refuse }
  await inbox.load('open')
  expect(inbox.open.value).toBe('ready')
  expect(inbox.rows.value).toHaveLength(1)
})

test('a list that could not be read is asked for until it comes', async () => {
  vi.useFakeTimers()
  const connection = testConnection(listing(row(1)))
  const inbox = createInbox(connection, ANA.id)
  await inbox.load('open')
  connection.answers = {}
  await inbox.load('open')
  // There is a list already: it stays, and nothing on the page says that somebody is missing in it.
  expect(inbox.open.value).toBe('ready')
  connection.answers = listing(row(1), row(2))
  await vi.advanceTimersByTimeAsync(1000)
  expect(inbox.arrived.value?.code).toBe('M2')
  connection.answers = {}
  await inbox.load('open')
  inbox.stop()
  connection.asked.length = 0
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connection.asked).toEqual([])
  vi.useRealTimers()
})
