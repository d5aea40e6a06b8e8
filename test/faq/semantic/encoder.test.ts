import { describe, expect, test } from 'vitest'
import { createEncoder } from '../../../faq/semantic/encoder.ts'
import { PUBLISHED, pack } from '../../../scripts/pack-use-lite.ts'
import { fold } from '../../../scripts/use-lite/fold.ts'
import { readPublished } from '../../../scripts/use-lite/published.ts'
import { oracle } from './oracle.ts'
import { largestDifference, readReferences, unpackBytes } from './support.ts'

const published = await readPublished(PUBLISHED)
const exact = createEncoder(unpackBytes(pack(published, 'float32')))
const shipped = createEncoder(unpackBytes(pack(published, 'float16')))
const weights = fold(published.weights)

describe.each(readReferences())('$text', ({ text, vector }) => {
  test('has the vector of the published encoder when weights are float32', () => {
    expect(largestDifference(exact.embed(text), vector)).toBeLessThan(1e-5)
  })

  test('has nearly that vector with the half floats that are shipped', () => {
    expect(largestDifference(shipped.embed(text), vector)).toBeLessThan(1e-3)
  })
})

test.each([
  '',
  'hi',
  'What is ketamine?',
  'WHAT DOES IT COST???',
  'the pain is 8/10 today and nothing helps',
  'Where can I park my car, and is there a ramp for a wheelchair at the door?',
  `I have burning pain in both feet${' every night'.repeat(12)}`,
])('has, bit for bit, the vector of a plain loop: %j', (text) => {
  expect(exact.embed(text)).toEqual(oracle(weights, exact.tokens(text)))
})

test('a vector has length 1, and does not depend on the texts before it', () => {
  const before = shipped.embed('Is it safe?')
  shipped.embed('My lower back hurts when I sit for more than an hour. '.repeat(20))
  const after = shipped.embed('Is it safe?')
  expect(after).toEqual(before)
  expect(after).toHaveLength(512)
  expect(Math.hypot(...after)).toBeCloseTo(1, 6)
})

test('what comes after 128 pieces does not count', () => {
  const start = `${'word '.repeat(127)}word`
  expect(shipped.tokens(start)).toHaveLength(128)
  expect(shipped.embed(`${start} and something else`)).toEqual(shipped.embed(start))
})

test.each([
  ['lone surrogates', '\ud800 pain \udfff\udc00'],
  ['emoji', '👩‍⚕️🏳️‍🌈'.repeat(300)],
  ['characters that become many', '\ufdfa'.repeat(4000)],
  ['combining marks', `a${'\u0301\u0323'.repeat(2000)}`],
  ['control characters', '\0\u0001\u001b[31m\u202e'.repeat(500)],
  ['4,000 characters without a space', 'x'.repeat(4000)],
  ['only white space', ' \t\n '.repeat(1000)],
])('%s get a vector like any text', (_, text) => {
  expect(Math.hypot(...shipped.embed(text))).toBeCloseTo(1, 6)
})
