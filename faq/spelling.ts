import Fuse from 'fuse.js'

/** Most words of one message that are looked up; the rest stays as typed. It bounds the work for any text. */
export const MAX_LOOKUPS = 16
const MIN_LENGTH = 4
const MAX_LENGTH = 20

export interface Spelling {
  /** The words with misspelt ones replaced by words of the vocabulary. Words that are known are never touched. */
  correct(words: string[]): { words: string[]; lookups: number }
  known(word: string): boolean
}

/**
 * Corrects single words against `vocabulary` (words of the content, with their counts) and `protectedWords` (English words
 * that are right as they are). Fuse.js finds the candidates within words of the same first or second letter; the nearest by
 * Damerau-Levenshtein distance wins, then the more frequent.
 */
export function createSpelling(vocabulary: ReadonlyMap<string, number>, protectedWords: ReadonlySet<string>): Spelling {
  const buckets = new Map<string, string[]>()
  for (const word of new Set([...vocabulary.keys(), ...protectedWords])) {
    if (word.length < MIN_LENGTH - 1 || word.length > MAX_LENGTH || !/^[a-z]+$/.test(word)) continue
    const letter = word.charAt(0)
    buckets.set(letter, [...(buckets.get(letter) ?? []), word])
  }
  const indexes = new Map<string, Fuse<string>>()
  for (const [letter, list] of buckets) {
    indexes.set(letter, new Fuse(list, { threshold: 0.5, ignoreLocation: true, includeScore: true, shouldSort: true }))
  }

  const known = (word: string): boolean => vocabulary.has(word) || protectedWords.has(word) || isInflection(word)
  const isInflection = (word: string): boolean =>
    (word.endsWith('s') && has(word.slice(0, -1))) ||
    (word.endsWith('es') && has(word.slice(0, -2))) ||
    (word.endsWith('ed') && (has(word.slice(0, -2)) || has(word.slice(0, -1)))) ||
    (word.endsWith('ing') && (has(word.slice(0, -3)) || has(`${word.slice(0, -3)}e`))) ||
    (word.endsWith('ly') && has(word.slice(0, -2)))
  const has = (word: string): boolean => vocabulary.has(word) || protectedWords.has(word)

  function lookUp(word: string): string | null {
    const letters = word[0] === word[1] ? [word.charAt(0)] : [word.charAt(0), word.charAt(1)]
    const allowed = word.length <= 6 ? 1 : word.length <= 9 ? 2 : 3
    let best: string | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const letter of letters) {
      for (const { item } of indexes.get(letter)?.search(word, { limit: 12 }) ?? []) {
        const distance = editDistance(word, item, allowed)
        if (distance > allowed) continue
        const cost = distance + (item[0] === word[0] ? 0 : 0.5) - Math.min(0.4, (vocabulary.get(item) ?? 0) / 100)
        if (cost < bestCost) {
          best = item
          bestCost = cost
        }
      }
    }
    return best
  }

  return {
    known,
    correct(words) {
      const seen = new Map<string, string>()
      let lookups = 0
      const corrected = words.map((word) => {
        const before = seen.get(word)
        if (before !== undefined) return before
        let right = word
        const misspelt = word.length >= MIN_LENGTH && word.length <= MAX_LENGTH && /^[a-z]+$/.test(word) && !known(word)
        if (misspelt && lookups < MAX_LOOKUPS) {
          lookups += 1
          right = lookUp(word) ?? word
        }
        seen.set(word, right)
        return right
      })
      return { words: corrected, lookups }
    },
  }
}

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
