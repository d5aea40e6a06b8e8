import { WIDTH } from '../semantic/layout.ts'
import { BLOCK, createProduct } from '../semantic/product.ts'

/** A text's pieces as they are read among one another, one row of `WIDTH` numbers each. */
export type InContext = (text: string) => Float32Array

/**
 * A network of one hidden layer over the pieces of a text. Each of its detectors looks at every piece, and what counts is the
 * one piece that it fires at most: so a word of danger is not lost in a long story.
 */
export interface PiecesModel {
  detectors: number
  /** Each detector's `WIDTH` numbers, one detector after the other, in steps of `step`. */
  weights: Int8Array
  step: number
  /** What each detector's sum starts from. */
  bias: Float32Array
  /** For each output what each detector says for it, and what the output starts from. */
  outputs: { weights: Float32Array; bias: number }[]
}

/** Opens the model: the outputs for a text, as logarithms of odds. Null for a text without pieces. */
export function openPieces(
  { detectors, weights, step, bias, outputs }: PiecesModel,
  inContext: InContext,
): (text: string) => number[] | null {
  const product = createProduct(WIDTH, detectors)
  product.set(Float32Array.from(weights, (weight) => weight * step))
  return (text) => {
    const rows = inContext(text)
    if (rows.length === 0) return null
    const fired = strongest(rows, detectors, product.apply)
    return outputs.map((output) =>
      output.weights.reduce(
        (sum, w, j) => sum + w * Math.max(0, (fired[j] as number) + (bias[j] as number)),
        output.bias,
      ),
    )
  }
}

/** For each detector the highest of its sums over the pieces; in `at`, if given, the piece that it is of. */
export function strongest(
  rows: Float32Array,
  detectors: number,
  apply: (rows: Float32Array) => Float32Array,
  at?: Int32Array,
): Float32Array {
  const most = new Float32Array(detectors).fill(Number.NEGATIVE_INFINITY)
  const count = rows.length / WIDTH
  for (let from = 0; from < count; from += BLOCK) {
    const sums = apply(rows.subarray(from * WIDTH, (from + BLOCK) * WIDTH))
    for (let r = 0, i = 0; i < sums.length; r++) {
      for (let j = 0; j < detectors; j++, i++) {
        if ((sums[i] as number) <= (most[j] as number)) continue
        most[j] = sums[i] as number
        if (at) at[j] = from + r
      }
    }
  }
  return most
}
