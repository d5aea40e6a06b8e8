import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTriage } from '../../faq/triage.ts'
import { builtTriage } from '../support/engine.ts'
import { CALM } from './triage/calm.ts'
import { EMERGENCIES } from './triage/emergencies.ts'
import { PLAIN } from './triage/plain.ts'

const triage = builtTriage()
const triageByWords = createTriage(null)
const KINDS = Object.keys(EMERGENCIES) as (keyof typeof EMERGENCIES)[]

describe.each(KINDS)('the %s card is shown for', (card) => {
  test.each([...new Set([...EMERGENCIES[card], ...PLAIN[card]])])('%j', (line) => {
    expect(triage(line).card).toBe(card)
  })
})

test('at most one in fifty messages that sound like an emergency and are none gets a card', () => {
  const wrong = CALM.filter((line) => triage(line).card !== null)
  expect(wrong.length / CALM.length, wrong.join('\n')).toBeLessThanOrEqual(0.02)
})

test('without a card there is no rule', () => {
  expect(triage('How long is an infusion?')).toEqual({ card: null, rule: '' })
})

describe('a card is shown however it is typed', () => {
  const line = 'I want to kill myself'
  test.each([
    ['in capitals', line.toUpperCase()],
    ['with punctuation', '...I want to -- kill myself!!!'],
    ['with invisible characters', line.replaceAll('k', 'k\u200b\u00ad')],
    ['in full-width letters', line.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ['with drawn-out letters', 'I waaaant to killll myseeelf'],
    ['after a long story', `${'My back hurts. '.repeat(200)}${line}`],
    ['before a question', `${line}. How long is an infusion?`],
    ['after "but"', "I'm not a danger to anyone else but I want to kill myself"],
  ])('%s', (_, text) => {
    expect(triage(text).card).toBe('self-harm')
  })
})

test('the rule says what kind of wording it was, and nothing of the message', () => {
  expect(triage('I wrote the letters and parked by the quarry so the kids would not find me').rule).toBe(
    'self-harm:wording',
  )
})

test('any text is read without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(() => triage(text)).not.toThrow()
    }),
  )
})

describe('a message made to be slow is read in bounded time', () => {
  const filled = (unit: string) => unit.repeat(Math.ceil(4000 / unit.length)).slice(0, 4000)
  test.each([
    ['one letter', filled('a')],
    ['words that are all different', Array.from({ length: 1000 }, (_, i) => (i * 7919).toString(36)).join(' ')],
    ['emoji', filled('😀🔪')],
    ['lone surrogates', filled('\ud800x\udc00')],
    ['letters with many marks', filled(`a${'\u0301'.repeat(50)}`)],
    ['half an emergency, again and again', filled('i dont want to ')],
    ['a letter that unfolds into eighteen', filled('\ufdfa')],
    ['much more than is read', 'kill '.repeat(200_000)],
  ])('%s', (_, text) => {
    const quickest = (read: (message: string) => unknown): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const start = performance.now()
          read(text)
          return performance.now() - start
        }),
      )
    // The quickest: a busy machine stops now and then, and the first run compiles. The thread that serves reads words alone; the
    // engine's thread reads meanings as well and has 150 ms, of which a busy machine leaves a part.
    expect(quickest(triageByWords)).toBeLessThan(50)
    expect(quickest(triage)).toBeLessThan(140)
  })
})
