import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_THREAD, fold, startsRun, type Thread, unread } from '../../client/thread.ts'
import type { Fact } from '../../protocol/events.ts'
import { botReply, logArbitrary, logOf, staffSaid, visitorSaid } from './logs.ts'

const ANA = { id: 'ana', name: 'Ana' }
const BEN = { id: 'ben', name: 'Ben' }
const threadOf = (...facts: Fact[]): Thread => fold(EMPTY_THREAD, { gen: 'g1', events: logOf(facts) })

describe('what has arrived', () => {
  test('a log gives the same thread in one piece and in any pieces, with any repeats', () => {
    fc.assert(
      fc.property(logArbitrary, fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 20 }), (log, cuts) => {
        const whole = fold(EMPTY_THREAD, { gen: 'g1', events: log })
        let thread = EMPTY_THREAD
        for (const [from, length] of cuts) thread = fold(thread, { gen: 'g1', events: log.slice(from, from + length) })
        thread = fold(thread, { gen: 'g1', events: log.slice(thread.cursor) })
        expect({ ...thread, needsSync: false }).toEqual(whole)
      }),
    )
  })

  test('the cursor never passes a hole', () => {
    fc.assert(
      fc.property(logArbitrary, fc.array(fc.nat(60)), (log, picks) => {
        let thread = EMPTY_THREAD
        const seen = new Set<number>()
        for (const pick of picks) {
          const event = log[pick]
          if (!event) continue
          thread = fold(thread, { gen: 'g1', events: [event] })
          seen.add(event.seq)
          for (let seq = 1; seq <= thread.cursor; seq += 1) expect(seen.has(seq)).toBe(true)
        }
      }),
    )
  })

  test('an event beyond the next one is left for a sync', () => {
    const log = logOf([visitorSaid('a'), visitorSaid('b'), visitorSaid('c')])
    const thread = fold(EMPTY_THREAD, { gen: 'g1', events: log.slice(1) })
    expect(thread).toMatchObject({ cursor: 0, needsSync: true, items: [] })
  })

  test('what is known already changes nothing', () => {
    const log = logOf([visitorSaid('a'), visitorSaid('b')])
    const thread = fold(EMPTY_THREAD, { gen: 'g1', events: log })
    expect(fold(thread, { gen: 'g1', events: log })).toBe(thread)
  })

  test('another generation starts the thread over', () => {
    const thread = threadOf(visitorSaid('a'), visitorSaid('b'))
    const restored = fold(thread, { gen: 'g2', events: logOf([visitorSaid('a')]) })
    expect(restored).toMatchObject({ gen: 'g2', cursor: 1, needsSync: true, lastQuestion: 'a' })
    expect(restored.items).toHaveLength(1)
  })
})

describe('where the chat stands', () => {
  test('a person asked for, told to be away, claiming and closing', () => {
    const asked: Fact = { type: 'handoff:requested', trigger: 'asked', why: null }
    expect(threadOf(asked)).toMatchObject({ state: 'waiting', handoff: { seq: 1, unattended: null } })
    const away: Fact = { type: 'handoff:unattended', reason: 'nobody-here' }
    expect(threadOf(asked, away)).toMatchObject({ state: 'left_message', handoff: { unattended: 'nobody-here' } })
    const claimed: Fact = { type: 'chat:claimed', staff: ANA, epoch: 1 }
    expect(threadOf(asked, away, claimed)).toMatchObject({ state: 'staff', owner: ANA, epoch: 1, handoff: null })
    const closed: Fact = { type: 'chat:closed', by: 'staff', staff: ANA, outcome: null }
    expect(threadOf(asked, away, claimed, closed)).toMatchObject({ state: 'closed', owner: null })
  })

  test('a person who drops puts the visitor back in line', () => {
    const thread = threadOf(
      { type: 'chat:claimed', staff: ANA, epoch: 1 },
      { type: 'chat:released', staff: ANA, epoch: 2, to: 'queue', reason: 'dropped' },
    )
    expect(thread).toMatchObject({ state: 'waiting', owner: null, epoch: 2, handoff: { seq: 2 } })
  })

  test('emergency words raise the flag, from the bot and while a person has the chat', () => {
    expect(threadOf({ ...botReply(1), card: 'medical' } as Fact).flag).toBe('medical')
    expect(threadOf({ type: 'flag:raised', card: 'self-harm' }).flag).toBe('self-harm')
  })

  test('feedback is shown on the reply that it judges', () => {
    const thread = threadOf(visitorSaid('a'), botReply(1), {
      type: 'feedback:given',
      clientId: 'f',
      on: 2,
      helpful: false,
      reason: 'not-enough',
    })
    expect(thread.items[1]).toMatchObject({ kind: 'bot', feedback: { helpful: false, reason: 'not-enough' } })
  })

  test('whoever takes a chat from a colleague is told apart from whoever takes it first', () => {
    const { items } = threadOf(
      { type: 'chat:claimed', staff: ANA, epoch: 1 },
      { type: 'chat:claimed', staff: BEN, epoch: 2 },
    )
    expect(items).toMatchObject([{ line: { from: null } }, { line: { from: ANA } }])
  })
})

test('a run of one speaker begins where the speaker or the person changes', () => {
  const { items } = threadOf(staffSaid('a'), staffSaid('b'), visitorSaid('c'), staffSaid('d'), {
    type: 'message:sent',
    from: 'staff',
    clientId: 'e',
    text: 'e',
    staff: BEN,
  })
  expect(items.map((item, i) => startsRun(items[i - 1], item))).toEqual([true, false, true, true, true])
})

test('only what the bot and the staff said counts as unread', () => {
  const thread = threadOf(visitorSaid('a'), botReply(1), { type: 'handoff:cancelled' }, staffSaid('b'))
  expect([0, 1, 2, 3, 4].map((seq) => unread(thread, seq))).toEqual([2, 2, 1, 1, 0])
})
