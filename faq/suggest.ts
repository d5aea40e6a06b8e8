import Fuse from 'fuse.js/min-basic'
import type { AnswerIndex } from '../protocol/site.ts'

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

/**
 * Titles of approved answers for what was typed so far, best first, at most three; none for a blank or for one character.
 * Every telling word has to be found. Never throws. It runs in the visitor's browser: nothing that was typed leaves the page.
 */
export function createSuggest(index: AnswerIndex): (typed: string) => Suggestion[] {
  const answers = index.sections.flatMap((section) =>
    section.answers.map(([title, words, entryId]) => ({ title, bare: bare(title), words: bare(words), entryId })),
  )
  const fuse = new Fuse(answers, {
    keys: [
      { name: 'bare', weight: 2 },
      { name: 'words', weight: 1 },
    ],
    includeMatches: true,
    includeScore: true,
    ignoreLocation: true,
    threshold: 0.2,
    minMatchCharLength: MIN_RANGE,
  })

  /** What one word finds, by entry. Fuse counts scores the other way: 0 is best. */
  const find = (word: string): Map<string, Hit> =>
    new Map(
      fuse.search(bare(word)).map(({ item, score = 1, matches = [] }) => [
        item.entryId,
        {
          title: item.title,
          score,
          ranges: matches
            .filter(({ key }) => key === 'bare')
            .flatMap(({ indices }) => indices.map(([from, last]): Range => [from, last + 1])),
        },
      ]),
    )

  return (typed) => {
    const text = typed.trim()
    if (text.length < MIN_CHARS || text.length > MAX_CHARS) return []
    const words = text.split(/\s+/)
    const telling = words.filter((word) => !FRAME.test(word))
    const [first, ...rest] = (telling.length > 0 ? telling : words).map(find)
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
      .slice(0, MAX_SUGGESTIONS)
      .map(({ entryId, title, ranges }) => ({ entryId, title, ranges }))
  }
}

type Range = [number, number]

interface Hit {
  title: string
  score: number
  ranges: Range[]
}

/**
 * Without accents. As long as a text that has one character for a letter and its accent, as keyboards write it. Done here,
 * because Fuse brings a list of every combining mark to do it, which the build leaves out.
 */
const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '')

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
