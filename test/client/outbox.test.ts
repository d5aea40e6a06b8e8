import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createOutbox, type OutboxItem } from '../../client/outbox.ts'
import { openShelf } from '../../client/shelf.ts'
import { ChatError, type ErrorCode } from '../../protocol/errors.ts'

type Sent = { clientId: string; payload: string }
const GEN = 'a'.repeat(32)

function memoryStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

/** An outbox and a server behind it that answers as told, first answer first; without more answers it accepts. */
function posted(answers: ('ok' | ErrorCode)[] = [], storage = memoryStorage()) {
  const received: Sent[] = []
  let inFlight = 0
  let most = 0
  let items: readonly OutboxItem<string>[] = []
  const outbox = createOutbox<string>({
    async send(clientId, payload) {
      inFlight += 1
      most = Math.max(most, inFlight)
      await Promise.resolve()
      inFlight -= 1
      const answer = answers.shift() ?? 'ok'
      if (answer === 'ok') received.push({ clientId, payload })
      else throw new ChatError(answer, answer, answer === 'too-fast' ? { retryAfterMs: 3000 } : {})
      return GEN
    },
    onChange: (next) => {
      items = next
    },
    shelf: openShelf(() => storage),
    random: () => 0.5,
  })
  return { outbox, received, storage, states: () => items.map((item) => item.state), most: () => most }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('sending', () => {
  test('everything arrives once and in order, one at a time, however often the server is out of reach', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.constantFrom('ok' as const, 'unavailable' as const, 'too-fast' as const), { maxLength: 20 }),
        async (texts, answers) => {
          const { outbox, received, most } = posted([...answers])
          for (const text of texts) outbox.add(text)
          await vi.advanceTimersByTimeAsync(1_000_000)
          expect(received.map(({ payload }) => payload)).toEqual(texts)
          expect(new Set(received.map(({ clientId }) => clientId)).size).toBe(texts.length)
          expect(most()).toBe(1)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('a repeat carries the same client id', async () => {
    const sent: string[] = []
    let tries = 0
    const outbox = createOutbox<string>({
      async send(clientId) {
        sent.push(clientId)
        tries += 1
        if (tries < 4) throw new ChatError('unavailable', 'lost')
        return GEN
      },
      onChange: () => {},
    })
    const id = outbox.add('hello')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([id, id, id, id])
    expect(id).toMatch(/^[0-9a-f]{32}$/)
  })

  test('an item names the log in which it was acknowledged, and is sent again when it is put in again', async () => {
    const { outbox, received } = posted()
    const id = outbox.add('hello')
    expect(outbox.items[0]?.gen).toBeNull()
    await vi.advanceTimersByTimeAsync(100)
    expect(outbox.items).toMatchObject([{ state: 'sent', gen: GEN }])
    outbox.add('hello', id)
    expect(outbox.items).toMatchObject([{ clientId: id, state: 'sending', gen: null }])
    await vi.advanceTimersByTimeAsync(100)
    expect(received.map(({ clientId }) => clientId)).toEqual([id, id])
    expect(outbox.items).toHaveLength(1)
  })

  test('a message is sending, then waits for the connection, then is sent until the log has it', async () => {
    const { outbox, states } = posted(['unavailable'])
    const id = outbox.add('hello')
    expect(states()).toEqual(['sending'])
    await vi.advanceTimersByTimeAsync(100)
    expect(states()).toEqual(['queued'])
    outbox.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(states()).toEqual(['sent'])
    outbox.settle(({ clientId }) => clientId === id)
    expect(states()).toEqual([])
  })

  test('the time that the server asks for is kept, whatever wakes the outbox', async () => {
    const { outbox, received } = posted(['too-fast'])
    outbox.add('hello')
    await vi.advanceTimersByTimeAsync(1000)
    outbox.wake()
    await vi.advanceTimersByTimeAsync(1000)
    expect(received).toEqual([])
    await vi.advanceTimersByTimeAsync(2000)
    expect(received).toHaveLength(1)
  })
})

describe('a refusal that repeating cannot mend', () => {
  test('marks that message alone, and the next ones go on', async () => {
    const { outbox, received, states } = posted(['wrong-state', 'ok'])
    outbox.add('first')
    outbox.add('second')
    await vi.advanceTimersByTimeAsync(100)
    expect(states()).toEqual(['failed', 'sent'])
    expect(received.map(({ payload }) => payload)).toEqual(['second'])
    expect(outbox.items[0]?.error).toBe('wrong-state')
  })

  test('can be tried again, or deleted', async () => {
    const { outbox, received, states } = posted(['stale-claim', 'stale-claim'])
    const id = outbox.add('hello')
    await vi.advanceTimersByTimeAsync(100)
    outbox.retry(id)
    await vi.advanceTimersByTimeAsync(100)
    expect(states()).toEqual(['failed'])
    outbox.retry(id)
    await vi.advanceTimersByTimeAsync(100)
    expect(received).toEqual([{ clientId: id, payload: 'hello' }])
    const other = posted(['malformed'])
    const failed = other.outbox.add('bad')
    await vi.advanceTimersByTimeAsync(100)
    other.outbox.remove(failed)
    expect(other.states()).toEqual([])
  })

  test('of an id that stands for something else is tried again under a new one', async () => {
    const { outbox, received } = posted(['id-reused'])
    const id = outbox.add('hello')
    await vi.advanceTimersByTimeAsync(100)
    outbox.retry(id)
    await vi.advanceTimersByTimeAsync(100)
    expect(received).toHaveLength(1)
    expect(received[0]?.clientId).not.toBe(id)
  })
})

describe('a reload', () => {
  test('brings back what was not acknowledged, under the same ids, and sends it', async () => {
    const storage = memoryStorage()
    const before = posted(Array(50).fill('unavailable'), storage)
    const ids = ['one', 'two'].map((text) => before.outbox.add(text))
    await vi.advanceTimersByTimeAsync(2000)
    const after = posted([], storage)
    expect(after.outbox.items.map(({ clientId }) => clientId)).toEqual(ids)
    await vi.advanceTimersByTimeAsync(2000)
    expect(after.received.map(({ payload }) => payload)).toEqual(['one', 'two'])
  })

  test('finds nothing of what was acknowledged or cleared', async () => {
    const { outbox, storage } = posted()
    outbox.add('hello')
    await vi.advanceTimersByTimeAsync(100)
    expect(storage.kept.size).toBe(0)
    const unsent = posted(Array(50).fill('unavailable'))
    unsent.outbox.add('hello')
    expect(unsent.storage.kept.size).toBe(1)
    unsent.outbox.clear()
    expect(unsent.storage.kept.size).toBe(0)
  })

  test.each(['', 'null!', '{"a":1}', '[1,2]', '[["id"]]'])('is not hurt by %j on the shelf', (saved) => {
    const storage = memoryStorage()
    storage.kept.set('outbox', saved)
    expect(() => posted([], storage)).not.toThrow()
  })

  test('matters not where storage is blocked: the page itself still sends', async () => {
    const received: string[] = []
    const outbox = createOutbox<string>({
      async send(_id, payload) {
        received.push(payload)
        return GEN
      },
      onChange: () => {},
      shelf: openShelf(() => {
        throw new DOMException('blocked', 'SecurityError')
      }),
    })
    outbox.add('hello')
    await vi.advanceTimersByTimeAsync(100)
    expect(received).toEqual(['hello'])
  })
})
