import { describe, expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import {
  ANA,
  APPROVED,
  answers,
  asksForPerson,
  BEN,
  claims,
  closes,
  crisis,
  draft,
  leavesContact,
  modelChat,
  notes,
  passes,
  passesBack,
  replay,
  says,
  typesOf,
  unsure,
  writes,
} from '../../support/model.ts'

const NOBODY = { staffHere: 0 }

function refusalOf(act: () => unknown): ChatError {
  try {
    act()
  } catch (error) {
    if (error instanceof ChatError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a chat with the bot', () => {
  test('stores the question and its answer together, the answer naming the question', () => {
    const chat = modelChat()
    const events = chat.do(says('What is ketamine?'))
    expect(typesOf(events)).toEqual(['message:sent', 'bot:replied'])
    expect(events[1]).toMatchObject({ replyTo: 2 })
    expect(chat.now.state).toBe('bot')
  })

  test('brings in a person for a question without an approved answer, and says why', () => {
    const chat = modelChat()
    const events = chat.do(says('What does it cost?', unsure))
    expect(typesOf(events)).toEqual(['message:sent', 'bot:replied', 'handoff:requested'])
    expect(events[2]).toMatchObject({ trigger: 'unsure', why: { rule: 'score<0.55', needed: 0.55 } })
    expect(chat.now).toMatchObject({
      state: 'waiting',
      trigger: 'unsure',
      hadPerson: true,
      waitingSince: chat.now.lastAt,
    })
  })

  test('tells the visitor at once when nobody is here', () => {
    const chat = modelChat()
    const events = chat.do(says('What does it cost?', unsure), NOBODY)
    expect(events.at(-1)).toMatchObject({ type: 'handoff:unattended', reason: 'nobody-here' })
    expect(chat.now).toMatchObject({ state: 'left_message', waitingSince: null })
  })

  test('always brings in a person for emergency words, even where the engine asked for none', () => {
    const chat = modelChat()
    const events = chat.do(says('I want to die', { ...crisis, handoff: null }))
    expect(events[2]).toMatchObject({
      type: 'handoff:requested',
      trigger: 'red-flag',
      why: { rule: 'crisis:self-harm' },
    })
    expect(chat.now).toMatchObject({ state: 'waiting', flag: 'self-harm', trigger: 'red-flag' })
  })

  test('shows the card of the emergency words also where the reply itself names none', () => {
    const chat = modelChat()
    const [, reply] = chat.do(says('I cannot breathe', { reply: draft(), handoff: null, flag: 'medical' }))
    expect(reply).toMatchObject({ type: 'bot:replied', card: 'medical' })
  })

  test('makes one queue item of ten clicks on "Talk to a person" (H5)', () => {
    const chat = modelChat()
    for (let click = 0; click < 10; click++) chat.do(asksForPerson())
    expect(typesOf(chat.log)).toEqual(['chat:opened', 'bot:replied', 'handoff:requested'])
    expect(chat.log[1]).toMatchObject({ replyTo: 0 })
  })

  test('is closed after the idle time', () => {
    const chat = modelChat()
    expect(chat.do({ type: 'clock:idle' })[0]).toMatchObject({ type: 'chat:closed', by: 'idle', outcome: null })
  })
})

describe('a visitor who waits', () => {
  const waiting = () => {
    const chat = modelChat()
    chat.do(says('What does it cost?', unsure))
    return chat
  }

  test('can go on writing, and the bot adds nothing (H13)', () => {
    const chat = waiting()
    for (const text of ['one', 'two', 'three']) expect(typesOf(chat.do(says(text)))).toEqual(['message:sent'])
    expect(chat.now).toMatchObject({ state: 'waiting', lastWords: 'three' })
  })

  test('gets the emergency reply all the same, without a second place in the queue', () => {
    const chat = waiting()
    expect(typesOf(chat.do(says('I want to die', crisis)))).toEqual(['message:sent', 'bot:replied'])
    expect(chat.now).toMatchObject({ state: 'waiting', flag: 'self-harm' })
  })

  test('can leave the queue and goes back to the bot (H12)', () => {
    const chat = waiting()
    expect(typesOf(chat.do({ type: 'visitor:cancel' }))).toEqual(['handoff:cancelled'])
    expect(chat.now).toMatchObject({ state: 'bot', hadPerson: false, trigger: null, waitingSince: null })
    expect(typesOf(chat.do(says('Is it safe?')))).toEqual(['message:sent', 'bot:replied'])
  })

  test('is told when nobody comes, and may leave a message (H7)', () => {
    const chat = waiting()
    expect(chat.do({ type: 'clock:unattended' })[0]).toMatchObject({ reason: 'nobody-came' })
    expect(chat.do({ type: 'clock:unattended' })).toEqual([])
    chat.do(leavesContact('What does it cost?', '805 555 0100'), NOBODY)
    expect(chat.now).toMatchObject({ state: 'left_message', contact: '805 555 0100', lastWords: 'What does it cost?' })
  })

  test('is not closed for silence', () => {
    expect(waiting().do({ type: 'clock:idle' })).toEqual([])
  })

  test('has waited from the request to the claim', () => {
    const chat = waiting()
    const since = chat.now.lastAt
    chat.do(claims(ANA), { at: since + 42_000 })
    expect(chat.now).toMatchObject({ state: 'staff', owner: ANA, waitedMs: 42_000, waitingSince: null })
  })

  test('has not waited less than no time when the clock was set back', () => {
    const chat = waiting()
    chat.do(claims(ANA), { at: chat.now.lastAt - 5000 })
    expect(chat.now.waitedMs).toBe(0)
  })
})

describe('a visitor who left a message', () => {
  const left = () => {
    const chat = modelChat()
    chat.do(says('What does it cost?', unsure), NOBODY)
    return chat
  }

  test('goes on being answered by the bot', () => {
    const chat = left()
    expect(typesOf(chat.do(says('What is ketamine?'), NOBODY))).toEqual(['message:sent', 'bot:replied'])
    expect(typesOf(chat.do(says('And the price?', unsure), NOBODY))).toEqual(['message:sent', 'bot:replied'])
    expect(chat.now.state).toBe('left_message')
  })

  test('waits again when they ask for a person and somebody has come meanwhile', () => {
    const chat = left()
    expect(chat.do(asksForPerson(), NOBODY)).toEqual([])
    expect(typesOf(chat.do(asksForPerson()))).toEqual(['handoff:requested'])
    expect(chat.now.state).toBe('waiting')
  })

  test('waits again when a question without an answer comes and somebody is here by now', () => {
    const chat = left()
    expect(typesOf(chat.do(says('And the price?', unsure)))).toEqual([
      'message:sent',
      'bot:replied',
      'handoff:requested',
    ])
    expect(chat.now.state).toBe('waiting')
  })

  test('is told anew that nobody is here where the reply says that staff are asked', () => {
    const chat = left()
    const { handoff } = unsure
    const asked = { ...unsure, handoff: handoff && { ...handoff, trigger: 'asked' as const } }
    expect(typesOf(chat.do(says('Get me a person', asked), NOBODY))).toEqual([
      'message:sent',
      'bot:replied',
      'handoff:requested',
      'handoff:unattended',
    ])
    expect(chat.now.state).toBe('left_message')
  })

  test('waits again at emergency words when somebody is here, and is marked when nobody is', () => {
    const alone = left()
    expect(typesOf(alone.do(says('I want to die', crisis), NOBODY))).toEqual(['message:sent', 'bot:replied'])
    expect(alone.now).toMatchObject({ state: 'left_message', flag: 'self-harm' })
    const helped = left()
    helped.do(says('I want to die', crisis))
    expect(helped.now).toMatchObject({ state: 'waiting', flag: 'self-harm', trigger: 'red-flag' })
  })

  test('can be taken by a person, which counts as no wait', () => {
    const chat = left()
    chat.do(claims(BEN))
    expect(chat.now).toMatchObject({ state: 'staff', owner: BEN, waitedMs: null })
  })
})

describe('a chat that a person has', () => {
  const claimed = () => {
    const chat = modelChat()
    chat.do(says('What does it cost?', unsure))
    const queuedAt = chat.now.waitingSince
    chat.do(claims(ANA))
    return { chat, queuedAt }
  }

  test('has one owner: the second claim names the first (H4)', () => {
    const { chat } = claimed()
    expect(chat.do(claims(ANA))).toEqual([])
    expect(refusalOf(() => chat.do(claims(BEN)))).toMatchObject({ code: 'already-claimed', details: { by: 'Ana' } })
    expect(chat.now).toMatchObject({ epoch: 1, owner: ANA })
  })

  test('never hears the bot, whatever it had prepared (H3)', () => {
    const { chat } = claimed()
    for (const proposal of [answers, unsure]) {
      expect(typesOf(chat.do(says('Still there?', proposal)))).toEqual(['message:sent'])
    }
    expect(typesOf(chat.do(says('I want to die', crisis)))).toEqual(['message:sent', 'flag:raised'])
    expect(chat.do(asksForPerson())).toEqual([])
    expect(chat.now).toMatchObject({ state: 'staff', flag: 'self-harm' })
  })

  test('takes words from its owner alone, and only from their newest claim', () => {
    const { chat } = claimed()
    expect(chat.do(writes(ANA, 1))[0]).toMatchObject({ type: 'message:sent', from: 'staff', staff: ANA })
    expect(refusalOf(() => chat.do(writes(BEN, 1)))).toMatchObject({ code: 'already-claimed', details: { by: 'Ana' } })
    chat.do(passesBack(ANA, 1))
    expect(refusalOf(() => chat.do(writes(ANA, 1))).code).toBe('stale-claim')
    chat.do(claims(ANA))
    expect(refusalOf(() => chat.do(writes(ANA, 1))).code).toBe('stale-claim')
    expect(chat.do(writes(ANA, 3))).toHaveLength(1)
  })

  test('takes a note from anybody on staff, which neither opens a closed chat nor makes it be kept for longer (S5)', () => {
    const { chat } = claimed()
    expect(chat.do(notes(BEN))).toMatchObject([{ type: 'note:written', note: { staff: BEN } }])
    chat.do(closes(ANA, 1))
    const { lastAt } = chat.now
    expect(typesOf(chat.do(notes(ANA), { at: lastAt + 86_400_000 }))).toEqual(['note:written'])
    expect(chat.now).toMatchObject({ state: 'closed', lastAt })
  })

  test('is passed to a colleague in one event, after which the first one writes nothing any more (H16)', () => {
    const { chat } = claimed()
    expect(chat.do(passes(ANA, 1, BEN, 'She is in a hurry.'))).toMatchObject([
      { type: 'chat:passed', staff: BEN, from: ANA, epoch: 2, note: 'She is in a hurry.' },
    ])
    expect(chat.now).toMatchObject({ state: 'staff', owner: BEN, epoch: 2 })
    expect(refusalOf(() => chat.do(writes(ANA, 1)))).toMatchObject({ code: 'already-claimed', details: { by: 'Ben' } })
    expect(refusalOf(() => chat.do(writes(BEN, 1))).code).toBe('stale-claim')
    expect(chat.do(writes(BEN, 2))).toHaveLength(1)
  })

  test('goes to the queue, and the note with it, where the colleague is not on duty any more (H16)', () => {
    const { chat, queuedAt } = claimed()
    expect(typesOf(chat.do(passes(ANA, 1, null, 'Call her.')))).toEqual(['note:written', 'chat:released'])
    expect(chat.now).toMatchObject({ state: 'waiting', owner: null, epoch: 2, waitingSince: queuedAt })
  })

  test('takes an approved answer from its owner, with its disclaimer, and none that is gone (S2)', () => {
    const { chat } = claimed()
    const answer = { type: 'staff:answer', clientId: 'f'.repeat(32), staff: ANA, epoch: 1 } as const
    expect(chat.do({ ...answer, approved: APPROVED })).toMatchObject([{ type: 'answer:sent', staff: ANA, ...APPROVED }])
    expect(refusalOf(() => chat.do({ ...answer, approved: null })).code).toBe('not-found')
    expect(refusalOf(() => chat.do({ ...answer, staff: BEN, approved: APPROVED })).code).toBe('already-claimed')
  })

  test('goes back to the place in the queue that the visitor had, when its owner drops or passes it back (H10)', () => {
    for (const command of [{ type: 'clock:owner-gone' } as const, passesBack(ANA, 1)]) {
      const { chat, queuedAt } = claimed()
      expect(chat.do(command)[0]).toMatchObject({ type: 'chat:released', to: 'queue', epoch: 2, staff: ANA })
      expect(chat.now).toMatchObject({ state: 'waiting', owner: null, waitingSince: queuedAt })
      chat.do(claims(BEN))
      chat.do({ type: 'clock:owner-gone' })
      expect(chat.now.waitingSince).toBe(queuedAt)
    }
  })

  test('puts a visitor whom staff took from the bot before those who came after that', () => {
    const chat = modelChat()
    chat.do(says('Hello'))
    chat.do(claims(ANA))
    const claimedAt = chat.now.lastAt
    chat.do(writes(ANA, 1))
    chat.do({ type: 'clock:owner-gone' })
    expect(chat.now.waitingSince).toBe(claimedAt)
  })

  test('tells the visitor when its owner drops and nobody else is here', () => {
    const { chat } = claimed()
    expect(typesOf(chat.do({ type: 'clock:owner-gone' }, NOBODY))).toEqual(['chat:released', 'handoff:unattended'])
    expect(chat.now.state).toBe('left_message')
    expect(chat.do({ type: 'clock:owner-gone' })).toEqual([])
  })

  test('can be given back to the bot, which then answers again', () => {
    const { chat } = claimed()
    chat.do(passesBack(ANA, 1, 'bot'))
    expect(chat.now).toMatchObject({ state: 'bot', owner: null, epoch: 2 })
    expect(typesOf(chat.do(says('What is ketamine?')))).toEqual(['message:sent', 'bot:replied'])
  })

  test('counts only the first wait, so that a second claim does not make waits look long', () => {
    const { chat } = claimed()
    const first = chat.now.waitedMs
    chat.do(passesBack(ANA, 1))
    chat.do(claims(BEN), { at: chat.now.lastAt + 3_600_000 })
    expect(chat.now.waitedMs).toBe(first)
  })

  test('keeps contact details that were sent a moment after the claim', () => {
    const { chat } = claimed()
    expect(typesOf(chat.do(leavesContact()))).toEqual(['contact:left'])
    expect(chat.now).toMatchObject({ state: 'staff', contact: 'kim@example.com' })
  })

  test('is closed by its owner with an outcome, and closing it again changes nothing', () => {
    const { chat } = claimed()
    expect(refusalOf(() => chat.do(closes(BEN, 1))).code).toBe('already-claimed')
    expect(refusalOf(() => chat.do(closes(ANA, 0))).code).toBe('stale-claim')
    expect(chat.do(closes(ANA, 1))[0]).toMatchObject({ by: 'staff', staff: ANA, outcome: 'answered' })
    expect(chat.do(closes(BEN, 7))).toEqual([])
  })

  test('is not closed by the clock', () => {
    expect(claimed().chat.do({ type: 'clock:idle' })).toEqual([])
  })
})

describe('a closed chat', () => {
  const closed = (withPerson: boolean) => {
    const chat = modelChat()
    chat.do(says('Hello', withPerson ? unsure : answers))
    if (withPerson) chat.do(claims(ANA))
    chat.do({ type: 'visitor:end' })
    return chat
  }

  test('is closed once', () => {
    const chat = closed(false)
    expect(chat.now.state).toBe('closed')
    expect(chat.do({ type: 'visitor:end' })).toEqual([])
  })

  test('reopens with the bot when no person ever had it', () => {
    const chat = closed(false)
    const events = chat.do(says('One more thing'))
    expect(typesOf(events)).toEqual(['chat:reopened', 'message:sent', 'bot:replied'])
    expect(events[2]).toMatchObject({ replyTo: events[1]?.seq })
    expect(chat.now.state).toBe('bot')
  })

  test('reopens into the queue when a person had it (H11)', () => {
    const chat = closed(true)
    const events = chat.do(says('One more thing'))
    expect(typesOf(events)).toEqual(['chat:reopened', 'message:sent', 'handoff:requested'])
    expect(events[2]).toMatchObject({ trigger: 'unsure', why: { rule: 'reopened' } })
    expect(chat.now.state).toBe('waiting')
  })

  test('never reopens into a void: with nobody here the visitor is told so', () => {
    const chat = closed(true)
    expect(chat.do(says('One more thing'), NOBODY).at(-1)).toMatchObject({ reason: 'nobody-here' })
    expect(chat.now.state).toBe('left_message')
  })

  test('gives the emergency reply when it reopens on emergency words', () => {
    const chat = closed(true)
    const events = chat.do(says('I want to die', crisis))
    expect(typesOf(events)).toEqual(['chat:reopened', 'message:sent', 'bot:replied', 'handoff:requested'])
    expect(events[3]).toMatchObject({ trigger: 'red-flag' })
  })

  test('reopens for a click on "Talk to a person", for contact details and for a claim', () => {
    expect(typesOf(closed(false).do(asksForPerson()))).toEqual(['chat:reopened', 'bot:replied', 'handoff:requested'])
    expect(typesOf(closed(true).do(leavesContact()))).toEqual(['chat:reopened', 'contact:left', 'handoff:requested'])
    const chat = closed(true)
    expect(typesOf(chat.do(claims(BEN)))).toEqual(['chat:reopened', 'chat:claimed'])
    expect(chat.now).toMatchObject({ state: 'staff', owner: BEN, epoch: 2 })
  })
})

describe('a chat that nobody owns', () => {
  test('has to be taken before it is closed', () => {
    const chat = modelChat()
    chat.do(says('Buy cheap watches'))
    expect(refusalOf(() => chat.do(closes(ANA, 0))).code).toBe('stale-claim')
    chat.do(claims(ANA))
    expect(chat.do(closes(ANA, 1))[0]).toMatchObject({ type: 'chat:closed', staff: ANA })
  })

  test('is not closed by a late repeat from before it was opened again', () => {
    const chat = modelChat()
    chat.do(says('I want a person', unsure))
    chat.do(claims(ANA))
    chat.do(closes(ANA, 1))
    chat.do(says('One more thing'))
    expect(refusalOf(() => chat.do(closes(ANA, 1))).code).toBe('stale-claim')
    expect(chat.now.state).toBe('waiting')
  })

  test('keeps contact details and brings somebody who reads them', () => {
    const chat = modelChat()
    expect(typesOf(chat.do(leavesContact()))).toEqual(['contact:left', 'handoff:requested'])
    expect(chat.now).toMatchObject({ state: 'waiting', contact: 'kim@example.com', trigger: 'asked' })
  })

  test('is not changed by passing back what nobody has', () => {
    expect(modelChat().do(passesBack(ANA, 0))).toEqual([])
  })
})

describe('feedback', () => {
  test('is kept for anything that was sent, and by itself brings nobody', () => {
    const chat = modelChat()
    chat.do(says('What is ketamine?'))
    chat.do({
      type: 'visitor:feedback',
      clientId: 'f'.repeat(32),
      on: 3,
      helpful: false,
      reason: 'not-enough',
      rated: null,
    })
    expect(chat.now).toMatchObject({ state: 'bot', lastSeq: 4 })
  })

  test('is refused for what was not sent yet', () => {
    const early = {
      type: 'visitor:feedback',
      clientId: 'f'.repeat(32),
      on: 2,
      helpful: true,
      reason: null,
      rated: null,
    } as const
    expect(refusalOf(() => modelChat().do(early)).code).toBe('malformed')
  })
})

describe("the engine's context", () => {
  test('is the last four questions with what became of each', () => {
    const chat = modelChat()
    chat.do(says('zero'))
    chat.do(says('one'))
    chat.do(says('two', { ...answers, reply: draft({ outcome: 'clarify', template: 'clarify' }) }))
    chat.do(says('three', { ...unsure, reply: draft({ outcome: 'handoff', template: 'topic:cost' }) }))
    chat.do(says('four'))
    expect(chat.now.turns).toEqual([
      { text: 'one', outcome: 'answer', entryIds: ['what-is-ketamine'], topicId: null },
      { text: 'two', outcome: 'clarify', entryIds: [], topicId: null },
      { text: 'three', outcome: 'handoff', entryIds: [], topicId: 'cost' },
      { text: 'four', outcome: 'handoff', entryIds: [], topicId: null },
    ])
  })

  test('is not changed by the reply to a click', () => {
    const chat = modelChat()
    chat.do(says('What is ketamine?'))
    const before = chat.now.turns
    chat.do(asksForPerson())
    expect(chat.now.turns).toEqual(before)
  })
})

describe('the last words in the list', () => {
  test('are at most 140 units and never half a character', () => {
    const chat = modelChat()
    chat.do(says(`${'a'.repeat(139)}😀 and more`))
    expect(chat.now.lastWords).toBe('a'.repeat(139))
    chat.do(says(`${'a'.repeat(138)}😀 and more`))
    expect(chat.now.lastWords).toBe(`${'a'.repeat(138)}😀`)
    chat.do(says('short 😀'))
    expect(chat.now.lastWords).toBe('short 😀')
    expect(replay(chat.log)).toEqual(chat.now)
  })
})
