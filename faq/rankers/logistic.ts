import type { Vector } from './vector.ts'

/** A text of a known class. */
export interface Example {
  vector: Vector
  label: number
}

/** A trained multinomial logistic regression. `weights` has one row of `classes` numbers a feature. */
export interface LogisticModel {
  classes: number
  weights: Float32Array
  bias: Float32Array
}

export interface Course {
  epochs: number
  /** Of the first step; it falls by `decay` an epoch. */
  rate: number
  decay: number
}

/** A class whose gradient is smaller than this is passed over, which saves most of the later epochs' time. */
const IGNORED_GRADIENT = 0.002
/** The bias learns slowly: how often a class was written about says nothing about how often it is asked. */
const BIAS_RATE = 0.02

/**
 * Trains on vectors of length 1 by stochastic gradient descent in a fixed order, so that the same examples always give the same
 * weights; stopping early is what keeps them small. Time: examples × features of one × classes × epochs.
 */
export function trainLogistic(examples: Example[], features: number, classes: number, course: Course): LogisticModel {
  const model: LogisticModel = {
    classes,
    weights: new Float32Array(features * classes),
    bias: new Float32Array(classes),
  }
  const { weights, bias } = model
  const order = shuffled(examples.length)
  const stepClass = new Int32Array(classes)
  const stepSize = new Float64Array(classes)
  for (let epoch = 0; epoch < course.epochs; epoch++) {
    const rate = course.rate / (1 + course.decay * epoch)
    for (const index of order) {
      const { vector, label } = examples[index] as Example
      const gradient = softmax(logits(model, vector))
      gradient[label] = (gradient[label] as number) - 1
      let steps = 0
      for (let c = 0; c < classes; c++) {
        const g = gradient[c] as number
        if (Math.abs(g) < IGNORED_GRADIENT) continue
        bias[c] = (bias[c] as number) - BIAS_RATE * rate * g
        stepClass[steps] = c
        stepSize[steps++] = rate * g
      }
      const { ids, values } = vector
      for (let i = 0; i < ids.length; i++) {
        const row = (ids[i] as number) * classes
        const value = values[i] as number
        for (let k = 0; k < steps; k++) {
          const at = row + (stepClass[k] as number)
          weights[at] = (weights[at] as number) - (stepSize[k] as number) * value
        }
      }
    }
  }
  return model
}

/** The logarithm of each class's probability. */
export function logProbabilities(model: LogisticModel, vector: Vector): Float64Array {
  return toLog(logits(model, vector))
}

function logits({ classes, weights, bias }: LogisticModel, { ids, values }: Vector): Float64Array {
  const out = Float64Array.from(bias)
  for (let i = 0; i < ids.length; i++) {
    const row = (ids[i] as number) * classes
    const value = values[i] as number
    for (let c = 0; c < classes; c++) out[c] = (out[c] as number) + value * (weights[row + c] as number)
  }
  return out
}

/** In place: scores become logarithms of probabilities that sum to 1. */
export function toLog(scores: Float64Array): Float64Array {
  const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const total = Math.log(scores.reduce((sum, s) => sum + Math.exp(s - highest), 0)) + highest
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) - total
  return scores
}

/** In place: scores become probabilities that sum to 1. */
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
export function shuffled(n: number): Int32Array {
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
