import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { score, unpack } from '../../../faq/triage/small.ts'
import { triage as triageInBrowser } from '../../../faq/triage-direct.ts'
import { pack, trainSmall } from '../../../scripts/triage/small-training.ts'
import { builtTriage } from '../../support/engine.ts'
import { CALM } from './calm.ts'
import { EMERGENCIES } from './emergencies.ts'
import { PANEL } from './panel.ts'
import { PLAIN } from './plain.ts'

const triage = builtTriage()
const questions = readFileSync(new URL('../questions.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { text: string; expect: string })
const urgent = questions.filter((question) => question.expect === 'crisis').map(({ text }) => text)
const ordinary = questions.filter((question) => question.expect !== 'crisis').map(({ text }) => text)

const linesOf = (lists: Record<string, string[]>) =>
  Object.entries(lists).flatMap(([card, texts]) => texts.map((text) => ({ card, text })))
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

test.each(linesOf(PLAIN))('without the server, the $card card is shown for $text', ({ card, text }) => {
  expect(triageInBrowser(text).card).toBe(card)
})

test('without the server, no card is shown for any message that sounds like an emergency and is none', () => {
  expect([...CALM, ...ordinary].filter((line) => triageInBrowser(line).card !== null)).toEqual([])
})

test('without the server, four of five emergencies of these tests are seen', () => {
  const lines = linesOf(EMERGENCIES)
  const seen = lines.filter(({ text }) => triageInBrowser(text).card !== null)
  console.log(`browser: ${seen.length} of ${lines.length} emergencies (${percent(seen.length / lines.length)})`)
  expect(seen.length / lines.length).toBeGreaterThanOrEqual(0.8)
})

test('the server sees every emergency that the browser sees, and every one among the questions', () => {
  const emergencies = [...linesOf(EMERGENCIES), ...linesOf(PLAIN), ...PANEL].map(({ text }) => text)
  const seen = [...emergencies.filter((text) => triageInBrowser(text).card !== null), ...urgent]
  expect(seen.filter((text) => triage(text).card === null)).toEqual([])
})

test('any text is read without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(() => triageInBrowser(text)).not.toThrow()
    }),
  )
})

describe('a small model', () => {
  const examples = [
    { places: new Set([3, 70]), yes: true, weight: 1 },
    { places: new Set([70, 9000]), yes: false, weight: 1 },
  ]

  test('learns what tells the lines apart', () => {
    const model = trainSmall(Array.from({ length: 40 }, () => examples).flat(), 0.1)
    expect(score(model, new Set([3]))).toBeGreaterThan(score(model, new Set([9000])))
  })

  test('comes out of its letters as it went in', () => {
    const model = {
      weights: new Map([...[0, 1, 56, 57, 300, 32_767].entries()].map(([i, at]) => [at, [1, -1, 2, -2][i % 4] ?? 1])),
      bias: -3.25,
    }
    expect(unpack(pack(model))).toEqual(model)
  })
})
