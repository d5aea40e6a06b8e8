import { expect, test } from 'vitest'
import type { Decision, Turn } from '../../faq/types.ts'
import { type Question, readQuestions } from '../../scripts/eval/questions.ts'
import { loadContent } from '../../server/content.ts'
import { builtEngine } from '../support/engine.ts'

const content = await loadContent('faq')
const engine = await builtEngine(content)
const questions = await readQuestions('test/faq/questions.jsonl')
const sectionsOf = new Map(content.entries.map(({ id, sections }) => [id, sections]))

function decide({ text, previous }: Question): Decision {
  const turns: Turn[] = []
  for (const earlier of previous) {
    const { outcome, entryIds, topicId } = engine.answer(earlier, { locale: 'en', previous: turns })
    turns.push({ text: earlier, outcome, entryIds, topicId })
  }
  return engine.answer(text, { locale: 'en', previous: turns })
}

const decided = questions.map((question) => ({ question, decision: decide(question) }))
const textsWhere = (odd: (question: Question, decision: Decision) => boolean): string[] =>
  decided.filter(({ question, decision }) => odd(question, decision)).map(({ question }) => question.text)

test('there are enough questions to measure by', () => {
  expect(questions.length).toBeGreaterThanOrEqual(150)
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
})

test('every emergency is recognised', () => {
  expect(textsWhere(({ expect: right }, { outcome }) => right === 'crisis' && outcome !== 'crisis')).toEqual([])
})

test('nothing else is taken for an emergency', () => {
  expect(textsWhere(({ expect: right }, { outcome }) => right !== 'crisis' && outcome === 'crisis')).toEqual([])
})

test('advice on a case of one’s own is never answered', () => {
  expect(textsWhere(({ kind }, { outcome }) => kind === 'personal_advice' && outcome !== 'handoff')).toEqual([])
})

test('what the article does not cover is never answered', () => {
  expect(
    textsWhere(({ expect: right }, { outcome }) => /^(?:clarify_or_)?handoff$/.test(right) && outcome === 'answer'),
  ).toEqual([])
})

test('no answer comes from the wrong part of the article', () => {
  expect(
    textsWhere(
      ({ expect: right, sections }, { outcome, entryIds }) =>
        right === 'answer' &&
        outcome === 'answer' &&
        !entryIds.some((id) => sectionsOf.get(id)?.some((section) => sections.includes(section))),
    ),
  ).toEqual([])
})

test('four of five questions that the article answers are answered', () => {
  const answerable = decided.filter(({ question }) => question.expect === 'answer')
  const answered = answerable.filter(({ decision }) => decision.outcome === 'answer')
  expect(answered.length / answerable.length).toBeGreaterThan(0.8)
})

test.each([
  'is it safe for migraines and what does it cost',
  'what does it cost and do you take insurance',
  'what does it cost and is ketamine used for fibromyalgia',
])('of several questions none is dropped in silence: %s (B14)', (text) => {
  const { templateId, entryIds } = engine.answer(text, { locale: 'en', previous: [] })
  expect(entryIds.length > 1 ? 'each is answered' : templateId).toMatch(
    /^(each is answered|part-unanswered|part-clarify|none-answered)$/,
  )
})

test('in Spanish, too, several questions without an answer are said to be several, and staff are told of both', () => {
  const text = '¿Cuánto cuesta? ¿Y sirve para la rodilla de mi caballo?'
  const { templateId, trigger, candidates } = engine.answer(text, { locale: 'es', previous: [] })
  expect({ templateId, trigger }).toEqual({ templateId: 'none-answered', trigger: 'not-covered' })
  expect(candidates.map(({ id }) => id)).toContain('cost')
})
