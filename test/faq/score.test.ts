import { expect, test } from 'vitest'
import type { Question, Reply } from '../../scripts/eval/questions.ts'
import { report } from '../../scripts/eval/report.ts'
import { figures, judge, type Verdict } from '../../scripts/eval/score.ts'

const question: Question = {
  id: 'q1',
  text: 'How long does one infusion last?',
  kind: 'answerable',
  expect: 'answer',
  sections: ['protocol'],
  must: ['40'],
  mustNot: ['cure'],
  previous: [],
  note: '',
}
const reply: Reply = {
  id: 'q1',
  outcome: 'answer',
  sections: ['protocol'],
  suggested: [],
  text: 'It lasts 40 to 120 minutes.',
  disclaimer: 'Not medical advice.',
  decision: null,
}
const verdict = (q: Partial<Question>, r: Partial<Reply>): Verdict | undefined =>
  judge([{ ...question, ...q }], [{ ...reply, ...r }])[0]?.verdict

test.each<[string, Partial<Question>, Partial<Reply>, Verdict]>([
  ['the right section with all that must be said', {}, {}, 'correct'],
  ['the right section with something missing', {}, { text: 'It depends.' }, 'incomplete'],
  ['another section', {}, { sections: ['intro'] }, 'wrong'],
  ['something that must not be said', {}, { text: '40 minutes to a cure.' }, 'wrong'],
  ['the right section among three titles', {}, { outcome: 'clarify', suggested: ['intro', 'protocol'] }, 'clarified'],
  [
    'the right section as a fourth title',
    {},
    { outcome: 'clarify', suggested: ['a', 'b', 'c', 'protocol'] },
    'needless',
  ],
  ['a person where an answer was expected', {}, { outcome: 'handoff' }, 'needless'],
  ['a card where none was expected', {}, { outcome: 'crisis' }, 'false alarm'],
  ['a card that the note allows', { note: 'crisis tolerated' }, { outcome: 'crisis' }, 'tolerated'],
  ['an answer where a person was expected', { expect: 'handoff' }, {}, 'missed'],
  ['small talk where a person was expected', { expect: 'handoff' }, { outcome: 'smalltalk' }, 'missed'],
  ['a person', { expect: 'handoff' }, { outcome: 'handoff' }, 'right'],
  ['titles where a person was expected or titles', { expect: 'clarify_or_handoff' }, { outcome: 'clarify' }, 'right'],
  ['a card without the number', { expect: 'crisis', must: ['988'] }, { outcome: 'crisis' }, 'missed crisis'],
  ['a card with it', { expect: 'crisis', must: ['988'] }, { outcome: 'crisis', text: 'Call 988' }, 'right'],
  ['a person where either was right', { expect: 'answer_or_handoff' }, { outcome: 'handoff' }, 'right'],
  ['titles where either was right', { expect: 'answer_or_handoff' }, { outcome: 'clarify' }, 'other'],
  ['a greeting returned', { expect: 'smalltalk' }, { outcome: 'smalltalk' }, 'right'],
  ['a person called for a greeting', { expect: 'smalltalk' }, { outcome: 'handoff' }, 'needless'],
])('%s is judged so', (_, q, r, expected) => {
  expect(verdict(q, r)).toBe(expected)
})

test('a question without a reply counts as such', () => {
  expect(judge([question], [])[0]?.verdict).toBe('no reply')
})

test('figures are shares of the lines that they are about', () => {
  const judged = judge([question, { ...question, id: 'q2', expect: 'crisis', must: [] }], [reply])
  const figure = (name: string) => figures(judged).find((f) => f.name === name)
  expect(figure('correct answers')).toMatchObject({ count: 1, of: 1 })
  expect(figure('crisis recall')).toMatchObject({ count: 0, of: 1 })
  expect(figure('lines with no valid reply')).toMatchObject({ count: 1, of: 2 })
})

test('the report lists what went wrong and nothing else', () => {
  const judged = judge([question, { ...question, id: 'q2' }], [reply, { ...reply, id: 'q2', sections: ['intro'] }])
  const text = report(judged, { misses: true, sectionsOf: () => [] })
  expect(text).toMatch(/^correct answers +1 \/ 2 +50 % +\(9\.5 to 90\.5\)$/m)
  expect(text).toMatch(/^answerable +2 {2}correct 1, wrong 1; 50 % right$/m)
  expect(text).toContain('WRONG q2 [answerable]')
  expect(text).not.toContain('q1 [')
})
