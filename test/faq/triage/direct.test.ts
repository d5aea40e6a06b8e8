import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DIRECT } from '../../../faq/triage/direct.ts'
import { triage as triageInBrowser } from '../../../faq/triage-direct.ts'
import { builtTriage } from '../../support/engine.ts'
import { CALM } from './calm.ts'
import { EMERGENCIES } from './emergencies.ts'
import { PLAIN } from './plain.ts'

const triage = builtTriage()
const questions = readFileSync(new URL('../questions.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { text: string; expect: string })
const urgent = questions.filter((question) => question.expect === 'crisis').map(({ text }) => text)
const ordinary = questions.filter((question) => question.expect !== 'crisis').map(({ text }) => text)

describe.each(Object.entries(PLAIN))('without the server, the %s card is shown for', (card, lines) => {
  test.each(lines)('%j', (line) => {
    expect(triageInBrowser(line).card).toBe(card)
  })
})

test('without the server, no card is shown for any message that sounds like an emergency and is none', () => {
  expect([...CALM, ...ordinary].filter((line) => triageInBrowser(line).card !== null)).toEqual([])
})

test('without the server, seven of ten emergencies are seen, and with their own card or none', () => {
  const lines = Object.entries(EMERGENCIES).flatMap(([card, texts]) => texts.map((text) => ({ card, text })))
  const seen = lines.filter(({ card, text }) => triageInBrowser(text).card === card)
  console.log(
    `browser: ${seen.length} of ${lines.length} emergencies (${((100 * seen.length) / lines.length).toFixed(1)} %)`,
  )
  expect(seen.length / lines.length).toBeGreaterThanOrEqual(0.7)
  expect(lines.filter(({ card, text }) => ![card, null].includes(triageInBrowser(text).card))).toEqual([])
})

describe('the server shows the card that the browser showed', () => {
  const emergencies = [...Object.values(EMERGENCIES).flat(), ...Object.values(PLAIN).flat(), ...urgent]
  const same = (text: string) => {
    const { card } = triageInBrowser(text)
    return card === null || triage(text).card === card
  }

  test('for every emergency of these tests', () => {
    expect(emergencies.filter((line) => !same(line))).toEqual([])
  })

  test('for any two of them in one message, whatever stands between', () => {
    const line = fc.constantFrom(...emergencies)
    const between = fc.constantFrom(' ', '. ', ', ', ' and ', ' but ', '\n', '? ', ' pero ')
    fc.assert(
      fc.property(line, between, line, (a, mark, b) => same(a + mark + b)),
      { numRuns: 2000, seed: 1 },
    )
  })
})

test('the server sees every emergency among the questions', () => {
  expect(urgent.filter((line) => triage(line).card === null)).toEqual([])
})

test('no rule names a word that is not there', () => {
  const sources = DIRECT.map(({ pattern }) => pattern.source)
  expect(sources.filter((source) => /undefined|[<>]/.test(source.replace(/\?[=!<]+/g, '')))).toEqual([])
})
