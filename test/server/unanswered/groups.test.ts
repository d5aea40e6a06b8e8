import { expect, test } from 'vitest'
import { phrasingKey } from '../../../faq/checks/phrasings.ts'
import { loadContent } from '../../../server/content.ts'
import type { Unanswered } from '../../../server/unanswered/find.ts'
import { groupsOf } from '../../../server/unanswered/groups.ts'
import { injectionTexts, unicodeTexts } from '../../support/corpus.ts'

const content = await loadContent('faq')
const no = () => false
const nothing = { written: no, hidden: no }
let at = 0
const asked = (text: string, nearestId: string | null, more: Partial<Unanswered> = {}): Unanswered => {
  at += 1
  return { text, at, nearestId, notHelpful: false, missing: false, ...more }
}

test('five ways to ask the same are one group of five, near an answer or near to nothing (A3)', async () => {
  const gluten = ['does ketamine have gluten', 'is the infusion gluten free', 'gluten in ketamine?', 'gluten??']
  const pools = ['do you have a swimming pool', 'can I swim in a pool there']
  const groups = await groupsOf(
    [
      ...['clicky jaw', 'Clicky  jaw?', 'noisy jaw', 'a jaw that clicks', 'loud jaw'].map((text) => asked(text, 'tmj')),
      ...[...gluten, "I'm coeliac, any gluten in it?"].map((text) => asked(text, null)),
      ...pools.map((text) => asked(text, 'an answer that is gone')),
      ...['price?', 'how much'].map((text) => asked(text, 'cost')),
    ],
    content,
    nothing,
  )
  expect(groups.map(({ nearest, count, questions }) => [nearest.kind, count, questions.length])).toEqual([
    ['nothing', 5, 5],
    ['near', 5, 4],
    ['not-covered', 2, 2],
    ['nothing', 2, 2],
  ])
  expect(groups[1]?.nearest).toEqual({ kind: 'near', id: 'tmj', title: expect.stringMatching(/jaw|TMJ/i) })
  expect(groups[1]?.questions[0]).toBe('clicky jaw')
  expect(groups[2]?.nearest).toEqual({ kind: 'not-covered', id: 'cost', title: 'Cost' })
})

test('what has an answer by now, or a draft, is left out; what did not help stays', async () => {
  const is = (key: string) => key === 'clicky jaw'
  const settled = { written: is, hidden: no }
  expect(await groupsOf([asked('Clicky jaw?', 'tmj')], content, settled)).toEqual([])
  expect(await groupsOf([asked('Clicky jaw?', 'tmj', { notHelpful: true })], content, settled)).toMatchObject([
    { nearest: { kind: 'not-helpful', id: 'tmj' }, count: 1 },
  ])
  const done = { written: no, hidden: is }
  expect(await groupsOf([asked('Clicky jaw?', 'tmj', { notHelpful: true })], content, done)).toEqual([])
})

test('chats that staff closed for a missing answer are counted', async () => {
  const groups = await groupsOf([asked('a', 'tmj', { missing: true }), asked('b', 'tmj')], content, nothing)
  expect(groups).toMatchObject([{ count: 2, missing: 1, lastAt: at }])
})

test('whatever was typed is put into one group and stays what it was, but for line breaks', async () => {
  const texts = [...unicodeTexts, ...injectionTexts]
    .map(({ text }) => text.slice(0, 4000))
    .filter((text) => text !== '')
  const groups = await groupsOf(
    texts.map((text) => asked(text, null)),
    content,
    nothing,
  )
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(0)
  for (const { questions } of groups) {
    for (const question of questions) expect(question).not.toMatch(/[\p{Cc}]|.{301}/u)
  }
})

test('what is asked for advice of one’s own is no missing answer, and a tapped title has no wording of a visitor', async () => {
  const personal = content.topics.find(({ kind }) => kind === 'personal')?.id ?? ''
  expect(personal).not.toBe('')
  expect(await groupsOf([asked('should I stop', personal)], content, nothing)).toEqual([])
  expect(await groupsOf([asked('', 'tmj', { notHelpful: true })], content, nothing)).toMatchObject([
    { nearest: { kind: 'not-helpful' }, count: 1, questions: [] },
  ])
})

test('of very many wordings the most frequent are shown, and how many more there are', async () => {
  const many = Array.from({ length: 55 }, (_, n) => asked(`jaw ${n}`, 'tmj'))
  const [group] = await groupsOf([...many, asked('jaw 54', 'tmj')], content, nothing)
  expect(group).toMatchObject({ count: 56, more: 15 })
  expect(group?.questions).toHaveLength(40)
  expect(group?.questions[0]).toBe('jaw 54')
})

test('a long question is hidden by what is shown of it', async () => {
  const long = asked(`${'a very long story '.repeat(30)}about a harp`, null)
  const [group] = await groupsOf([long], content, nothing)
  const shown = group?.questions[0] ?? ''
  expect(shown.length).toBeLessThanOrEqual(300)
  const done = { written: no, hidden: (key: string) => key === phrasingKey(shown) }
  expect(await groupsOf([long], content, done)).toEqual([])
})
