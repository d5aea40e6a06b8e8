import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { triage } from '../../faq/triage.ts'
import { CALM } from './triage/calm.ts'
import { EMERGENCIES } from './triage/emergencies.ts'

describe.each(Object.entries(EMERGENCIES))('the %s card is shown for', (card, lines) => {
  test.each(lines)('%j', (line) => {
    expect(triage(line).card).toBe(card)
  })
})

describe('no card is shown for', () => {
  test.each(CALM)('%j', (line) => {
    expect(triage(line)).toEqual({ card: null, rule: '' })
  })
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
  expect(triage('everyone would be better off without me').rule).toBe('self-harm:burden')
})

test('any text is read without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(() => triage(text)).not.toThrow()
    }),
  )
})
