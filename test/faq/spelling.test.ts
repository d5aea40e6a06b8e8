import { expect, test } from 'vitest'
import { createSpelling, editDistance, MAX_LOOKUPS } from '../../faq/spelling.ts'

const spelling = createSpelling(
  new Map([
    ['fibromyalgia', 30],
    ['ketamine', 200],
    ['infusion', 90],
    ['migraine', 20],
    ['nerve', 20],
    ['crps', 9],
  ]),
  new Set(['never', 'table', 'hello']),
)
const correct = (text: string): string => spelling.reader().correct(text.split(' ')).join(' ')

test.each([
  ['fibromialga', 'fibromyalgia'],
  ['ketmaine', 'ketamine'],
  ['keatmine for migrane', 'ketamine for migraine'],
  ['infuson', 'infusion'],
  ['crsp', 'crps'],
  ['neerve', 'nerve'],
])('%j is read as %j', (typed, meant) => {
  expect(correct(typed)).toBe(meant)
})

test.each([
  'never',
  'table',
  'hello',
  'tables',
  'ketamine',
  'gabapentin',
  '120',
  'mg',
  'zzzzzz',
])('%j is left as it is', (word) => {
  expect(correct(word)).toBe(word)
})

test('a message of nothing but unknown words costs a fixed number of look-ups', () => {
  const reader = spelling.reader()
  const strange = Array.from(
    { length: 800 },
    (_, i) => `ketam${String.fromCharCode(97 + (i % 26), 97 + ((i >> 3) % 26))}ne`,
  )
  reader.correct(strange)
  reader.correct(strange.toReversed())
  expect(reader.lookups).toBe(MAX_LOOKUPS)
})

test('a word that comes again is looked up once', () => {
  const reader = spelling.reader()
  reader.correct(Array.from({ length: 100 }, () => 'infuson'))
  expect(reader.lookups).toBe(1)
})

test.each([
  ['crsp', 'crps', 1],
  ['migrane', 'migraine', 1],
  ['same', 'same', 0],
  ['abcd', 'badc', 2],
])('from %s to %s it takes %d edits', (a, b, edits) => {
  expect(editDistance(a, b, 3)).toBe(edits)
})
