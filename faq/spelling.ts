import Fuse from 'fuse.js'

/** Most words of one message that are looked up; the rest stays as typed. It bounds the work for any text. */
export const MAX_LOOKUPS = 16
const MIN_LENGTH = 4
const MAX_LENGTH = 20

export interface Spelling {
  /** Whether a word is right as it is. */
  known(word: string): boolean
  /** Reads one message; what it looked up is shared by its parts. */
  reader(): SpellingReader
}

export interface SpellingReader {
  /** The words with misspelt ones replaced by words of the vocabulary. Words that are known are never touched. */
  correct(words: string[]): string[]
  /** How many words were looked up so far, at most `MAX_LOOKUPS`. */
  readonly lookups: number
}

/**
 * Corrects single words against `vocabulary` (words of the content, with their counts) and `rightWords` (everyday words that
 * are right as they are). Fuse.js finds the candidates among words of about the same length that share a first or second
 * letter; the nearest by Damerau-Levenshtein distance wins, then the more frequent.
 */
export function createSpelling(vocabulary: ReadonlyMap<string, number>, rightWords: ReadonlySet<string>): Spelling {
  const indexes = new Map<string, Fuse<string>>()
  for (const [key, list] of Map.groupBy(candidates(vocabulary, rightWords), (word) => `${word[0]}${word.length}`)) {
    indexes.set(key, new Fuse(list, { threshold: 0.5, ignoreLocation: true }))
  }

  const has = (word: string): boolean => vocabulary.has(word) || rightWords.has(word)
  const known = (word: string): boolean => isKnown(word, has)

  function lookUp(word: string): string | null {
    const allowed = allowedDistance(word)
    let best: string | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const letter of new Set([word.charAt(0), word.charAt(1)])) {
      for (let length = word.length - allowed; length <= word.length + allowed; length++) {
        for (const { item } of indexes.get(`${letter}${length}`)?.search(word, { limit: 8 }) ?? []) {
          const distance = editDistance(word, item, allowed)
          if (distance > allowed) continue
          const cost = distance + (item[0] === word[0] ? 0 : 0.5) - Math.min(0.4, (vocabulary.get(item) ?? 0) / 100)
          if (cost < bestCost) {
            best = item
            bestCost = cost
          }
        }
      }
    }
    return best
  }

  function reader(): SpellingReader {
    const seen = new Map<string, string>()
    let lookups = 0
    const correctOne = (word: string): string => {
      const before = seen.get(word)
      if (before !== undefined) return before
      let right = word
      if (isWord(word, MIN_LENGTH) && !known(word) && lookups < MAX_LOOKUPS) {
        lookups += 1
        right = lookUp(word) ?? word
      }
      seen.set(word, right)
      return right
    }
    return {
      correct: (words) => words.map(correctOne),
      get lookups() {
        return lookups
      },
    }
  }

  return { known, reader }
}

const isWord = (word: string, minLength: number): boolean =>
  word.length >= minLength && word.length <= MAX_LENGTH && /^[a-z]+$/.test(word)

const candidates = (vocabulary: ReadonlyMap<string, number>, rightWords: ReadonlySet<string>): string[] =>
  [...new Set([...vocabulary.keys(), ...rightWords])].filter((word) => isWord(word, MIN_LENGTH - 1))

const allowedDistance = (word: string): number => (word.length <= 6 ? 1 : word.length <= 9 ? 2 : 3)

/** Whether `has` has a word, or has it without an English ending. */
export const isKnown = (word: string, has: (word: string) => boolean): boolean => has(word) || isInflection(word, has)

const isInflection = (word: string, has: (word: string) => boolean): boolean =>
  (word.endsWith('s') && has(word.slice(0, -1))) ||
  (word.endsWith('es') && has(word.slice(0, -2))) ||
  (word.endsWith('ed') && (has(word.slice(0, -2)) || has(word.slice(0, -1)))) ||
  (word.endsWith('ing') && (has(word.slice(0, -3)) || has(`${word.slice(0, -3)}e`))) ||
  (/(?:er|est)$/.test(word) && (has(word.replace(/(?:er|est)$/, '')) || has(word.replace(/(?:r|st)$/, '')))) ||
  (word.endsWith('ly') && has(word.slice(0, -2)))

/**
 * Damerau-Levenshtein distance with adjacent swaps; more than `limit` may come back as any number above it.
 * Source: the "optimal string alignment" variant, https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
