import { expect, test } from 'vitest'
import { escapeText, html } from '../../../scripts/eval/html.ts'
import { page } from '../../../scripts/eval/page.ts'
import { candidate, judgedAs, sectionsOf } from './judged.ts'

const HOSTILE = `</style></svg><script>alert("1")</script> ' onload='x & <img src=x onerror=y>`

test('every sign that means something in HTML is escaped', () => {
  expect(escapeText(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  )
})

test('a template escapes texts and numbers, and leaves what another template made', () => {
  expect(html`<p>${'<b>'}${2}${html`<i>${'&'}</i>`}${[html`<u>`, html`</u>`]}</p>`.source).toBe(
    '<p>&lt;b&gt;2<i>&amp;</i><u></u></p>',
  )
})

test('no text gets out of its place in the report', () => {
  const hostile = judgedAs(
    HOSTILE,
    { text: HOSTILE, kind: HOSTILE, sections: [HOSTILE], previous: [HOSTILE] },
    { entryIds: [HOSTILE], rule: HOSTILE, candidates: [candidate(HOSTILE, 0.9)] },
    { sections: [HOSTILE] },
  )
  // wrong, so that it stands among the confusions and the misses
  const wrong = { ...hostile, verdict: 'wrong' as const }
  const whole = page({
    judged: [wrong],
    sectionsOf,
    name: HOSTILE,
    at: new Date(0),
    disagreements: [HOSTILE],
  })
  const harmless = page({
    judged: [
      judgedAs('q', { sections: ['C'], previous: ['Hello'] }, { entryIds: ['a'], candidates: [candidate('a', 0.9)] }),
    ],
    sectionsOf,
    name: 'questions.jsonl',
    at: new Date(0),
    disagreements: ['q'],
  })
  expect(whole).toContain(escapeText(HOSTILE))
  expect(whole).not.toMatch(/<script|<img|alert\("/i)
  // the same elements in the same order: a text adds none, ends none and gives none an attribute
  const shape = (source: string): string[] => source.match(/<[^>]*?(?=["\s>])/g) ?? []
  expect(shape(whole)).toEqual(shape(harmless))
  expect(whole.split('"').length).toBe(harmless.split('"').length)
})

test('the report asks nothing of anybody', () => {
  const whole = page({
    judged: [judgedAs('q', {}, null)],
    sectionsOf,
    name: 'q.jsonl',
    at: new Date(0),
    disagreements: [],
  })
  expect(whole).not.toMatch(/https?:|src=|href=|url\(|@import/i)
  expect(whole).toContain(`default-src 'none'`)
})

test('an empty file of questions makes a report too', () => {
  const whole = page({ judged: [], sectionsOf, name: 'none.jsonl', at: new Date(0), disagreements: [] })
  expect(whole).not.toMatch(/NaN|Infinity|undefined|null/)
})

test('the report says so where the engine and the visitor disagree', () => {
  const nothing = { judged: [], sectionsOf, name: 'q.jsonl', at: new Date(0) }
  expect(page({ ...nothing, disagreements: ['q2: something else'] })).toContain('q2: something else')
  expect(page({ ...nothing, disagreements: [] })).not.toContain('disagree')
})
