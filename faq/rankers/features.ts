import { FUNCTION_WORDS } from '../lexicon/function-words.ts'
import { stem } from '../stem.ts'
import type { Vector } from './vector.ts'

export interface Weighted {
  word: string
  weight: number
}

/** Words that are added to a text for a word in it. */
export type Synonyms = ReadonlyMap<string, readonly string[]>

const SYNONYM_WEIGHT = 0.6
const BIGRAM_WEIGHT = 0.7
const FUNCTION_WEIGHT = 0.55
/** Character n-grams of a function word: "how" and "who" tell entries apart, and not by their letters. */
const FUNCTION_CHARS = 0.3
/** Share of the squared length that the character n-grams make up. */
const CHAR_SHARE = 0.4
const MIN_NGRAM = 2
const MAX_NGRAM = 4

export const weighted = (words: string[], weight = 1): Weighted[] => words.map((word) => ({ word, weight }))

/**
 * Features of a text with their weights: stems `w:`, pairs of neighbouring stems `b:`, and character n-grams of the words
 * `c:`. Synonyms are added with a lower weight.
 */
export function extract(text: Weighted[], synonyms: Synonyms): Map<string, number>[] {
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
    for (const synonym of synonyms.get(word) ?? []) raise(words, `w:${stem(synonym)}`, weight * SYNONYM_WEIGHT)
    const framed = `^${word}$`
    for (let n = MIN_NGRAM; n <= MAX_NGRAM; n++) {
      for (let i = 0; i + n <= framed.length; i++) {
        raise(chars, `c:${framed.slice(i, i + n)}`, functional ? weight * FUNCTION_CHARS : weight)
      }
    }
  }
  return [words, chars]
}

/** The features that a content has: their names in the order of their numbers, and how telling each is. */
export interface FeatureModel {
  keys: string[]
  /** Inverse document frequency. */
  idf: Float32Array
  /** The same for a word that the content does not have. */
  unseen: number
}

/** The features that occur in `documents`. */
export function trainFeatures(documents: Weighted[][], synonyms: Synonyms): FeatureModel {
  const counts = new Map<string, number>()
  for (const document of documents) {
    for (const block of extract(document, synonyms)) {
      for (const key of block.keys()) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  // What a single phrasing has says nothing that its words do not say.
  const kept = [...counts].filter(([key, count]) => count > 1 || key.startsWith('w:'))
  return {
    keys: kept.map(([key]) => key),
    idf: Float32Array.from(kept, ([, count]) => Math.log(1 + documents.length / count)),
    unseen: Math.log(1 + documents.length),
  }
}

export type ToVector = (text: Weighted[]) => Vector

/** Reads texts as vectors of the model's features. */
export function openFeatures({ keys, idf, unseen }: FeatureModel, synonyms: Synonyms): ToVector {
  const ids = new Map(keys.map((key, id) => [key, id]))

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

  return (text) => {
    const [words = new Map(), chars = new Map()] = extract(text, synonyms)
    const outIds: number[] = []
    const outValues: number[] = []
    block(words, 1 - CHAR_SHARE, outIds, outValues)
    block(chars, CHAR_SHARE, outIds, outValues)
    return { ids: Int32Array.from(outIds), values: Float32Array.from(outValues) }
  }
}
