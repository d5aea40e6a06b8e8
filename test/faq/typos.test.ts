import { expect, test } from 'vitest'
import { withTypos } from '../../scripts/intents/typos.ts'

const text = 'How many infusions are given before anybody feels better, and what happens afterwards?'

test('no slips are made where none are asked for', () => {
  expect(withTypos(text, 0)).toBe(text)
})

test('every longer word gets one slip, and shorter ones stay', () => {
  const words = withTypos(text, 1).split(' ')
  const before = text.split(' ')
  expect(words).toHaveLength(before.length)
  for (const [i, word] of words.entries()) {
    const was = before[i] ?? ''
    expect(Math.abs(word.length - was.length)).toBeLessThanOrEqual(1)
    if (was.length < 4) expect(word).toBe(was)
  }
  expect(words.filter((word, i) => word !== before[i]).length).toBeGreaterThan(6)
})

test('the same text always gets the same slips', () => {
  expect(withTypos(text, 0.5)).toBe(withTypos(text, 0.5))
})
