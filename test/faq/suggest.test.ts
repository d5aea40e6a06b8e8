import { join } from 'node:path'
import fc from 'fast-check'
import Fuse from 'fuse.js'
import { expect, test } from 'vitest'
import { createSuggest, searchAnswers } from '../../faq/suggest.ts'
import type { IndexedAnswer } from '../../protocol/site.ts'
import { loadContent } from '../../server/content.ts'
import { createReplies } from '../../server/reply.ts'
import { answerIndex } from '../../server/site-info.ts'

const answer = (title: string, words: string, id: string, text = ''): IndexedAnswer => [
  title,
  words,
  id,
  text,
  '',
  null,
  '',
]
const disclaimer = { id: '', title: '', text: '', full: '' }

const suggest = createSuggest({
  sections: [
    {
      title: 'Fibromyalgia',
      answers: [
        answer('Can ketamine help fibromyalgia?', 'tender points', 'fibro'),
        answer('What did fibromyalgia trials find?', '', 'trials'),
      ],
    },
    {
      title: 'The protocol',
      answers: [
        answer('How long does each infusion last?', 'duration', 'length'),
        answer('How many infusions are given?', 'six', 'course'),
      ],
    },
    {
      title: 'Chronic pain',
      answers: [
        answer('Can ketamine help CRPS?', 'regional pain', 'crps'),
        answer('Can ketamine help TMJ?', 'mouth jaw joint', 'tmj'),
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
    sections: [{ title: 'Dolor', answers: [answer('¿Cuánto dura la infusión?', 'duración', 'length')] }],
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

test('a search finds titles first, and then the answers that say every telling word', () => {
  const index = {
    lang: 'en' as const,
    disclaimer,
    sections: [
      { title: 'One', answers: [answer('How long is it?', '', 'long', 'Fibro takes longer, and Migräne too.')] },
      { title: 'Two', answers: [answer('Can ketamine help fibromyalgia?', 'fibro', 'fibro', 'Perhaps.')] },
    ],
  }
  const search = (typed: string) => searchAnswers(index, createSuggest(index), typed)?.map(([, , id]) => id)
  expect(search('fibro')).toEqual(['fibro', 'long'])
  expect(search('does the FIBRO end')).toEqual([])
  expect(search('FIBRO longer')).toEqual(['long'])
  expect(search('migrane')).toEqual(['long'])
  expect(search('parking')).toEqual([])
  for (const nothing of ['', ' ', 'f']) expect(search(nothing)).toBeUndefined()
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

test('one word finds in the clinic’s content what a Fuse over titles and keywords finds, in its order', async () => {
  const content = await loadContent(join(import.meta.dirname, '../../faq'))
  const index = answerIndex(content, createReplies(content), 'en')
  const documents = index.sections.flatMap(({ answers }) => answers.map(([title, words, id]) => ({ title, words, id })))
  const fuse = new Fuse(documents, {
    keys: [
      { name: 'title', weight: 2 },
      { name: 'words', weight: 1 },
    ],
    ignoreLocation: true,
    threshold: 0.2,
    minMatchCharLength: 2,
  })
  const inContent = createSuggest(index)
  const typed = new Set(
    content.entries
      .flatMap(({ question, keywords }) => [question, ...keywords].join(' ').split(/\s+/))
      .flatMap((word) => [word, word.slice(0, 4), word.replace(/^(..)./, '$1')]),
  )
  for (const word of typed) {
    if (word.length < 2) continue
    expect(
      inContent(word).map(({ entryId }) => entryId),
      word,
    ).toEqual(
      fuse
        .search(word)
        .slice(0, 3)
        .map(({ item }) => item.id),
    )
  }
  expect(typed.size).toBeGreaterThan(300)
})
