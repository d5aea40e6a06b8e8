import { HEADS, HIDDEN, LAYERS, MAX_PIECES, PIECE, type TensorName, WIDTH } from '../../../faq/semantic/layout.ts'
import type { Folded } from '../../../scripts/use-lite/fold.ts'

/**
 * The encoder once more, as plainly as it can be said: one number at a time, rounded to float32 after each step, and no
 * layout but rows. Takes no shortcut but the one that changes sums (the mean before the last `contract`).
 */
export function oracle({ tensors, pieces }: Folded, ids: Int32Array): Float32Array {
  const tensor = (name: TensorName): Float32Array => tensors[name]
  const kept = [...ids.subarray(0, MAX_PIECES)]
  let rows = kept.map((id, position) =>
    Float32Array.from(
      { length: PIECE },
      (_, c) => at(pieces, id * PIECE + c) + at(tensors.positions, position * PIECE + c),
    ),
  )
  let mean = new Float32Array(WIDTH)
  for (const layer of [0, 1] as const) {
    if (rows.length === 0) break
    const width = LAYERS[layer]
    const residual = layer === 0 ? rows.map((x) => product(x, tensors.residual0, tensors.residualBias0)) : rows
    const inside = rows.map((x) =>
      product(normalized(x), tensor(`queryKeyValue${layer}`), tensor(`queryKeyValueBias${layer}`)),
    )
    const output = attention(inside, width).map((x, r) =>
      product(x, tensor(`attended${layer}`), sum(row(residual, r), tensor(`attendedBias${layer}`))),
    )
    const hidden = output.map((x) =>
      product(normalized(x), tensor(`expand${layer}`), tensor(`expandBias${layer}`)).map((value) => Math.max(value, 0)),
    )
    const contract = (positive: Float32Array, from: Float32Array) =>
      product(positive, tensor(`contract${layer}`), sum(from, tensor(`contractBias${layer}`)))
    if (layer === 0) rows = output.map((x, r) => contract(row(hidden, r), x))
    else mean = contract(average(hidden, HIDDEN), average(output, WIDTH))
  }
  const vector = product(mean, tensors.head, tensors.headBias).map((x) => Math.tanh(x))
  const length = Math.sqrt(vector.reduce((total, x) => total + x * x, 0))
  return vector.map((x) => x / length)
}

const at = (numbers: Float32Array, i: number): number => numbers[i] ?? Number.NaN
const row = (rows: Float32Array[], i: number): Float32Array => rows[i] ?? new Float32Array()
const sum = (a: Float32Array, b: Float32Array) => a.map((x, i) => x + at(b, i))

/** `start + x matrix`. */
function product(x: Float32Array, matrix: Float32Array, start: Float32Array): Float32Array<ArrayBuffer> {
  const totals = Float32Array.from(start)
  const columns = totals.length
  for (let k = 0; k < x.length; k++) {
    for (let column = 0; column < columns; column++) {
      const term = Math.fround(at(x, k) * at(matrix, k * columns + column))
      totals[column] = Math.fround(at(totals, column) + term)
    }
  }
  return totals
}

function normalized(x: Float32Array): Float32Array {
  const mean = x.reduce((total, value) => total + value, 0) / x.length
  const variance = x.reduce((total, value) => total + (value - mean) ** 2, 0) / x.length
  const scale = 1 / Math.sqrt(variance + 1e-6)
  return x.map((value) => (value - mean) * scale)
}

/** From queries, keys and values of each piece, side by side, to what it takes from all pieces. */
function attention(inside: Float32Array[], width: number): Float32Array[] {
  const headWidth = width / HEADS
  const outputs = inside.map(() => new Float32Array(width))
  for (let head = 0; head < HEADS; head++) {
    const part = (x: Float32Array, which: number) =>
      x.subarray(which * width + head * headWidth, which * width + (head + 1) * headWidth)
    const values = inside.map((x) => part(x, 2))
    inside.forEach((x, r) => {
      const query = part(x, 0)
      const scores = inside.map((other) => at(product(query, part(other, 1), new Float32Array(1)), 0))
      const highest = Math.max(...scores)
      const exponentials = Float32Array.from(scores, (score) => Math.exp(score - highest))
      const total = exponentials.reduce((all, share) => all + share, 0)
      const shares = exponentials.map((share) => share / total)
      const matrix = Float32Array.from(values.flatMap((value) => [...value]))
      outputs[r]?.set(product(shares, matrix, new Float32Array(headWidth)), head * headWidth)
    })
  }
  return outputs
}

function average(rows: Float32Array[], width: number): Float32Array {
  return Float32Array.from({ length: width }, (_, c) => rows.reduce((total, x) => total + at(x, c), 0) / rows.length)
}
