import type { Vector } from './features.ts'

export interface Example {
  vector: Vector
  label: number
  weight: number
}

export interface Logistic {
  /** The probability of each class, summing to 1. */
  probabilities(vector: Vector): Float64Array
}

const EPOCHS = 14
const RATE = 6
/** Vectors have length 1, which makes for small sums; the factor gives the classes room to part. */
const IGNORED_GRADIENT = 0.002

/**
 * Multinomial logistic regression on sparse vectors, by stochastic gradient descent in a fixed order, so that the same
 * examples always give the same weights. Time: examples × features an example × classes × epochs.
 */
export function trainLogistic(examples: Example[], features: number, classes: number): Logistic {
  const weights = new Float32Array(features * classes)
  const bias = new Float64Array(classes)

  const score = ({ ids, values }: Vector): Float64Array => {
    const out = Float64Array.from(bias)
    for (let i = 0; i < ids.length; i++) {
      const row = (ids[i] as number) * classes
      const value = values[i] as number
      for (let c = 0; c < classes; c++) out[c] = (out[c] as number) + value * (weights[row + c] as number)
    }
    return softmax(out)
  }

  const order = shuffled(examples.length)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = RATE / (1 + 0.15 * epoch)
    for (const index of order) {
      const example = examples[index] as Example
      const gradient = score(example.vector)
      gradient[example.label] = (gradient[example.label] as number) - 1
      const { ids, values } = example.vector
      for (let c = 0; c < classes; c++) {
        const g = gradient[c] as number
        if (Math.abs(g) < IGNORED_GRADIENT) continue
        const step = rate * example.weight * g
        bias[c] = (bias[c] as number) - 0.02 * step
        for (let i = 0; i < ids.length; i++) {
          const at = (ids[i] as number) * classes + c
          weights[at] = (weights[at] as number) - step * (values[i] as number)
        }
      }
    }
  }
  return { probabilities: score }
}

/** In place: exponentials that sum to 1. */
export function softmax(scores: Float64Array): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const s of scores) if (s > highest) highest = s
  let sum = 0
  for (let c = 0; c < scores.length; c++) {
    const e = Math.exp((scores[c] as number) - highest)
    scores[c] = e
    sum += e
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / sum
  return scores
}

/** 0..n-1 in an order that looks random and is always the same. */
function shuffled(n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  let state = 20_240_607
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const j = state % (i + 1)
    const a = order[i] as number
    order[i] = order[j] as number
    order[j] = a
  }
  return order
}
