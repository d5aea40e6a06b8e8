import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import type { LogEvent } from '../../../protocol/events.ts'
import type { Command } from '../../../server/conversation/commands.ts'
import type { Conversation } from '../../../server/conversation/state.ts'
import { type ModelChat, modelChat, OPENED, replay } from '../../support/model.ts'
import { histories, type Step } from '../../support/model-arbitrary.ts'

interface Done {
  command: Command
  before: Conversation
  after: Conversation
  /** What was stored, or the refusal. */
  events: LogEvent[]
  refusal: ChatError | null
  staffHere: number
}

function play(steps: Step[]): { chat: ModelChat; done: Done[] } {
  const chat = modelChat()
  const done = steps.map((step): Done => {
    const before = chat.now
    const command = step.command(before.epoch, before.lastSeq)
    const kept = chat.log.length
    let refusal: ChatError | null = null
    try {
      chat.do(command, { staffHere: step.staffHere })
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      refusal = error
    }
    return { command, before, after: chat.now, events: chat.log.slice(kept), refusal, staffHere: step.staffHere }
  })
  return { chat, done }
}

const RUNS = { numRuns: 2000 }

/** Holds `check` to every step of 2,000 random histories. */
function always(check: (step: Done, chat: ModelChat) => void): void {
  fc.assert(
    fc.property(histories, (steps) => {
      const { chat, done } = play(steps)
      for (const step of done) check(step, chat)
    }),
    RUNS,
  )
}

test('replaying the log gives the very conversation that the commands made', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const { chat } = play(steps)
      expect(replay(chat.log)).toEqual(chat.now)
      expect(JSON.parse(JSON.stringify(chat.now))).toEqual(chat.now)
    }),
    RUNS,
  )
})

test('I2: the log counts 1, 2, 3 without a hole', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const { chat } = play(steps)
      expect(chat.log.map((event) => event.seq)).toEqual(chat.log.map((_, index) => index + 1))
      expect(chat.now.lastSeq).toBe(chat.log.length)
    }),
    RUNS,
  )
})

test('I6: a chat has an owner exactly while it is with staff, and who claims in vain is told who has it', () => {
  always(({ command, before, after, refusal }) => {
    expect(after.state === 'staff').toBe(after.owner !== null)
    if (command.type !== 'staff:claim') return
    if (before.owner && before.owner.id !== command.staff.id) {
      expect(refusal?.code).toBe('already-claimed')
      expect(refusal?.details.by).toBe(before.owner.name)
    } else {
      expect(after.owner).toEqual(command.staff)
    }
  })
})

test('I7: the epoch only grows, and a write with another epoch or by another person changes nothing', () => {
  always(({ command, before, after, events, refusal }) => {
    expect(after.epoch).toBeGreaterThanOrEqual(before.epoch)
    if (after.owner && after.owner.id !== before.owner?.id) expect(after.epoch).toBeGreaterThan(before.epoch)
    if (!('epoch' in command)) return
    if (command.type === 'staff:release' || command.type === 'staff:close') return
    const allowed = before.owner?.id === command.staff.id && before.epoch === command.epoch
    const gone = command.type === 'staff:answer' && command.approved === null
    expect(refusal === null).toBe(allowed && !gone)
    if (!allowed || gone) expect([events, after]).toEqual([[], before])
  })
})

test('I8: the bot is silent while a person has the chat and once it is closed, and carries its disclaimer whenever it speaks', () => {
  always(({ before, events }) => {
    let state = before.state
    for (const event of events) {
      if (event.type === 'bot:replied') {
        expect(['bot', 'waiting', 'left_message']).toContain(state)
        expect(event.disclaimer.id).not.toBe('')
      }
      if (event.type === 'chat:reopened') state = 'bot'
    }
    if (before.state === 'staff') expect(events.some((event) => event.type === 'bot:replied')).toBe(false)
  })
})

test('I9: a message that the bot has to deal with gets one reply, and with it a person where the engine asks for one', () => {
  always(({ command, before, events, staffHere }) => {
    if (command.type !== 'visitor:send') return
    const replies = events.filter((event) => event.type === 'bot:replied')
    const handoffs = events.filter((event) => event.type === 'handoff:requested')
    const unattended = events.filter((event) => event.type === 'handoff:unattended')
    const withBot = before.state === 'bot' || (before.state === 'closed' && !before.hadPerson)
    if (withBot) {
      expect(replies).toHaveLength(1)
      expect(handoffs).toHaveLength(command.proposal.handoff ? 1 : 0)
    }
    if (before.state === 'closed' && before.hadPerson) expect(handoffs).toHaveLength(1)
    expect(unattended).toHaveLength(staffHere === 0 ? handoffs.length : 0)
    const message = events.find((event) => event.type === 'message:sent')
    for (const reply of replies) expect(reply.replyTo).toBe(message?.seq)
  })
})

test('I11: who asks for a person waits for one who is here, or is told at once that nobody is', () => {
  always(({ events, after, staffHere }) => {
    if (!events.some((event) => event.type === 'handoff:requested')) return
    expect(after.state).toBe(staffHere > 0 ? 'waiting' : 'left_message')
  })
})

test('I12: what a visitor writes is stored in every state, byte for byte, and never refused', () => {
  always(({ command, before, events, refusal }) => {
    if (command.type === 'visitor:send') {
      const { clientId, text } = command
      expect(events).toContainEqual(expect.objectContaining({ type: 'message:sent', from: 'visitor', clientId, text }))
    }
    if (command.type === 'visitor:leave-contact') {
      const { clientId, question, contact } = command
      expect(events).toContainEqual(expect.objectContaining({ type: 'contact:left', clientId, question, contact }))
    }
    if (command.type.startsWith('visitor:') && refusal) {
      expect(command).toMatchObject({ type: 'visitor:feedback' })
      expect(refusal.code).toBe('malformed')
    }
    const leavesItClosed = ['visitor:feedback', 'staff:note'].includes(command.type)
    if (before.state === 'closed' && events.length > 0 && !leavesItClosed) {
      expect(events[0]?.type).toBe('chat:reopened')
    }
  })
})

test('I13: claiming, passing back, cancelling, asking and closing a second time change nothing', () => {
  const twice = ['staff:claim', 'staff:close', 'staff:release', 'visitor:cancel', 'visitor:ask-person', 'visitor:end']
  fc.assert(
    fc.property(histories, (steps) => {
      const chat = modelChat()
      for (const step of steps) {
        const command = step.command(chat.now.epoch, chat.now.lastSeq)
        try {
          chat.do(command, { staffHere: step.staffHere })
        } catch {
          continue
        }
        const after = chat.now
        // The same epoch again, as a double click sends it.
        if (twice.includes(command.type)) {
          expect(chat.do(command, { staffHere: step.staffHere })).toEqual([])
          expect(chat.now).toBe(after)
        }
      }
    }),
    RUNS,
  )
})

test('H16: a chat that is passed on has its new owner at once, or goes back to the line, and keeps what was written with it', () => {
  always(({ command, before, after, events, refusal }) => {
    if (command.type !== 'staff:pass' || refusal || command.to?.id === command.staff.id) return
    expect(after.epoch).toBe(before.epoch + 1)
    expect([after.state, after.owner]).toEqual(command.to ? ['staff', command.to] : ['waiting', null])
    const told = events.flatMap((event) =>
      event.type === 'chat:passed' ? [event.note] : event.type === 'note:written' ? [event.note?.text] : [],
    )
    expect(told.filter((note) => note !== null)).toEqual(command.note === null ? [] : [command.note])
  })
})

test('S5: a note is taken in every state, and changes nothing but the length of the log', () => {
  always(({ command, before, after, events }) => {
    if (command.type !== 'staff:note') return
    const { clientId, staff, text } = command
    expect(events).toMatchObject([{ type: 'note:written', note: { clientId, staff, text } }])
    expect(after).toEqual({ ...before, lastSeq: before.lastSeq + 1 })
  })
})

test('a refusal leaves the chat as it was', () => {
  always(({ refusal, before, after, events }) => {
    if (!refusal) return
    expect(after).toBe(before)
    expect(events).toEqual([])
  })
})

test('H5: a chat never has two live handoffs', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const { chat } = play(steps)
      let waiting = false
      for (const event of chat.log) {
        if (event.type === 'handoff:requested') {
          expect(waiting).toBe(false)
          waiting = true
        }
        const over = ['handoff:cancelled', 'handoff:unattended', 'chat:claimed', 'chat:closed'].includes(event.type)
        if (over) waiting = false
      }
    }),
    RUNS,
  )
})

test('emergency words always mark the chat, and never leave it with the bot alone', () => {
  always(({ command, before, after, events }) => {
    if (command.type !== 'visitor:send' || !command.proposal.flag) return
    expect(after.flag).toBe(command.proposal.flag)
    expect(['waiting', 'left_message', 'staff']).toContain(after.state)
    const shown = before.state === 'staff' ? 'flag:raised' : 'bot:replied'
    expect(events).toContainEqual(expect.objectContaining({ type: shown, card: command.proposal.flag }))
    const requested = events.find((event) => event.type === 'handoff:requested')
    if (requested) expect(requested.trigger).toBe('red-flag')
  })
})

test('a log that begins otherwise, opens twice or has a hole is refused', () => {
  const opened: LogEvent = { ...OPENED, seq: 1, at: 0 }
  expect(() => replay([{ type: 'handoff:cancelled', seq: 1, at: 0 }])).toThrow(RangeError)
  expect(() => replay([opened, { ...opened, seq: 2 }])).toThrow(RangeError)
  expect(() => replay([opened, { type: 'handoff:cancelled', seq: 3, at: 0 }])).toThrow(RangeError)
})
