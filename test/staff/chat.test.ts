import { describe, expect, test, vi } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact } from '../../protocol/events.ts'
import type { StaffRequests, StaffResults } from '../../protocol/staff.ts'
import { type Chat, createChat, wordsOf } from '../../staff/models/chat.ts'
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

/** A chat whose log is `facts`; what the test adds to `facts` is in the log at the next sync. */
async function openChat(facts: Fact[], more: TestConnection['answers'] = {}, shelf = memoryShelf()) {
  const connection = testConnection({
    'chat:sync': ({ since }): StaffResults['chat:sync'] => ({
      gen: GEN,
      events: log(facts).filter((event) => event.seq > since),
      lastSeq: facts.length,
      more: false,
      row: row(1),
      reading: { got: 0, seen: 0 },
    }),
    'typing:set': () => ({}),
    'looking:set': () => ({ staff: [] }),
    ...more,
  })
  const chat = createChat({ chatId: chatId(1), connection, me: ANA.id, shelf, onRow: () => {} })
  await vi.waitFor(() => expect(chat.status.value).toBe('ready'))
  return { chat, connection, facts, shelf }
}

const askedFor = <E extends keyof StaffRequests>(connection: TestConnection, event: E) =>
  connection.asked.filter((asked) => asked.event === event).map((asked) => asked.payload as StaffRequests[E])

const texts = (chat: Chat) => chat.outbox.value.map((item) => [wordsOf(item.payload), item.state, item.error])

describe('what goes with a chat', () => {
  test('a note needs no chat of one’s own, keeps its id until it is stored, and is seen as refused where it is', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi'), claimed(BEN, 1)])
    let lost = true
    connection.answers['note:write'] = ({ clientId, text }) => {
      if (lost) throw new ChatError('unavailable', 'no acknowledgement came')
      facts.push({ type: 'note:written', note: { clientId, staff: ana, text } })
      return { seq: 4, gen: GEN }
    }
    chat.note('call her')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['call her', 'queued', 'unavailable']]))
    lost = false
    chat.wake()
    await vi.waitFor(() => expect(askedFor(connection, 'note:write')).toHaveLength(2))
    const [first, second] = askedFor(connection, 'note:write')
    expect(second).toEqual(first)
    chat.heard(4)
    await vi.waitFor(() =>
      expect(chat.thread.value.items.at(-1)).toMatchObject({ kind: 'note', note: { text: 'call her' } }),
    )
    expect(texts(chat)).toEqual([])
    connection.answers['note:write'] = () => {
      throw new ChatError('not-found', 'There is no such chat.')
    }
    chat.note('too late')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['too late', 'failed', 'not-found']]))
  })

  test('own words and the approved answer after them go out in their order, and only by the owner', async () => {
    const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 1)])
    connection.answers['message:send'] = () => ({ seq: 4, gen: GEN })
    connection.answers['answer:send'] = () => ({ seq: 5, gen: GEN })
    chat.send('This may help:')
    chat.answer('tmj', 'Can it help with TMJ?')
    await vi.waitFor(() => expect(askedFor(connection, 'answer:send')).toMatchObject([{ entryId: 'tmj', epoch: 1 }]))
    const order = connection.asked.map(({ event }) => event).filter((event) => event.endsWith(':send'))
    expect(order).toEqual(['message:send', 'answer:send'])
    const other = await openChat([opened, said('hi'), claimed(BEN, 1)])
    other.chat.answer('tmj', 'Can it help with TMJ?')
    other.chat.send('mine?')
    expect(texts(other.chat)).toEqual([])
  })

  test('what the visitor has seen never becomes less, and one is no colleague of oneself', async () => {
    const { chat } = await openChat([opened, said('hi'), claimed(ana, 1)])
    chat.heardReading({ got: 3, seen: 2 })
    chat.heardReading({ got: 2, seen: 3 })
    expect(chat.reading.value).toEqual({ got: 3, seen: 3 })
    chat.heardOnlookers([
      { ...ana, doing: 'reading' },
      { ...BEN, doing: 'noting' },
    ])
    expect(chat.onlookers.value).toEqual([{ ...BEN, doing: 'noting' }])
  })

  test('colleagues are told of each change once, and again on the next connection', async () => {
    const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 1)])
    for (const doing of ['reading', 'replying', 'replying', 'reading'] as const) chat.doing(doing)
    const told = () => askedFor(connection, 'looking:set').map(({ doing }) => doing)
    expect(told()).toEqual(['reading', 'replying', 'reading'])
    chat.wake()
    expect(told()).toEqual(['reading', 'replying', 'reading', 'reading'])
  })
})

describe('taking a chat', () => {
  test('makes it mine once the log says so', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi')])
    connection.answers['chat:claim'] = () => {
      facts.push(claimed(ana, 1))
      return { seq: 3, gen: GEN, epoch: 1 }
    }
    expect(chat.isMine.value).toBe(false)
    expect(await chat.claim()).toBe(true)
    expect(chat.isMine.value).toBe(true)
    expect(chat.busy.value).toBeNull()
  })

  test('who was a moment too late is told who has it', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi')])
    connection.answers['chat:claim'] = () => {
      facts.push(claimed(BEN, 1))
      throw new ChatError('already-claimed', 'Another person has this chat.', { by: 'Ben' })
    }
    expect(await chat.claim()).toBe(false)
    expect(chat.setback.value).toEqual({ action: 'claim', code: 'already-claimed', by: 'Ben' })
    await vi.waitFor(() => expect(chat.thread.value.owner?.name).toBe('Ben'))
  })

  test('after a claim that was won unheard and given back it is a new claim, not the old one again', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi')])
    connection.answers['chat:claim'] = () => {
      facts.push(claimed(ana, 1))
      throw new ChatError('unavailable', 'no acknowledgement came')
    }
    await chat.claim()
    await vi.waitFor(() => expect(chat.isMine.value).toBe(true))
    connection.answers['chat:release'] = () => {
      facts.push({ type: 'chat:released', staff: ana, epoch: 2, to: 'queue', reason: 'passed-back' })
      return { seq: 4, gen: GEN }
    }
    await chat.release('queue')
    await chat.claim()
    const [first, second] = askedFor(connection, 'chat:claim').map(({ clientId }) => clientId)
    expect(second).not.toBe(first)
  })

  test('asked again after no answer it is the same claim, so it cannot count twice', async () => {
    const { chat, connection } = await openChat([opened, said('hi')])
    connection.answers['chat:claim'] = () => {
      throw new ChatError('unavailable', 'no acknowledgement came')
    }
    await chat.claim()
    await chat.claim()
    const ids = askedFor(connection, 'chat:claim').map(({ clientId }) => clientId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test('two presses at once ask once', async () => {
    const { chat, connection } = await openChat([opened, said('hi')], {
      'chat:claim': () => ({ seq: 3, gen: GEN, epoch: 1 }),
    })
    await Promise.all([chat.claim(), chat.claim()])
    expect(askedFor(connection, 'chat:claim')).toHaveLength(1)
  })
})

describe('replying', () => {
  test('a chat that is not mine takes no reply', async () => {
    const { chat, connection } = await openChat([opened, said('hi'), claimed(BEN, 1)])
    chat.send('hello')
    expect(askedFor(connection, 'message:send')).toEqual([])
    expect(chat.outbox.value).toEqual([])
  })

  test('a reply goes out under the ownership it was written in and leaves the outbox when the log has it', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi'), claimed(ana, 4)])
    connection.answers['message:send'] = ({ clientId, text }) => {
      facts.push({ type: 'message:sent', from: 'staff', clientId, text, staff: ana })
      return { seq: 4, gen: GEN }
    }
    chat.send('hello')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['hello', 'sent', null]]))
    expect(askedFor(connection, 'message:send')[0]).toMatchObject({ epoch: 4, text: 'hello' })
    chat.heard(4)
    await vi.waitFor(() => expect(chat.outbox.value).toEqual([]))
    expect(chat.thread.value.items.at(-1)).toMatchObject({ kind: 'staff', text: 'hello' })
  })

  test('without a connection the reply waits and outlives the page', async () => {
    const shelf = memoryShelf()
    const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 1)], {}, shelf)
    connection.answers['message:send'] = () => {
      throw new ChatError('unavailable', 'not connected')
    }
    chat.send('hello')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['hello', 'queued', 'unavailable']]))
    const [first] = chat.outbox.value
    chat.stop()

    const again = await openChat(
      [opened, said('hi'), claimed(ana, 1)],
      { 'message:send': () => ({ seq: 4, gen: GEN }) },
      shelf,
    )
    await vi.waitFor(() => expect(texts(again.chat)).toEqual([['hello', 'sent', null]]))
    expect(askedFor(again.connection, 'message:send')[0]?.clientId).toBe(first?.clientId)
  })

  test('after a change of hands the text stays, and goes out anew only when the chat is mine again', async () => {
    const { chat, connection, facts } = await openChat([opened, said('hi'), claimed(ana, 1)])
    connection.answers['message:send'] = ({ epoch }) => {
      if (epoch === 1) {
        facts.push({ type: 'chat:released', staff: ana, epoch: 2, to: 'queue', reason: 'dropped' }, claimed(BEN, 3))
        throw new ChatError('stale-claim', 'This chat changed hands; nothing was written.')
      }
      return { seq: 9, gen: GEN }
    }
    chat.send('I am here')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['I am here', 'failed', 'stale-claim']]))
    expect(chat.setback.value).toMatchObject({ action: 'send', code: 'stale-claim' })
    await vi.waitFor(() => expect(chat.thread.value.owner?.name).toBe('Ben'))

    const id = chat.outbox.value[0]?.clientId ?? ''
    chat.retry(id)
    expect(texts(chat)).toEqual([['I am here', 'failed', 'stale-claim']])

    facts.push({ type: 'chat:released', staff: BEN, epoch: 4, to: 'queue', reason: 'passed-back' }, claimed(ana, 5))
    chat.heard(facts.length)
    await vi.waitFor(() => expect(chat.isMine.value).toBe(true))
    expect(chat.setback.value).toBeNull()
    chat.retry(id)
    await vi.waitFor(() => expect(texts(chat)).toEqual([['I am here', 'sent', null]]))
    const sends = askedFor(connection, 'message:send')
    expect(sends.map(({ epoch }) => epoch)).toEqual([1, 5])
    expect(sends[0]?.clientId).not.toBe(sends[1]?.clientId)
  })

  test('typing is told as a fact, not with each key, and never by who does not own the chat', async () => {
    const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 1)])
    for (let key = 0; key < 30; key++) chat.typing(true)
    chat.typing(false)
    chat.typing(false)
    expect(askedFor(connection, 'typing:set')).toEqual([
      { chatId: chatId(1), typing: true },
      { chatId: chatId(1), typing: false },
    ])
    const others = await openChat([opened, said('hi'), claimed(BEN, 1)])
    others.chat.typing(true)
    expect(askedFor(others.connection, 'typing:set')).toEqual([])
  })
})

/** A page that has the chat and a reply in it, and then the log as it is after the server was put back to an earlier state. */
async function putBack(left: Fact[], reply: Fact | null) {
  const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 1), ...(reply ? [reply] : [])])
  connection.answers['message:send'] = ({ epoch }) => {
    if (epoch !== 1) throw new ChatError('stale-claim', 'This chat changed hands; nothing was written.')
    return { seq: 4, gen: GEN }
  }
  if (!reply) {
    chat.send('take one')
    await vi.waitFor(() => expect(texts(chat)).toEqual([['take one', 'sent', null]]))
  }
  connection.answers['chat:sync'] = ({ since }) => ({
    gen: 'b'.repeat(32),
    events: log(left).filter(({ seq }) => seq > since),
    lastSeq: left.length,
    more: false,
    row: row(1),
    reading: { got: 0, seen: 0 },
  })
  chat.wake()
  await vi.waitFor(() => expect(chat.thread.value.cursor).toBe(left.length))
  return { chat, connection }
}

describe('when the server was put back to an earlier state (I16)', () => {
  const clientId = 'e'.repeat(32)
  const reply: Fact = { type: 'message:sent', from: 'staff', clientId, text: 'take two', staff: ana }

  test('an own reply that is missing is sent again under its id', async () => {
    const { connection } = await putBack([opened, said('hi'), claimed(ana, 1)], reply)
    await vi.waitFor(() =>
      expect(askedFor(connection, 'message:send')).toEqual([
        { chatId: chatId(1), clientId, epoch: 1, text: 'take two' },
      ]),
    )
  })

  test('so is one that was acknowledged and not yet seen', async () => {
    const { connection } = await putBack([opened, said('hi'), claimed(ana, 1)], null)
    await vi.waitFor(() => expect(askedFor(connection, 'message:send')).toHaveLength(2))
    const [first, again] = askedFor(connection, 'message:send')
    expect(again).toEqual(first)
  })

  test('one that cannot be sent, because somebody else has the chat, stays to be seen', async () => {
    const { chat } = await putBack([opened, said('hi'), claimed(BEN, 3)], reply)
    await vi.waitFor(() => expect(texts(chat)).toEqual([['take two', 'failed', 'stale-claim']]))
  })

  test('nothing is sent again that the log still has', async () => {
    const { chat, connection } = await putBack([opened, said('hi'), claimed(ana, 1), reply], reply)
    expect([texts(chat), askedFor(connection, 'message:send')]).toEqual([[], []])
  })
})

test('passing on and closing carry the ownership that the log tells', async () => {
  const { chat, connection } = await openChat([opened, said('hi'), claimed(ana, 7)], {
    'chat:release': () => ({ seq: 4, gen: GEN }),
    'chat:close': () => ({ seq: 4, gen: GEN }),
  })
  await chat.release('queue')
  await chat.close('answered')
  expect(askedFor(connection, 'chat:release')[0]).toMatchObject({ epoch: 7, to: 'queue' })
  expect(askedFor(connection, 'chat:close')[0]).toMatchObject({ epoch: 7, outcome: 'answered' })
})

test('a gap in what is pushed is filled from the log', async () => {
  const facts = [opened, said('one')]
  const { chat } = await openChat(facts)
  facts.push(said('two'), said('three'))
  chat.receive({ gen: GEN, events: log([said('three')], 4) })
  await vi.waitFor(() => expect(chat.thread.value.cursor).toBe(4))
  expect(chat.thread.value.items.map((item) => (item.kind === 'visitor' ? item.text : item.kind))).toEqual([
    'line',
    'one',
    'two',
    'three',
  ])
})

test.each([
  ['not-found', 'gone'],
  ['erased', 'erased'],
] as const)('a chat that is not there (%s) is called %s and not asked for again', async (code, status) => {
  const connection = testConnection({
    'chat:sync': () => {
      throw new ChatError(code, 'no such chat')
    },
  })
  const chat = createChat({ chatId: chatId(1), connection, me: ANA.id, shelf: memoryShelf(), onRow: () => {} })
  await vi.waitFor(() => expect(chat.status.value).toBe(status))
})

test('the visitor stops writing when the message is there', async () => {
  const facts = [opened, said('one')]
  const { chat } = await openChat(facts)
  chat.heardTyping(true)
  expect(chat.visitorTyping.value).toBe(true)
  chat.receive({ gen: GEN, events: log([said('two')], 3) })
  expect(chat.visitorTyping.value).toBe(false)
})
