import { expect, test } from 'vitest'
import type { Calibrator } from '../../faq/calibrate/calibrator.ts'
import type { Calibration, TierCalibration } from '../../faq/calibration.ts'
import { createDecider, type Seen } from '../../faq/decide.ts'
import { createFit } from '../../faq/fit.ts'
import type { Ranking } from '../../faq/rankers/rank.ts'
import type { Target } from '../../faq/targets.ts'

const target = (id: string, kind: Target['kind'] = 'entry', personal = false): Target => {
  return { id, kind, title: id, personal, phrasings: [['pain', 'relief']], support: [] }
}
const targets = [target('a'), target('b'), target('c'), target('cost', 'topic'), target('own', 'topic', true)]

/** The probability is the share itself: the first signal is its logit. */
const byShare: Calibrator = { mean: [0], scale: [1], weights: [1], bias: 0 }
const threshold = (at: number) => ({ at, share: 0, wrong: 0, bound: 0 })
const tier: TierCalibration = { first: byShare, three: byShare, answer: threshold(0.8), clarify: threshold(0.3) }
const calibration: Calibration = { digest: '', words: { ...tier, sure: threshold(0.95) }, meaning: null }

function seen(shares: number[], shown: string[] = []): Seen {
  const alike = new Float64Array(targets.length).fill(0.8)
  const words: Ranking = {
    shares: Float64Array.from(shares),
    lexical: { log: Float64Array.from(shares, (s) => Math.log(s + 1e-9)), closest: alike, mean: alike },
    semantic: null,
  }
  const circumstances = { strangeness: 0, length: 1, leans: false, foreignTo: () => 0 }
  return { question: ['pain'], words, meaning: () => words, shown, ...circumstances }
}
const decider = createDecider(targets, createFit(targets), calibration)
const verdict = (...shares: number[]) => decider.decide(seen(shares)).verdict

test('an entry that is probable enough is the answer', () => {
  expect(verdict(0.9, 0.05, 0.03, 0.01, 0.01)).toMatchObject({ kind: 'answer', entryId: 'a' })
})

test('entries of which none is probable enough are offered as titles and never answered', () => {
  expect(verdict(0.5, 0.4, 0.08, 0.01, 0.01)).toMatchObject({ kind: 'clarify', choiceIds: ['a', 'b', 'c'] })
})

test('what is like nothing in the content is left to a person', () => {
  expect(verdict(0.22, 0.2, 0.2, 0.19, 0.19)).toMatchObject({ kind: 'person', trigger: 'unsure' })
})

test('a topic that is ahead brings a person, with its own words', () => {
  expect(verdict(0.1, 0.05, 0.05, 0.75, 0.05)).toMatchObject({ topicId: 'cost', trigger: 'not-covered' })
  expect(verdict(0.1, 0.05, 0.05, 0.05, 0.75)).toMatchObject({ topicId: 'own', trigger: 'personal' })
})

test('an entry that was just shown is not the answer again', () => {
  expect(decider.decide(seen([0.9, 0.05, 0.03, 0.01, 0.01], ['a'])).verdict).not.toMatchObject({ entryId: 'a' })
})

test('without a calibration nothing is answered on a ranking', () => {
  const uncalibrated = createDecider(targets, createFit(targets), null)
  expect(uncalibrated.decide(seen([0.99, 0.01, 0, 0, 0])).verdict).toMatchObject({ kind: 'person' })
})
