import { expect, test } from 'vitest'
import { ANSWER_AT, decide } from '../../faq/decide.ts'
import { createFit } from '../../faq/fit.ts'
import type { Ranked, Target } from '../../faq/rankers/rank.ts'

const target = (id: string, kind: Target['kind'] = 'entry', personal = false): Target => ({
  id,
  kind,
  title: id,
  personal,
  phrasings: [['pain', 'relief']],
  support: [],
})
const ranked = (...shares: [Target, number, number?][]): Ranked[] =>
  shares.map(([t, share, likeness = 0.8]) => ({ target: t, share, likeness }))
const [a, b, c] = [target('a'), target('b'), target('c')]
const cost = target('cost', 'topic')
const own = target('own', 'topic', true)
const fit = createFit([a, b, c])
const question = ['pain']

test('an entry well ahead of the others is the answer', () => {
  expect(decide(question, ranked([a, 0.9], [b, 0.05]), fit)).toMatchObject({ kind: 'answer', entryId: 'a' })
})

test('two entries close together are offered as titles and never answered', () => {
  expect(decide(question, ranked([a, 0.5], [b, 0.45], [c, 0.05]), fit)).toMatchObject({
    kind: 'clarify',
    choiceIds: ['a', 'b', 'c'],
  })
})

test('an entry below the line is left to a person', () => {
  expect(decide(question, ranked([a, ANSWER_AT - 0.1], [cost, 0.01]), fit)).toMatchObject({ trigger: 'unsure' })
})

test('an entry that is ahead but unlike anything that was asked is left to a person', () => {
  expect(decide(question, ranked([a, 0.95, 0.1], [b, 0.02, 0.1]), fit)).toMatchObject({ trigger: 'unsure' })
})

test('a topic ahead of the entries ends at a person, with its own reason', () => {
  expect(decide(question, ranked([cost, 0.8], [a, 0.1]), fit)).toMatchObject({
    topicId: 'cost',
    trigger: 'not-covered',
    rule: 'topic:cost',
  })
  expect(decide(question, ranked([own, 0.8], [a, 0.1]), fit)).toMatchObject({ topicId: 'own', trigger: 'personal' })
})

test('an entry that is about another aspect is no answer, however high it scores', () => {
  expect(decide(['cost', 'of', 'pain', 'relief'], ranked([a, 0.99]), fit)).toMatchObject({ rule: 'aspect:cost' })
})

test('an entry that was shown just before gives way to the next', () => {
  expect(decide(question, ranked([a, 0.5], [b, 0.45]), fit, { shown: ['a'], strangeness: 0 })).toMatchObject({
    kind: 'answer',
    entryId: 'b',
  })
})

test('words that the content does not have raise what an answer needs', () => {
  const ahead = ranked([a, 0.6], [b, 0.1])
  expect(decide(question, ahead, fit, { shown: null, strangeness: 0 })).toMatchObject({ kind: 'answer' })
  expect(decide(question, ahead, fit, { shown: null, strangeness: 0.4 })).toMatchObject({ kind: 'clarify' })
  expect(decide(question, ranked([a, 1]), fit, { shown: null, strangeness: 0.6 })).toMatchObject({ rule: 'words' })
})
