import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogEvent } from '../../../protocol/events.ts'
import { hitIn } from '../../../server/search/find.ts'
import { searchedWords } from '../../../server/search/fold.ts'
import { injectionTexts, unicodeTexts } from '../../support/corpus.ts'

const said = (text: string): LogEvent => ({
  type: 'message:sent',
  from: 'visitor',
  clientId: '0'.repeat(32),
  text,
  choice: null,
  seq: 2,
  at: 5,
})
const find = (text: string, words: string) => hitIn(said(text), searchedWords(words))
/** The words that are marked in what is shown. */
const marked = (text: string, words: string): string[] | undefined => {
  const hit = find(text, words)
  return hit?.marks.map(([start, end]) => hit.snippet.slice(start, end))
}

describe('a message', () => {
  test('is found in any case, with and without accents, and by compatibility forms', () => {
    expect(marked('La Migraña y el ÁRBOL', 'migrana árbol')).toEqual(['Migraña', 'ÁRBOL'])
    expect(marked('migrana', 'MIGRAÑA')).toEqual(['migrana'])
    expect(marked('cafe\u0301 now', 'CAFÉ')).toEqual(['cafe\u0301'])
    expect(marked('o\ufb03ce', 'office')).toEqual(['o\ufb03ce'])
    expect(marked('İstanbul', 'istanbul')).toEqual(['İstanbul'])
    expect(marked('Ὀδυσσεύς', 'οδυσσευσ')).toBeUndefined()
    expect(marked('hid\u200bden wo\u00adrds', 'hidden words')).toEqual(['hid\u200bden', 'wo\u00adrds'])
    expect(marked('😀 fine 😀', 'fine 😀')).toEqual(['😀', 'fine', '😀'])
  })

  test('is found where all words occur in it, in any order, and in no other', () => {
    expect(marked('pain in the knee', 'knee pain')).toEqual(['pain', 'knee'])
    expect(find('pain in the knee', 'knee pills')).toBeNull()
    expect(marked('aaaa', 'aa a')).toEqual(['aaaa'])
  })

  test('is shown around its first mark, without cutting a sign in two', () => {
    const long = `${'😀'.repeat(300)} needle ${'😀'.repeat(300)}`
    const hit = find(long, 'needle')
    expect(hit).toMatchObject({ cutBefore: true, cutAfter: true })
    expect(hit?.snippet.isWellFormed()).toBe(true)
    expect(hit?.snippet.length).toBeLessThan(165)
    expect(marked(long, 'needle')).toEqual(['needle'])
    expect(find('needle', 'needle')).toMatchObject({ snippet: 'needle', cutBefore: false, cutAfter: false })
  })

  test('of what is searched for nothing may be left to find', () => {
    expect(searchedWords('\u0301 \u200b \u00ad')).toEqual([])
    expect(searchedWords('  One  ONE two ')).toEqual(['one', 'two'])
  })

  test('is found by each of its own words, whatever it holds; what is shown is a part of it, and its marks are in order', () => {
    const check = (text: string) => {
      const words = searchedWords(text)
      if (words.length === 0) return
      const hit = hitIn(said(text), words)
      expect(hit).not.toBeNull()
      if (!hit) return
      expect(text).toContain(hit.snippet)
      expect(hit.snippet.isWellFormed()).toBe(text.isWellFormed() || hit.snippet.isWellFormed())
      let last = -1
      for (const [start, end] of hit.marks) {
        expect(start).toBeGreaterThan(last)
        expect(end).toBeGreaterThan(start)
        last = end
      }
      expect(last).toBeLessThanOrEqual(hit.snippet.length)
    }
    for (const { text } of [...unicodeTexts, ...injectionTexts]) check(text.slice(0, 4000))
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => check(text)),
      { numRuns: 500 },
    )
  })
})

test('the assistant’s own words are not looked through, and everything that people wrote is', () => {
  const staff = { id: 'ana', name: 'Ana' }
  const events: LogEvent[] = [
    { type: 'contact:left', clientId: 'c', question: 'why needle', contact: 'me@x.example', seq: 1, at: 1 },
    { type: 'note:written', note: { clientId: 'n', staff, text: 'a needle' }, seq: 2, at: 1 },
    { type: 'note:written', note: null, seq: 3, at: 1 },
    { type: 'chat:passed', staff: { id: 'ben', name: 'Ben' }, from: staff, epoch: 2, note: 'needle', seq: 4, at: 1 },
    { type: 'message:sent', from: 'staff', clientId: 's', text: 'needle', staff, seq: 5, at: 1 },
    { type: 'handoff:cancelled', seq: 6, at: 1 },
  ]
  expect(events.map((event) => hitIn(event, ['needle'])).map((hit) => hit && [hit.by, hit.name])).toEqual([
    ['visitor', null],
    ['note', 'Ana'],
    null,
    ['note', 'Ana'],
    ['staff', 'Ana'],
    null,
  ])
})
