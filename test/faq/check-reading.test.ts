import { syllable } from 'syllable'
import { expect, test } from 'vitest'
import { phrasingKey } from '../../faq/checks/phrasings.ts'
import { readingGrade } from '../../faq/checks/reading.ts'

test('the grade follows the Flesch-Kincaid formula', () => {
  // 6 words of 6 syllables in one sentence: 0.39 * 6 + 11.8 - 15.59
  expect(readingGrade('The cat sat on the mat.', syllable)).toBeCloseTo(-1.45, 10)
  // 12 words of 24 syllables in two sentences: 0.39 * 6 + 11.8 * 2 - 15.59
  expect(readingGrade('ab ab ab ab ab ab. ab ab ab ab ab ab?', () => 2)).toBeCloseTo(10.35, 10)
})

test('a decimal point and an abbreviated unit do not end a sentence, and a number counts as one syllable', () => {
  expect(readingGrade('Take 0.5 mg/kg now.', () => 0)).toBeCloseTo(0.39 * 4 + 11.8 - 15.59, 10)
})

test('text without words has grade 0', () => {
  expect(readingGrade('', syllable)).toBe(0)
  expect(readingGrade('…!?', syllable)).toBe(0)
})

test.for([
  ['How long?', 'how  LONG'],
  ["what's a dose", 'Whats a dose!'],
  ['fibro—pain', 'fibro pain'],
  ['ﬁbro', 'fibro'],
] as const)('"%s" and "%s" are one phrasing', ([a, b]) => {
  expect(phrasingKey(a)).toBe(phrasingKey(b))
})

test.for([
  ['how long', 'how long is it'],
  ['??', '!'],
  ['años', 'anos'],
] as const)('"%s" and "%s" are two phrasings', ([a, b]) => {
  expect(phrasingKey(a)).not.toBe(phrasingKey(b))
})
