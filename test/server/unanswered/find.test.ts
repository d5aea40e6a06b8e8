import { expect, test } from 'vitest'
import type { BotReply, CloseOutcome, Fact, HandoffTrigger, LogEvent } from '../../../protocol/events.ts'
import { unansweredIn } from '../../../server/unanswered/find.ts'

const logOf = (...facts: Fact[]): LogEvent[] => facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 1000 * (i + 1) }))
const asks = (text: string, choice: string | null = null): Fact => {
  return { type: 'message:sent', from: 'visitor', clientId: text, text, choice }
}
const replies = (replyTo: number, more: Partial<BotReply>): Fact => ({
  type: 'bot:replied',
  outcome: 'handoff',
  replyTo,
  template: 'asked',
  text: 'words',
  answers: [],
  choices: [],
  card: null,
  lang: 'en',
  disclaimer: { id: 'd', title: '', lead: null, text: '', full: '' },
  ...more,
})
const offers = (replyTo: number, entryId: string) =>
  replies(replyTo, { outcome: 'clarify', choices: [{ entryId, title: 'T' }] })
const answers = (replyTo: number, entryId: string) =>
  replies(replyTo, {
    outcome: 'answer',
    answers: [{ entryId, title: 'T', type: 'fact', attribution: '', text: 'A', passages: [], lang: 'en' }],
  })
const givesUp = (trigger: HandoffTrigger, best: string | null = null, score = 0.5): Fact => ({
  type: 'handoff:requested',
  trigger,
  why: {
    trigger,
    rule: 'r',
    needed: 0.9,
    candidates: best === null ? [] : [{ entryId: best, title: 'T', score }],
  },
})
const thumbs = (on: number, helpful: boolean): Fact => ({
  type: 'feedback:given',
  clientId: `f${on}`,
  on,
  helpful,
  reason: null,
})
const closes = (outcome: CloseOutcome): Fact => ({ type: 'chat:closed', by: 'staff', staff: null, outcome })
const found = (...facts: Fact[]) => unansweredIn(logOf(...facts))
const question = { text: 'q', at: 1000, nearestId: 'tmj', notHelpful: false, missing: false }

test.each<[HandoffTrigger, boolean]>([
  ['unsure', true],
  ['unsure-twice', true],
  ['not-covered', true],
  ['none-of-these', true],
  ['asked', false],
  ['personal', false],
  ['red-flag', false],
  ['error', false],
])('a hand-off because of "%s" leaves a question without an answer: %s', (trigger, is) => {
  expect(found(asks('q'), replies(1, {}), givesUp(trigger, 'tmj'))).toEqual(is ? [question] : [])
})

test('what is hardly near is near to nothing, and the nearest is the one with the highest score', () => {
  expect(found(asks('q'), replies(1, {}), givesUp('unsure', 'tmj', 0.05))).toEqual([{ ...question, nearestId: null }])
  const two = givesUp('unsure', 'tmj', 0.2)
  if (two.type !== 'handoff:requested') throw new Error('no hand-off')
  two.why?.candidates.push({ entryId: 'crps', title: 'T', score: 0.3 })
  expect(found(asks('q'), replies(1, {}), two)[0]?.nearestId).toBe('crps')
})

test('offered titles leave a question open until one is tapped', () => {
  expect(found(asks('q'), offers(1, 'tmj'))).toEqual([question])
  expect(found(asks('q'), offers(1, 'tmj'), asks('T', 'tmj'), answers(3, 'tmj'))).toEqual([])
  expect(found(asks('q'), offers(1, 'tmj'), asks('something else'), answers(3, 'crps'))).toEqual([question])
  // "None of these" is no message: what was asked before it stays the question.
  expect(
    found(asks('q'), offers(1, 'tmj'), replies(0, { template: 'none-of-these' }), givesUp('none-of-these', 'tmj')),
  ).toEqual([question])
})

test('a thumb down brings up what was answered, and a thumb up takes that back (V13)', () => {
  const answered = [asks('q'), answers(1, 'tmj')]
  expect(found(...answered)).toEqual([])
  expect(found(...answered, thumbs(2, false))).toEqual([{ ...question, notHelpful: true }])
  expect(found(...answered, thumbs(2, false), thumbs(2, true))).toEqual([])
  expect(found(...answered, thumbs(1, false)), 'of no reply').toEqual([])
})

test('what staff close with "answer missing" is marked: what was asked of them, or of the assistant before (S10)', () => {
  const gaveUp = [asks('q'), replies(1, {}), givesUp('unsure', 'tmj')]
  expect(found(...gaveUp, closes('answer-missing'))).toEqual([{ ...question, missing: true }])
  expect(found(...gaveUp, asks('ok thanks'), closes('answer-missing'))).toEqual([{ ...question, missing: true }])
  const asked = asks('do you have a harp')
  expect(found(...gaveUp, asks('hi'), asked, asks('ok thanks then'), closes('answer-missing'))).toEqual([
    question,
    { text: 'do you have a harp', at: 5000, nearestId: null, notHelpful: false, missing: true },
  ])
  expect(found(asks('hello'), replies(1, {}), givesUp('asked'), asked, closes('answer-missing'))).toMatchObject([
    { text: 'do you have a harp', missing: true },
  ])
  expect(found(asks('q'), closes('answered'))).toEqual([])
  expect(found(closes('answer-missing'))).toEqual([])
})

test('coming back and leaving an address ask nothing new', () => {
  const gaveUp = [asks('q'), replies(1, {}), givesUp('unsure', 'tmj')]
  const again = (rule: string): Fact => ({
    type: 'handoff:requested',
    trigger: 'unsure',
    why: { trigger: 'unsure', rule, needed: null, candidates: [] },
  })
  for (const rule of ['reopened', 'contact']) {
    expect(found(...gaveUp, closes('answer-missing'), asks('thank you'), again(rule))).toEqual([
      { ...question, missing: true },
    ])
  }
})

test('while nobody is on duty, what the assistant cannot answer counts without anybody being asked', () => {
  expect(found(asks('q'), replies(1, { template: 'topic:cost' }))).toEqual([{ ...question, nearestId: 'cost' }])
  expect(found(asks('q'), replies(1, { template: 'unsure' }))).toEqual([{ ...question, nearestId: null }])
  expect(found(asks('q'), replies(1, { template: 'asked' }))).toEqual([])
})

test('an answer to a tapped title that did not help brings up what the visitor had typed, or nothing of theirs', () => {
  const tapped = [asks('q'), offers(1, 'tmj'), asks('The title', 'tmj'), answers(3, 'tmj')]
  expect(found(...tapped, thumbs(4, false))).toEqual([{ ...question, notHelpful: true }])
  expect(found(asks('The title', 'tmj'), answers(1, 'tmj'), thumbs(2, false))).toEqual([
    { ...question, text: '', notHelpful: true },
  ])
})
