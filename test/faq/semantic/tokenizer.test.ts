import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseVocabulary } from '../../../faq/semantic/packed.ts'
import { createTokenizer } from '../../../faq/semantic/tokenizer.ts'
import { PUBLISHED } from '../../../scripts/pack-use-lite.ts'
import { readReferences } from './support.ts'

const vocabulary = parseVocabulary(readFileSync(join(PUBLISHED, 'vocab.json')))
const tokenizer = createTokenizer(vocabulary)
const pieces = (text: string): string[] => Array.from(tokenizer.encode(text), (id) => vocabulary[id]?.[0] ?? '')

test.each(readReferences())('$text has the pieces of the published encoder', ({ text, ids }) => {
  expect(Array.from(tokenizer.encode(text))).toEqual(ids)
})

test.each([
  ['5:30', '▁5|:30'],
  ['5:45', '▁5|:|45'],
  [':)', '▁|:|)'],
  ['n/a ):', '▁n|/|a|▁|):'],
  ['ketamine', '▁ke|t|am|ine'],
  ['KETAMINE', '▁K|ET|AM|IN|E'],
  ['疼痛 a', '▁|�|▁a'],
])('%j keeps the oddities of the published vocabulary: %s', (text, expected) => {
  expect(pieces(text).join('|')).toBe(expected)
})

test('a piece that is listed twice counts as the later one', () => {
  const twice = createTokenizer([...vocabulary.slice(0, 6), ['▁', -1], ['a', -1], ['a', -2]])
  expect(Array.from(twice.encode('a'))).toEqual([6, 8])
})
