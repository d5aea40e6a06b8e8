import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { follow } from '../../client/follow.ts'
import { EMPTY_THREAD, fold, type Thread } from '../../client/thread.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { LogEvent } from '../../protocol/events.ts'
import { logArbitrary, logOf, pageOf, visitorSaid } from './logs.ts'

/** A server's log that grows, and an end that follows it. */
function followed(log: LogEvent[], limit = 200) {
  const server = { gen: 'g1', log, fails: false, reads: 0 }
  const seen: Thread[] = []
  const restarts: Thread[] = []
  const end = follow({
    async readPage(since) {
      server.reads += 1
      if (server.fails) throw new ChatError('unavailable', 'not connected')
      return pageOf(server.gen, server.log, since, limit)
    },
    onChange: (thread) => seen.push(thread),
    onRestart: (before) => restarts.push(before),
  })
  return { server, end, seen, restarts }
}

const settled = async (end: { sync(): Promise<void> }): Promise<void> => {
  await end.sync()
  await end.sync()
}

describe('following a log', () => {
  test('any order of pushes, with repeats and holes, ends in the log', async () => {
    await fc.assert(
      fc.asyncProperty(
        logArbitrary,
        fc.array(fc.oneof(fc.nat(60), fc.constant('heartbeat' as const)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (log, steps, limit) => {
          const { end } = followed(log, limit)
          for (const step of steps) {
            if (step === 'heartbeat') end.heard(log.length)
            else {
              const event = log[step]
              if (event) end.receive({ gen: 'g1', events: [event] })
            }
          }
          await settled(end)
          expect(end.thread).toEqual(fold(EMPTY_THREAD, { gen: 'g1', events: log }))
          end.stop()
        },
      ),
    )
  })

  test('a push that fits needs no request', async () => {
    const log = logOf([visitorSaid('a'), visitorSaid('b')])
    const { server, end } = followed(log)
    end.receive({ gen: 'g1', events: log })
    expect(end.thread.cursor).toBe(2)
    expect(server.reads).toBe(0)
  })

  test('a heartbeat that knows more than was pushed fills the gap', async () => {
    const log = logOf([visitorSaid('a'), visitorSaid('b')])
    const { end } = followed(log)
    end.heard(2)
    await vi.waitFor(() => expect(end.thread.cursor).toBe(2))
  })

  test('a log longer than one page is read to its end', async () => {
    const log = logOf(Array.from({ length: 11 }, (_, i) => visitorSaid(String(i))))
    const { server, end } = followed(log, 4)
    await end.sync()
    expect(end.thread.cursor).toBe(11)
    expect(server.reads).toBe(3)
  })

  test('a read that fails is tried again by itself', async () => {
    const { server, end } = followed(logOf([visitorSaid('a')]))
    server.fails = true
    await end.sync()
    expect(end.thread.cursor).toBe(0)
    server.fails = false
    await vi.waitFor(() => expect(end.thread.cursor).toBe(1), { timeout: 5000 })
    end.stop()
  })

  test('what is asked for in the middle of a read is read after it', async () => {
    const log = logOf([visitorSaid('a')])
    const { server, end } = followed(log)
    const first = end.sync()
    server.log = logOf([visitorSaid('a'), visitorSaid('b')])
    end.heard(2)
    await first
    await vi.waitFor(() => expect(end.thread.cursor).toBe(2))
  })
})

describe('a server put back to an earlier state', () => {
  test('in another generation is followed from its beginning, and what was seen before is handed over', async () => {
    const { server, end, restarts } = followed(logOf([visitorSaid('a'), visitorSaid('b'), visitorSaid('c')]))
    await end.sync()
    server.gen = 'g2'
    server.log = logOf([visitorSaid('a')])
    await settled(end)
    expect(end.thread).toEqual(fold(EMPTY_THREAD, { gen: 'g2', events: server.log }))
    expect(restarts.map((thread) => thread.cursor)).toEqual([3])
  })

  test('that says nothing of it is noticed by its shorter log', async () => {
    const { server, end, restarts } = followed(logOf([visitorSaid('a'), visitorSaid('b'), visitorSaid('c')]))
    await end.sync()
    server.log = logOf([visitorSaid('a')])
    await settled(end)
    expect(end.thread.cursor).toBe(1)
    expect(restarts).toHaveLength(1)
  })
})

test('after stop nothing changes any more', async () => {
  const log = logOf([visitorSaid('a')])
  const { end, seen } = followed(log)
  end.stop()
  end.receive({ gen: 'g1', events: log })
  await end.sync()
  expect(seen).toEqual([])
})
