import { type FeatureKinds, features, type Reading } from '../../faq/triage/features.ts'
import type { LinearModel } from '../../faq/triage/linear.ts'
import { generator, shuffle } from './random.ts'

/** A line to learn from. */
export interface Example {
  read: Reading
  yes: boolean
  /** How much it counts, 1 as a rule. */
  weight: number
}

export interface Settings {
  kinds: FeatureKinds
  /** The model has 2 to this power weights. */
  bits: number
  epochs: number
  rate: number
}

/** An example whose odds are this right already teaches nothing more in this round. */
const LEARNT = 0.01

/** A line as numbers: where its weights are, its values of length 1, what is right. */
interface Row {
  at: Int32Array
  values: Float32Array
  yes: number
  weight: number
}

function toRow({ read, yes, weight }: Example, kinds: FeatureKinds, mask: number): Row {
  const found = features(read, kinds)
  let squares = 0
  for (const value of found.values()) squares += value * value
  const length = Math.sqrt(squares) || 1
  return {
    at: Int32Array.from(found.keys(), (hash) => hash & mask),
    values: Float32Array.from(found.values(), (value) => value / length),
    yes: Number(yes),
    weight,
  }
}

/**
 * Logistic regression by stochastic gradient descent, the mean of the second half of the rounds. Features that are rare in the
 * lines count more (inverse document frequency); that is folded into the weights, so that reading a message needs none of it.
 * The same examples in the same order give the same model.
 * Source: https://leon.bottou.org/publications/pdf/tricks-2012.pdf
 */
export function train(examples: Example[], { kinds, bits, epochs, rate }: Settings): LinearModel {
  const size = 2 ** bits
  const rows = examples.map((example) => toRow(example, kinds, size - 1))
  const rarity = rarityOf(rows, size)
  for (const { at, values } of rows) {
    for (let i = 0; i < at.length; i++) values[i] = (values[i] as number) * (rarity[at[i] as number] as number)
  }
  const weights = new Float32Array(size)
  const mean = new Float64Array(size)
  const random = generator(7)
  let bias = 0
  let meanBias = 0
  let counted = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(rows, random)
    const pace = rate / (1 + 0.15 * epoch)
    for (const { at, values, yes, weight } of rows) {
      let odds = bias
      for (let i = 0; i < at.length; i++) odds += (weights[at[i] as number] as number) * (values[i] as number)
      const wrong = (1 / (1 + Math.exp(-odds)) - yes) * weight
      if (Math.abs(wrong) < LEARNT) continue
      const move = wrong * pace
      bias -= 0.02 * move
      for (let i = 0; i < at.length; i++) {
        const where = at[i] as number
        weights[where] = (weights[where] as number) - move * (values[i] as number)
      }
    }
    if (epoch < epochs / 2) continue
    for (let i = 0; i < size; i++) mean[i] = (mean[i] as number) + (weights[i] as number)
    meanBias += bias
    counted++
  }
  for (let i = 0; i < size; i++) mean[i] = ((mean[i] as number) * (rarity[i] as number)) / counted
  return { kinds, bias: meanBias / counted, ...toBytes(mean) }
}

/** How much a feature counts; nothing when one line alone has it. */
function rarityOf(rows: Row[], size: number): Float64Array {
  const lines = new Float64Array(size)
  for (const { at } of rows) for (const where of at) lines[where] = (lines[where] as number) + 1
  return lines.map((count) => (count < 2 ? 0 : Math.log(1 + rows.length / count) / 6))
}

/** The few weights beyond the range of a byte are cut, so that the many small ones keep their differences. */
function toBytes(weights: Float64Array): Pick<LinearModel, 'weights' | 'step'> {
  const sizes = weights.map(Math.abs).sort()
  const most = sizes[Math.floor(sizes.length * 0.999)] as number
  const step = most / 127 || 1
  return { step, weights: Int8Array.from(weights, (w) => Math.max(-127, Math.min(127, Math.round(w / step)))) }
}
