import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readAnswer } from '../../faq/read.ts'
import type { Content } from '../../faq/types.ts'
import type { Disclaimer } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { createReplies } from '../../server/reply.ts'
import { answerIndex, siteInfo } from '../../server/site-info.ts'

/** What is drawn of it. */
const shown = (disclaimer?: Disclaimer) => {
  const { id: _, ...drawn } = disclaimer ?? { id: '' }
  return drawn
}

let content: Content
beforeAll(async () => {
  content = await loadContent(join(import.meta.dirname, '../../faq'))
})

test('the index holds every approved answer once, under the section that it belongs to', () => {
  const { lang, sections } = answerIndex(content, createReplies(content), 'en')
  const titleOf = new Map(content.sections.map(({ id, title }) => [id, title]))
  const listed = sections.flatMap(({ title, answers }) => answers.map(([, , id]) => [id, title]))
  const approved = content.entries
    .filter((entry) => entry.lang === 'en')
    .map(({ id, sections }) => [id, titleOf.get(sections[0] ?? '')])
  expect(lang).toBe('en')
  expect(listed.sort()).toEqual(approved.sort())
})

test('every word of the keywords finds the answer, by its title or beside it', () => {
  const { sections } = answerIndex(content, createReplies(content), 'en')
  const found = new Map(
    sections.flatMap(({ answers }) => answers.map(([title, words, id]) => [id, `${title} ${words}`])),
  )
  for (const { id, keywords } of content.entries) {
    for (const word of keywords.join(' ').toLowerCase().split(' ')) expect(found.get(id)?.toLowerCase()).toContain(word)
  }
})

test('where there are no answers in a language, those in English are given, with the English disclaimer', () => {
  const [en, es] = (['en', 'es'] as const).map((locale) => answerIndex(content, createReplies(content), locale))
  expect(es?.lang).toBe('en')
  expect(es?.sections).toEqual(en?.sections)
  expect(en?.disclaimer).toBeNull()
  expect(es?.disclaimer?.full).toBe(content.site.disclaimer.en.full)
})

test.each([
  'en',
  'es',
] as const)('read for a panel in %s, an answer is what the server replies, but for its passages', (locale) => {
  const replies = createReplies(content)
  const index = answerIndex(content, replies, locale)
  const site = siteInfo(content, locale, { here: 0, opensAt: null, open: false }, null)
  const leads = new Set<string | null>()
  for (const { id, question, reviewedOn } of content.entries) {
    const replied = replies.forChoice(id, 'en')?.reply
    const read = readAnswer(index, id, site)
    const answers = replied?.answers.map(({ entryId, attribution, text, lang }) => ({
      entryId,
      attribution,
      text,
      passages: [],
      lang,
    }))
    expect(read).toEqual({
      title: question,
      reviewedOn,
      reply: { text: replied?.text, answers, lang: replied?.lang, disclaimer: shown(replied?.disclaimer) },
    })
    leads.add(read?.reply.disclaimer.lead ?? null)
  }
  // a protocol's line, a story's, and none
  expect(leads.size).toBe(3)
  expect(readAnswer(index, 'no-such-entry', site)).toBeNull()
})
