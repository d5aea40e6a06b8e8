import { type FeatureKinds, features, type Reading, reading } from './features.ts'

/** Weights of hashed features, trained on lines that people wrote: how much each speaks for something. */
export interface LinearModel {
  kinds: FeatureKinds
  /** A power of two numbers. */
  weights: Int8Array
  /** What one step of a weight is worth. */
  step: number
  bias: number
}

/** The logarithm of the odds. Without a word there are no odds: far below any level. */
export function odds({ kinds, weights, step, bias }: LinearModel, read: Reading): number {
  const mask = weights.length - 1
  let sum = 0
  let squares = 0
  for (const [hash, value] of features(read, kinds)) {
    sum += value * (weights[hash & mask] as number)
    squares += value * value
  }
  return squares === 0 ? NONE : (sum * step) / Math.sqrt(squares) + bias
}

const NONE = -9

/** Words of a message above which its stretches are looked at too. The model was trained on shorter ones. */
const LONG = 70
/** Words of a stretch; the next one starts half a stretch on. */
const STRETCH = 40
/** What a stretch without the words around it has to say more. */
const TORN = 0.7

/**
 * The logarithm of the odds that a message is an emergency: that of the whole message or, in a long one, of its most alarming
 * stretch, which may stand among practical matters. Time linear in the text, of which the first 4,000 characters are read.
 */
export function alarm(model: LinearModel, text: string): number {
  const whole = reading(text)
  const { words } = whole
  let most = odds(model, whole)
  if (words.length <= LONG) return most
  for (let i = 0; i < words.length; i += STRETCH / 2) {
    most = Math.max(most, odds(model, { words: words.slice(i, i + STRETCH), signs: [] }) - TORN)
  }
  return most
}
