import { expect, test } from 'vitest'
import { type Attempt, attemptsOf } from '../../../scripts/eval/attempts.ts'
import { areaUnder, operation, riskCoverage, tenths } from '../../../scripts/eval/curve.ts'
import { reliability } from '../../../scripts/eval/reliability.ts'
import { candidate, judgedAs, sectionsOf } from './judged.ts'

const attempt = (confidence: number | null, right: boolean, answered: boolean): Attempt => ({
  confidence,
  needed: confidence === null ? null : 0.75,
  answered,
  right,
})

/** One answered by its exact phrasing, four ranked, one left to a person whatever the threshold. */
const attempts = [
  attempt(null, true, true),
  attempt(0.9, true, true),
  attempt(0.8, false, true),
  attempt(0.8, true, true),
  attempt(0.5, false, false),
  attempt(null, false, false),
]

test('a falling threshold answers more questions, those of one confidence together', () => {
  expect(riskCoverage(attempts)).toEqual([
    { threshold: null, coverage: 1 / 6, risk: 0 },
    { threshold: 0.9, coverage: 2 / 6, risk: 0 },
    { threshold: 0.8, coverage: 4 / 6, risk: 1 / 4 },
    { threshold: 0.5, coverage: 5 / 6, risk: 2 / 5 },
  ])
})

test('the area under the curve is the mean risk over the coverage that it reaches', () => {
  // (1 * 0 + 1 * 0 + 2 * 1/4 + 1 * 2/5) / 5
  expect(areaUnder(riskCoverage(attempts))).toBeCloseTo(0.18, 12)
  expect(areaUnder([])).toBeNull()
})

test('each tenth of the coverage has the first point that covers it, or none', () => {
  expect(tenths(riskCoverage(attempts)).map(({ point }) => point && 6 * point.coverage)).toEqual([
    ...[1, 2, 2, 4, 4, 4, 5, 5],
    ...[null, null],
  ])
})

test('the engine stands where its own answers put it', () => {
  expect(operation(attempts)).toEqual({ coverage: 4 / 6, risk: 1 / 4, thresholds: [0.75] })
  expect(operation([])).toEqual({ coverage: 0, risk: null, thresholds: [] })
})

test('each tenth of the confidence counts how many first candidates are right', () => {
  const bins = reliability([...attempts, attempt(1, true, true), attempt(0.05, false, false)])
  expect(bins).toHaveLength(10)
  expect(bins[0]).toEqual({ from: 0, count: 1, right: 0, confidence: 0.05 })
  expect(bins[5]).toEqual({ from: 0.5, count: 1, right: 0, confidence: 0.5 })
  expect(bins[7]).toEqual({ from: 0.7, count: 0, right: 0, confidence: null })
  expect(bins[8]).toEqual({ from: 0.8, count: 2, right: 1, confidence: 0.8 })
  expect(bins[9]).toEqual({ from: 0.9, count: 2, right: 2, confidence: 0.95 })
})

test('an attempt has the confidence of the first entry among the candidates, whatever the outcome', () => {
  const candidates = [candidate('topic-cost', 0.6), candidate('a', 0.3), candidate('b', 0.2)]
  expect(attemptsOf([judgedAs('q', {}, { outcome: 'handoff', candidates })], sectionsOf)).toEqual([
    { confidence: 0.3, needed: 0.7, answered: false, right: true },
  ])
})

test('the first candidate is wrong where a person had to come, and where another section was expected', () => {
  const decision = { entryIds: ['a'], candidates: [candidate('a', 0.9)] }
  const one = (question: Parameters<typeof judgedAs>[1]) =>
    attemptsOf([judgedAs('q', question, decision)], sectionsOf)[0]?.right
  expect(one({})).toBe(true)
  expect(one({ expect: 'answer_or_handoff' })).toBe(true)
  expect(one({ sections: ['B'] })).toBe(false)
  expect(one({ expect: 'handoff' })).toBe(false)
  expect(one({ expect: 'clarify_or_handoff' })).toBe(false)
})

test('what no threshold decides has no confidence', () => {
  const confidences = attemptsOf(
    [
      judgedAs('exact', {}, { entryIds: ['a'], needed: null, rule: 'exact', candidates: [candidate('a', 1)] }),
      judgedAs('personal', { expect: 'handoff' }, { outcome: 'handoff', needed: null, rule: 'personal:dose' }),
      judgedAs('silent', { expect: 'handoff' }, null),
      judgedAs('part', {}, { entryIds: ['a'], rule: 'part:p<0.70', candidates: [candidate('b', 0.2)] }),
      judgedAs('nothing like it', {}, { outcome: 'handoff', candidates: [candidate('topic-cost', 0.1)] }),
    ],
    sectionsOf,
  ).map(({ confidence, answered }) => ({ confidence, answered }))
  expect(confidences).toEqual([
    { confidence: null, answered: true },
    { confidence: null, answered: false },
    { confidence: null, answered: false },
    { confidence: null, answered: true },
    { confidence: null, answered: false },
  ])
})

test('emergencies and small talk are no attempts', () => {
  const none = { outcome: 'smalltalk', needed: null } as const
  expect(
    attemptsOf([judgedAs('q1', { expect: 'crisis' }, none), judgedAs('q2', { expect: 'smalltalk' }, none)], sectionsOf),
  ).toEqual([])
})
