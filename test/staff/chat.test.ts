import { describe, expect, test, vi } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact } from '../../protocol/events.ts'
import type { StaffRequests, StaffResults } from '../../protocol/staff.ts'
import { type Chat, createChat } from '../../staff/models/chat.ts'
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
    }),
    'typing:set': () => ({}),
    ...more,
  })
  const chat = createChat({ chatId: chatId(1), connection, me: ANA.id, shelf, onRow: () => {} })
  await vi.waitFor(() => expect(chat.status.value).toBe('ready'))
  return { chat, connection, facts, shelf }
}

const askedFor = <E extends keyof StaffRequests>(connection: TestConnection, event: E) =>
  connection.asked.filter((asked) => asked.event === event).map((asked) => asked.payload as StaffRequests[E])

const texts = (chat: Chat) => chat.outbox.value.map((item) => [item.payload.text, item.state, item.error])

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

test('a chat that is not there is called gone and not asked for again', async () => {
  const connection = testConnection({
    'chat:sync': () => {
      throw new ChatError('not-found', 'no such chat')
    },
  })
  const chat = createChat({ chatId: chatId(1), connection, me: ANA.id, shelf: memoryShelf(), onRow: () => {} })
  await vi.waitFor(() => expect(chat.status.value).toBe('gone'))
})

test('the visitor stops writing when the message is there', async () => {
  const facts = [opened, said('one')]
  const { chat } = await openChat(facts)
  chat.heardTyping(true)
  expect(chat.visitorTyping.value).toBe(true)
  chat.receive({ gen: GEN, events: log([said('two')], 3) })
  expect(chat.visitorTyping.value).toBe(false)
})
