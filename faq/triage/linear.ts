import { features, type FeatureKinds } from './features.ts'
import { sentences } from './sentences.ts'

/** Weights of hashed features, trained on lines that people wrote: how much each speaks for an emergency. */
export interface LinearModel {
  kinds: FeatureKinds
  /** A power of two numbers. */
  weights: Int8Array
  /** What one step of a weight is worth. */
  step: number
  bias: number
}

/**
 * The logarithm of the odds that a message is an emergency: that of the whole message or of its most alarming sentence, which in a
 * long message may stand among practical matters. Time linear in the text, of which `sentences` reads the first 4,000 characters.
 */
export function alarm(model: LinearModel, text: string): number {
  const parts = sentences(text).filter((part) => part !== '')
  const whole = odds(model, parts.join(' '))
  return parts.length < 2 ? whole : Math.max(whole, ...parts.map((part) => odds(model, part) - LONE_SENTENCE))
}

/** A sentence without what stands around it has to say more. */
const LONE_SENTENCE = 0.5

function odds({ kinds, weights, step, bias }: LinearModel, sentence: string): number {
  const mask = weights.length - 1
  let sum = 0
  let squares = 0
  for (const [hash, value] of features(sentence, kinds)) {
    sum += value * (weights[hash & mask] as number)
    squares += value * value
  }
  return squares === 0 ? -9 : (sum * step) / Math.sqrt(squares) + bias
}
