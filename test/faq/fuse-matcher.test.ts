import Fuse from 'fuse.js'
import { describe, expect, test } from 'vitest'
import { createEngine, createFuseEngine } from '../../faq/answer.ts'
import { FUSE_CONFIDENCE } from '../../faq/fuse-matcher.ts'
import { normalize } from '../../faq/normalize.ts'
import type { Context, Decision, Turn } from '../../faq/types.ts'
import { smallClinic } from './small-clinic.ts'

const content = await smallClinic()
const engine = createFuseEngine(content)
const english: Context = { locale: 'en', previous: [] }
const ask = (question: string, context: Context = english): Decision => engine.answer(question, context)

describe('with fuse.js as the only matcher', () => {
  const classes = [
    ...content.entries.flatMap(({ id, question, phrasings }) => [question, ...phrasings].map((text) => ({ id, text }))),
    ...content.topics.flatMap(({ id, label, phrasings }) => [label, ...phrasings].map((text) => ({ id, text }))),
  ].map(({ id, text }) => ({ id, text: normalize(text) }))
  const vanilla = new Fuse(
    classes.map(({ text }) => text),
    { includeScore: true },
  )

  test.each([
    'How long does one infusion last?',
    'number of infusions please',
    'ketamine for fibromyalgia patients',
    'fibro',
    'hepl with fibromialga',
    'price of infusion',
    'sleep problems from pain',
    'do infusions interact with grapefruit juice',
    'who discovered this compound',
  ])('what vanilla fuse.js finds first decides: %s', (question) => {
    const [first] = vanilla.search(normalize(question))
    const confidence = 1 - (first?.score ?? 1)
    const id = classes[first?.refIndex ?? -1]?.id
    const decision = ask(question)
    expect(decision.candidates[0]?.id).toBe(id)
    expect([...decision.entryIds, decision.topicId]).toEqual(
      confidence < FUSE_CONFIDENCE ? [null] : content.topics.some((topic) => topic.id === id) ? [id] : [id, null],
    )
    expect(decision.rule).toMatch(confidence < FUSE_CONFIDENCE ? /^fuse</ : /^(?:fuse>=|topic:)/)
  })

  test('what is not like any phrasing is left to a person', () => {
    expect(ask('could you recommend somewhere nice for lunch')).toMatchObject({ outcome: 'handoff', trigger: 'unsure' })
  })

  test('a topic ends at a person, in its own words', () => {
    expect(ask('how much does it cost')).toMatchObject({ outcome: 'handoff', topicId: 'cost', trigger: 'not-covered' })
  })

  test('each of two questions is answered', () => {
    expect(ask('How many infusions are given? How long does one infusion last?')).toMatchObject({
      outcome: 'answer',
      entryIds: ['course', 'length'],
    })
  })

  test.each([
    'pain '.repeat(800),
    'a'.repeat(4000),
    '😀'.repeat(2000),
    '\u200b'.repeat(4000),
  ])('a long text is decided', (text) => expect(['answer', 'handoff', 'smalltalk']).toContain(ask(text).outcome))
})

describe('what fuse.js does not touch is decided as ever', () => {
  const full = createEngine(content)
  const inDanger: Turn = { text: 'I want to die', outcome: 'crisis', entryIds: [], topicId: null }

  test.each([
    ['self-harm', 'I want to kill myself', []],
    ['a medical emergency', 'my chest hurts and I cannot breathe', []],
    ['an overdose', 'I took too many pills', []],
    ['an emergency in Spanish', 'me quiero morir', []],
    ['danger that lasts', 'the garden', [inDanger]],
    ["the visitor's own case", 'should I stop taking my medication', []],
    ['asking for a person', 'can I talk to a real person', []],
    ['small talk', 'good morning', []],
    ['a message that says nothing', '???', []],
    ['a question in another language', 'quelle est la durée du traitement de la douleur', []],
  ])('%s', (_, question, previous) => {
    const context: Context = { locale: 'en', previous }
    expect(ask(question, context)).toEqual(full.answer(question, context))
  })
})
