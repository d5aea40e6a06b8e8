import type { Content } from '../types.ts'
import { fileOf, type Problem } from './problem.ts'

interface Wording {
  text: string
  kind: 'entries' | 'topics' | 'smalltalk'
  lang: string
  id: string
  /** The canonical question of an entry: it takes up its wording, and does not count as another phrasing. */
  question: boolean
}

/**
 * A wording without case, punctuation and extra spaces: two wordings with the same key are the same to a reader.
 * What has no letters and digits ("??", "👋") stands for itself.
 */
export function phrasingKey(text: string): string {
  const key = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  return key === '' ? text.trim() : key
}

/** Wordings that stand in two places of one language, and entries with fewer than `minimum` different phrasings. */
export function checkPhrasings(content: Content, minimum: number): Problem[] {
  return [...shared(content), ...tooFew(content, minimum)]
}

function shared(content: Content): Problem[] {
  const first = new Map<string, Wording>()
  const problems: Problem[] = []
  for (const wording of wordings(content)) {
    const key = `${wording.lang} ${phrasingKey(wording.text)}`
    const other = first.get(key)
    if (!other) {
      first.set(key, wording)
      continue
    }
    const { text, kind, id } = wording
    const own = other.kind === kind && other.id === id
    problems.push({
      file: fileOf(kind, wording),
      entry: id,
      problem: own
        ? `The phrasing "${text}" says the same as ${other.question ? 'the question' : 'another phrasing'} here. Keep one of them.`
        : `The ${wording.question ? 'question' : 'phrasing'} "${text}" also stands in ${fileOf(other.kind, other)}. Keep it in one of the two.`,
    })
  }
  return problems
}

function tooFew({ entries }: Content, minimum: number): Problem[] {
  return entries.flatMap((entry) => {
    const different = new Set(entry.phrasings.map(phrasingKey))
    different.delete(phrasingKey(entry.question))
    if (different.size >= minimum) return []
    const problem = `There are ${different.size} different phrasings. Write at least ${minimum}, as different visitors would ask.`
    return [{ file: fileOf('entries', entry), entry: entry.id, problem }]
  })
}

function wordings({ entries, topics, smalltalk }: Content): Wording[] {
  return [
    ...entries.flatMap(({ lang, id, question, phrasings }) => [
      { text: question, kind: 'entries' as const, lang, id, question: true },
      ...phrasings.map((text) => ({ text, kind: 'entries' as const, lang, id, question: false })),
    ]),
    ...topics.flatMap(({ lang, id, phrasings }) =>
      phrasings.map((text) => ({ text, kind: 'topics' as const, lang, id, question: false })),
    ),
    ...smalltalk.flatMap(({ lang, id, phrasings }) =>
      phrasings.map((text) => ({ text, kind: 'smalltalk' as const, lang, id, question: false })),
    ),
  ]
}
