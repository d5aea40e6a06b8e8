import Fuse from 'fuse.js/basic'
import type { AnswerIndex, IndexedAnswer } from '../protocol/site.ts'

export interface Suggestion {
  entryId: string
  title: string
  /** Pieces of the title that match what was typed, as [start, end) in UTF-16 units, in order and apart. */
  ranges: [number, number][]
}

const MAX_SUGGESTIONS = 3
const MIN_CHARS = 2
/** What is typed beyond this is a message rather than a search. It also bounds the work. */
const MAX_CHARS = 64
/** A piece of a title shorter than this is chance. */
const MIN_RANGE = 2
/** Words that a question may have and a title need not. They count where nothing else was typed. */
const FRAME =
  /^(?:does|do|did|is|are|can|could|will|the|an?|of|to|for|in|on|with|my|me|i|you|your|it|what|what's|about|please)$/i

/** What is looked through: of each answer the title, the words beside it, and its id. */
export interface Searched {
  sections: { title?: string; answers: (readonly [title: string, words: string, entryId: string, ...unknown[]])[] }[]
}

/**
 * Titles of approved answers for what was typed so far, best first, at most `limit`; none for a blank or for one character.
 * Every telling word has to be found. Never throws. It runs in the visitor's browser: nothing that was typed leaves the page.
 */
export type Suggest = (typed: string, limit?: number) => Suggestion[]

export function createSuggest(index: Searched): Suggest {
  const answers = index.sections.flatMap((section) =>
    section.answers.map(([title, words, entryId]) => ({ title, bare: bare(title), words: bare(words), entryId })),
  )

  /** What one word finds, by entry. */
  const find = (word: string): Map<string, Hit> => {
    const hits = new Map<string, Hit>()
    for (const { entryId, title, bare, words } of answers) {
      const inTitle = match(word, bare, 2 / 3)
      const score = inTitle.score * match(word, words, 1 / 3).score
      if (score < 1) hits.set(entryId, { title, score, ranges: inTitle.ranges })
    }
    return hits
  }

  return (typed, limit = MAX_SUGGESTIONS) => {
    const [first, ...rest] = telling(typed).map(find)
    if (!first) return []
    const found: (Hit & { entryId: string })[] = []
    for (const [entryId, hit] of first) {
      const others = rest.flatMap((hits) => hits.get(entryId) ?? [])
      if (others.length < rest.length) continue
      const all = [hit, ...others]
      found.push({
        entryId,
        title: hit.title,
        score: all.reduce((sum, { score }) => sum + score, 0),
        ranges: apart(all.flatMap(({ ranges }) => ranges)),
      })
    }
    return found
      .sort((a, b) => a.score - b.score)
      .slice(0, limit)
      .map(({ entryId, title, ranges }) => ({ entryId, title, ranges }))
  }
}

/**
 * All approved answers for what was typed, as `suggest` finds their titles, and then those whose text has every telling word.
 * Null for a blank or for one character.
 */
export function searchAnswers(index: AnswerIndex, suggest: Suggest, typed: string): IndexedAnswer[] | null {
  const words = telling(typed)
  if (words.length === 0) return null
  const answers = index.sections.flatMap((section) => section.answers)
  const titled = suggest(typed, answers.length).map(({ entryId }) => entryId)
  const inText = answers
    .filter(([, , , text]) => words.every((word) => bare(text).includes(word)))
    .map(([, , id]) => id)
  return [...new Set([...titled, ...inText])]
    .map((id) => answers.find((answer) => answer[2] === id))
    .filter((one) => !!one)
}

/** The words that have to be found, as they are compared; none for a blank or for one character. */
function telling(typed: string): string[] {
  const text = typed.trim()
  if (text.length < MIN_CHARS || text.length > MAX_CHARS) return []
  const words = text.split(/\s+/)
  const some = words.filter((word) => !FRAME.test(word))
  return (some.length > 0 ? some : words).map(bare)
}

const OPTIONS = { includeMatches: true, ignoreLocation: true, threshold: 0.2, minMatchCharLength: MIN_RANGE }

type Range = [number, number]

interface Hit {
  title: string
  score: number
  ranges: Range[]
}

/**
 * In lower case and without accents. As long as a text that has one character for a letter and its accent, as keyboards
 * write it. Done here, because Fuse brings a list of every combining mark to do it, which the build leaves out.
 */
const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * Where a word stands in a text that counts `weight`, and how well, as Fuse scores a field of a document: 0 is best, 1 is
 * nothing, and the same in a short text is better. Source: https://www.fusejs.io/concepts/scoring-theory.html
 */
function match(word: string, text: string, weight: number): Pick<Hit, 'score' | 'ranges'> {
  const { isMatch, score, indices = [] } = Fuse.match(word, text, OPTIONS)
  if (!isMatch) return { score: 1, ranges: [] }
  const shortness = Math.round(1000 / Math.sqrt(text.split(/\s+/).length)) / 1000
  return {
    score: Math.max(Number.EPSILON, score) ** (weight * shortness),
    ranges: indices.map(([from, last]): Range => [from, last + 1]),
  }
}

/** The ranges in order, those that touch or overlap joined, chance pieces left out. */
function apart(ranges: Range[]): Range[] {
  const joined: Range[] = []
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined.filter(([from, to]) => to - from >= MIN_RANGE)
}
