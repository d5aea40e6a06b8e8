import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Content } from '../../faq/types.ts'
import { loadContent } from '../../server/content.ts'
import { answerIndex } from '../../server/site-info.ts'

let content: Content
beforeAll(async () => {
  content = await loadContent(join(import.meta.dirname, '../../faq'))
})

test('the titles hold every approved answer once, under the section that it belongs to', () => {
  const { lang, sections } = answerIndex(content, 'en')
  const titleOf = new Map(content.sections.map(({ id, title }) => [id, title]))
  const listed = sections.flatMap(({ title, answers }) => answers.map(([, , id]) => [id, title]))
  const approved = content.entries
    .filter((entry) => entry.lang === 'en')
    .map(({ id, sections }) => [id, titleOf.get(sections[0] ?? '')])
  expect(lang).toBe('en')
  expect(listed.sort()).toEqual(approved.sort())
})

test('every word of the keywords finds the answer, by its title or beside it', () => {
  const { sections } = answerIndex(content, 'en')
  const found = new Map(
    sections.flatMap(({ answers }) => answers.map(([title, words, id]) => [id, `${title} ${words}`])),
  )
  for (const { id, keywords } of content.entries) {
    for (const word of keywords.join(' ').toLowerCase().split(' ')) expect(found.get(id)?.toLowerCase()).toContain(word)
  }
})

test('a language without answers has no sections', () => {
  expect(answerIndex({ ...content, entries: [] }, 'es')).toEqual({ lang: 'es', sections: [] })
})
