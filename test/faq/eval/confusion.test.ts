import { expect, test } from 'vitest'
import { confusions } from '../../../scripts/eval/confusion.ts'
import { judgedAs, sectionsOf } from './judged.ts'

test('an entry from another section is a confusion, the most frequent first', () => {
  const found = confusions(
    [
      judgedAs('q1', { sections: ['C', 'D'] }, { entryIds: ['a'] }),
      judgedAs('q2', { expect: 'handoff' }, { entryIds: ['b'] }),
      judgedAs('q3', { expect: 'clarify_or_handoff' }, { entryIds: ['b'] }),
      judgedAs('q4', {}, { entryIds: ['a'] }),
    ],
    sectionsOf,
  )
  expect(found).toEqual([
    { entryId: 'b', as: 'answer', expected: 'a person', questions: ['q2', 'q3'] },
    { entryId: 'a', as: 'answer', expected: 'C or D', questions: ['q1'] },
  ])
})

test('titles are confusions where none of them is right and no titles were expected', () => {
  const titles = (id: string, question: Parameters<typeof judgedAs>[1], choiceIds: string[]) =>
    judgedAs(id, question, { outcome: 'clarify', choiceIds })
  const found = confusions(
    [
      titles('none right', {}, ['b', 'c']),
      titles('one right', {}, ['b', 'a']),
      titles('either', { expect: 'answer_or_handoff' }, ['b', 'a2']),
      titles('welcome', { expect: 'clarify_or_handoff' }, ['b']),
    ],
    sectionsOf,
  )
  expect(found).toEqual([
    { entryId: 'b', as: 'title', expected: 'A', questions: ['none right'] },
    { entryId: 'c', as: 'title', expected: 'A', questions: ['none right'] },
  ])
})

test('a right entry that says something forbidden is confused with no other', () => {
  const forbidden = judgedAs('q', { mustNot: ['cure'] }, { entryIds: ['a'] }, { text: 'A cure.' })
  expect(forbidden.verdict).toBe('wrong')
  expect(confusions([forbidden], sectionsOf)).toEqual([])
})
