import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSuggest } from '../../faq/suggest.ts'

const suggest = createSuggest({
  lang: 'en',
  sections: [
    {
      title: 'Fibromyalgia',
      answers: [
        ['Can ketamine help fibromyalgia?', 'tender points', 'fibro'],
        ['What did fibromyalgia trials find?', '', 'trials'],
      ],
    },
    {
      title: 'The protocol',
      answers: [
        ['How long does each infusion last?', 'duration', 'length'],
        ['How many infusions are given?', 'six', 'course'],
      ],
    },
    {
      title: 'Chronic pain',
      answers: [
        ['Can ketamine help CRPS?', 'regional pain', 'crps'],
        ['Can ketamine help TMJ?', 'mouth jaw joint', 'tmj'],
      ],
    },
  ],
})
const ids = (typed: string): string[] => suggest(typed).map(({ entryId }) => entryId)

test('titles appear while a word is being typed, with the matching letters marked', () => {
  const found = suggest('fibro')
  expect(found.map(({ entryId }) => entryId)).toEqual(['fibro', 'trials'])
  for (const { title, ranges } of found) {
    expect(ranges.map(([from, to]) => title.slice(from, to).toLowerCase())).toEqual(['fibro'])
  }
})

test('a keyword finds its title although the title does not contain it', () => {
  expect(suggest('jaw')).toEqual([{ entryId: 'tmj', title: 'Can ketamine help TMJ?', ranges: [] }])
})

test('a typing error still finds the title', () => {
  expect(ids('fibromialgia')).toContain('fibro')
})

test('accents make no difference, on either side', () => {
  expect(ids('fibromiálgia')).toContain('fibro')
  const spanish = createSuggest({
    lang: 'es',
    sections: [{ title: 'Dolor', answers: [['¿Cuánto dura la infusión?', 'duración', 'length']] }],
  })
  for (const typed of ['infusion', 'infusión']) {
    const [found] = spanish(typed)
    expect(found?.ranges.map(([from, to]) => found.title.slice(from, to))).toEqual(['infusión'])
  }
  expect(spanish('duracion')).toHaveLength(1)
})

test('words that only frame a question do not hide a title', () => {
  expect(ids('does ketamine help crps')).toEqual(['crps'])
})

test('at most three titles are suggested', () => {
  expect(ids('ketamine')).toHaveLength(3)
})

test.each(['', ' ', '\n\t ', 'k', ' k '])('nothing is suggested for %j', (typed) => {
  expect(suggest(typed)).toEqual([])
})

test('nothing is suggested for a subject without an answer', () => {
  expect(ids('parking')).toEqual([])
})

test('whatever is typed, ranges lie inside the title, in order and apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
      for (const { title, ranges } of suggest(typed)) {
        let end = 0
        for (const [from, to] of ranges) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          end = to
        }
        expect(end).toBeLessThanOrEqual(title.length)
      }
    }),
  )
})
