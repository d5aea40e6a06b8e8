import Fuse from 'fuse.js'
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
 * Never throws. It runs in the visitor's browser: nothing that was typed leaves the page.
 */
export function createSuggest(index: AnswerIndex): (typed: string) => Suggestion[] {
  const fuse = new Fuse(index.answers, {
    keys: [
      { name: 'title', weight: 2 },
      { name: 'keywords', weight: 1 },
    ],
    includeMatches: true,
    ignoreLocation: true,
    ignoreDiacritics: true,
    threshold: 0.2,
    useTokenSearch: true,
    tokenMatch: 'all',
    minMatchCharLength: MIN_RANGE,
  })

  return (typed) => {
    const text = typed.trim()
    if (text.length < MIN_CHARS || text.length > MAX_CHARS) return []
    const words = text.split(/\s+/)
    const telling = words.filter((word) => !FRAME.test(word))
    return fuse
      .search((telling.length > 0 ? telling : words).join(' '), { limit: MAX_SUGGESTIONS })
      .map(({ item, matches = [] }) => ({
        entryId: item.entryId,
        title: item.title,
        ranges: matches
          .filter(({ key }) => key === 'title')
          .flatMap(({ indices }) => indices.map(([from, last]): [number, number] => [from, last + 1]))
          .filter(([from, to]) => to - from >= MIN_RANGE),
      }))
  }
}
