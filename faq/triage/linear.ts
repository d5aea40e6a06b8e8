import { type FeatureKinds, features, type Reading } from './features.ts'

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
