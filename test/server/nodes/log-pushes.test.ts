import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import type { LogEvent } from '../../../protocol/events.ts'
import { LogPushes } from '../../../server/nodes/log-pushes.ts'

const event = (seq: number): LogEvent => ({ type: 'handoff:cancelled', seq, at: seq })

/** A log that other nodes add to, and what is pushed of it here. */
class Room {
  readonly log: LogEvent[] = []
  readonly pushed: number[] = []
  away = false
  erased = false
  gone = 0
  readonly pushes = new LogPushes({
    read: async (_chatId, since) => {
      await null
      if (this.away) throw new ChatError('unavailable', 'away')
      if (this.erased) throw new ChatError('not-found', 'gone')
      // A page is short, so that what is missing takes several.
      const events = this.log.slice(since, since + 2)
      return { gen: 'gen', events, lastSeq: this.log.length, more: since + 2 < this.log.length }
    },
    push: (_chatId, events) => this.pushed.push(...events.map(({ seq }) => seq)),
    gone: () => {
      this.gone += 1
    },
  })

  constructor(lastSeq: number) {
    this.add(lastSeq)
    this.pushes.follow({ id: 'chat', lastSeq })
  }

  add(count: number): LogEvent[] {
    const events = Array.from({ length: count }, (_, index) => event(this.log.length + 1 + index))
    this.log.push(...events)
    return events
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('every event after the first that was followed is pushed once and in order, whatever is stored, heard or read when', async () => {
  const action = fc.oneof(
    fc.record({ what: fc.constant('here' as const), count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ what: fc.constant('elsewhere' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ what: fc.constant('ring' as const), back: fc.integer({ min: -5, max: 8 }) }),
    fc.record({ what: fc.constant('away' as const), for: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ what: fc.constant('pause' as const), turns: fc.integer({ min: 1, max: 4 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(action, { maxLength: 30 }), async (from, actions) => {
      const room = new Room(from)
      for (const act of actions) {
        if (act.what === 'here') room.pushes.stored('chat', room.add(act.count))
        if (act.what === 'elsewhere') room.add(act.count)
        if (act.what === 'ring') room.pushes.reach('chat', Math.max(1, room.log.length - act.back)).catch(() => {})
        if (act.what === 'away') room.away = !room.away
        if (act.what === 'pause') for (let turn = 0; turn < act.turns; turn += 1) await null
      }
      room.away = false
      await new Promise(setImmediate)
      // The sweep.
      await room.pushes.reach('chat', room.log.length)
      expect(room.pushed).toEqual(numbers(from + 1, room.log.length))
      expect(room.pushes.seqOf('chat')).toBe(room.log.length)
    }),
    { numRuns: 500 },
  )
})

test('a ring for more than there is pushes what there is, and the next one is heard as before', async () => {
  const room = new Room(1)
  room.add(3)
  await room.pushes.reach('chat', Number.MAX_SAFE_INTEGER)
  expect(room.pushed).toEqual([2, 3, 4])
  room.add(1)
  await room.pushes.reach('chat', 5)
  expect(room.pushed).toEqual([2, 3, 4, 5])
})

test('a chat that was erased meanwhile is gone, and one that cannot be read is not', async () => {
  const room = new Room(1)
  room.add(1)
  room.away = true
  await expect(room.pushes.reach('chat', 2)).rejects.toMatchObject({ code: 'unavailable' })
  expect(room.gone).toBe(0)
  Object.assign(room, { away: false, erased: true })
  await room.pushes.reach('chat', 2)
  expect(room.gone).toBe(1)
})

test('a chat without a socket is forgotten, and followed anew from what it has then', async () => {
  const room = new Room(2)
  expect(room.pushes.open(() => true)).toEqual(['chat'])
  expect(room.pushes.open(() => false)).toEqual([])
  room.add(2)
  await room.pushes.reach('chat', 4)
  expect(room.pushed).toEqual([])
  room.pushes.follow({ id: 'chat', lastSeq: 4 })
  room.pushes.stored('chat', room.add(1))
  expect(room.pushed).toEqual([5])
})
