import { FUNCTION_WORDS } from '../lexicon/function-words.ts'
import { SYNONYMS } from '../lexicon/synonyms.ts'
import { stem } from '../stem.ts'

/** A question as the rankers see it: feature numbers and weights, of length 1 together with what the content never saw. */
export interface Vector {
  ids: Int32Array
  values: Float64Array
}

export interface Weighted {
  word: string
  weight: number
}

const SYNONYM_WEIGHT = 0.6
const BIGRAM_WEIGHT = 0.7
const FUNCTION_WEIGHT = 0.55
/** Share of the squared length that the character n-grams make up. */
const CHAR_SHARE = 0.35

export const weighted = (words: string[], weight = 1): Weighted[] => words.map((word) => ({ word, weight }))

/**
 * Features of a text with their weights: stems `w:`, pairs of neighbouring stems `b:`, and character 3- and 4-grams of the
 * words `c:`. Synonyms are added with a lower weight.
 */
export function extract(text: Weighted[]): { words: Map<string, number>; chars: Map<string, number> } {
  const words = new Map<string, number>()
  const chars = new Map<string, number>()
  const raise = (map: Map<string, number>, key: string, weight: number): void => {
    if (weight > (map.get(key) ?? 0)) map.set(key, weight)
  }
  let before: Weighted | null = null
  for (const { word, weight } of text) {
    const functional = FUNCTION_WORDS.has(word)
    const stemmed = stem(word)
    raise(words, `w:${stemmed}`, functional ? weight * FUNCTION_WEIGHT : weight)
    raise(words, `b:${before ? stem(before.word) : '^'}_${stemmed}`, weight * BIGRAM_WEIGHT * (before?.weight ?? 1))
    before = { word, weight }
    for (const synonym of SYNONYMS.get(word) ?? []) raise(words, `w:${stem(synonym)}`, weight * SYNONYM_WEIGHT)
    if (functional) continue
    const framed = `^${word}$`
    for (let n = 3; n <= 4; n++) {
      for (let i = 0; i + n <= framed.length; i++) raise(chars, `c:${framed.slice(i, i + n)}`, weight)
    }
  }
  return { words, chars }
}

export interface FeatureSpace {
  size: number
  vector(text: Weighted[]): Vector
}

/** The features that occur in `documents`, weighted by how few of them have each (inverse document frequency). */
export function createFeatureSpace(documents: Weighted[][]): FeatureSpace {
  const counts = new Map<string, number>()
  for (const document of documents) {
    const { words, chars } = extract(document)
    for (const key of [...words.keys(), ...chars.keys()]) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const total = documents.length
  const ids = new Map<string, number>()
  const idf: number[] = []
  for (const [key, count] of counts) {
    // A character n-gram of a single phrasing says nothing that its word does not say.
    if (count < 2 && key.startsWith('c:')) continue
    ids.set(key, idf.length)
    idf.push(Math.log(1 + total / count))
  }
  const unseen = Math.log(1 + total)

  /** Adds a block of features scaled so that its squared length is `share`. */
  function block(features: Map<string, number>, share: number, outIds: number[], outValues: number[]): void {
    let squares = 0
    const from = outIds.length
    for (const [key, weight] of features) {
      const id = ids.get(key)
      // Unseen pairs and n-grams are the rule; only an unseen word makes a question less like the content.
      if (id === undefined && !key.startsWith('w:')) continue
      const value = weight * (id === undefined ? unseen : (idf[id] ?? 0))
      squares += value * value
      if (id === undefined) continue
      outIds.push(id)
      outValues.push(value)
    }
    const scale = squares === 0 ? 0 : Math.sqrt(share / squares)
    for (let i = from; i < outValues.length; i++) outValues[i] = (outValues[i] ?? 0) * scale
  }

  return {
    size: idf.length,
    vector(text) {
      const { words, chars } = extract(text)
      const outIds: number[] = []
      const outValues: number[] = []
      block(words, 1 - CHAR_SHARE, outIds, outValues)
      block(chars, CHAR_SHARE, outIds, outValues)
      return { ids: Int32Array.from(outIds), values: Float64Array.from(outValues) }
    },
  }
}
