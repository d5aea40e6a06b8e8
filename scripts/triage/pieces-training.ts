import { WIDTH } from '../../faq/semantic/layout.ts'
import { createProduct } from '../../faq/semantic/product.ts'
import { type InContext, type PiecesModel, strongest } from '../../faq/triage/pieces.ts'
import { generator, shuffle } from './random.ts'

/** A line to learn from. `right` says for each output whether it is right, or null where the line says nothing about it. */
export interface PiecesExample {
  text: string
  right: (boolean | null)[]
  /** How much it counts, 1 as a rule. */
  weight: number
}

export interface PiecesSettings {
  detectors: number
  epochs: number
}

const BATCH = 64
const RATE = 1e-3
const DECAY = 1e-4
/** Share of the detectors that a line is learned without, others each time: no few of them may decide alone. */
const DROPPED = 0.5
/** Pieces of a line that are learned from. */
const MAX_PIECES = 128
/** A line that is this right already teaches nothing more in this round. */
const LEARNT = 0.01
/** Pieces are kept as bytes while learning; their numbers hardly ever leave this range. */
const RANGE = 8

/**
 * Trains by Adam on the cross-entropy, with a rate that falls like a cosine. The same examples in the same order give the same model.
 * Source: D. Kingma, J. Ba, https://arxiv.org/abs/1412.6980
 */
export function trainPieces(
  examples: PiecesExample[],
  inContext: InContext,
  { detectors, epochs }: PiecesSettings,
): PiecesModel {
  const outputs = examples[0]?.right.length ?? 0
  const random = generator(7)
  const normal = (scale: number) => (): number => scale * gaussian(random)
  const weights = parameter(detectors * WIDTH, normal(1 / Math.sqrt(WIDTH)))
  const bias = parameter(detectors, () => -0.5)
  const out = parameter(outputs * detectors, normal(0.5 / Math.sqrt(detectors)))
  const outBias = parameter(outputs, () => 0)

  const lines = examples.flatMap((example) => {
    const rows = inContext(example.text).subarray(0, MAX_PIECES * WIDTH)
    return rows.length === 0 ? [] : [{ ...example, rows: toBytes(rows) }]
  })
  const product = createProduct(WIDTH, detectors)
  const at = new Int32Array(detectors)
  const kept = new Float32Array(detectors)
  const hidden = new Float32Array(detectors)
  const slope = new Float32Array(detectors)

  function learn(line: (typeof lines)[number], share: number): void {
    const rows = fromBytes(line.rows)
    const fired = strongest(rows, detectors, product.apply, at)
    for (let j = 0; j < detectors; j++) {
      const sum = (fired[j] as number) + (bias.value[j] as number)
      kept[j] = sum > 0 && random() > DROPPED ? 1 / (1 - DROPPED) : 0
      hidden[j] = sum * (kept[j] as number)
    }
    slope.fill(0)
    for (const [k, right] of line.right.entries()) {
      if (right === null) continue
      const row = k * detectors
      let odds = outBias.value[k] as number
      for (let j = 0; j < detectors; j++) odds += (hidden[j] as number) * (out.value[row + j] as number)
      const wrong = 1 / (1 + Math.exp(-odds)) - Number(right)
      if (Math.abs(wrong) < LEARNT) continue
      const g = wrong * line.weight * share
      outBias.slope[k] = (outBias.slope[k] as number) + g
      for (let j = 0; j < detectors; j++) {
        if (kept[j] === 0) continue
        out.slope[row + j] = (out.slope[row + j] as number) + g * (hidden[j] as number)
        slope[j] = (slope[j] as number) + g * (out.value[row + j] as number) * (kept[j] as number)
      }
    }
    for (let j = 0; j < detectors; j++) {
      const g = slope[j] as number
      if (g === 0) continue
      bias.slope[j] = (bias.slope[j] as number) + g
      const from = (at[j] as number) * WIDTH
      for (let d = 0, w = j * WIDTH; d < WIDTH; d++, w++) {
        weights.slope[w] = (weights.slope[w] as number) + g * (rows[from + d] as number)
      }
    }
  }

  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(lines, random)
    const rate = RATE * 0.5 * (1 + Math.cos((Math.PI * epoch) / epochs))
    for (let from = 0; from < lines.length; from += BATCH) {
      const batch = lines.slice(from, from + BATCH)
      product.set(weights.value)
      for (const line of batch) learn(line, 1 / batch.length)
      step += 1
      for (const p of [weights, bias, out, outBias]) {
        descend(p, rate, step, p === weights || p === out ? DECAY : 0)
      }
    }
  }

  const most = weights.value.map(Math.abs).sort()[Math.floor(weights.value.length * 0.9999)] as number
  const size = most / 127 || 1
  return {
    detectors,
    weights: Int8Array.from(weights.value, (w) => Math.max(-127, Math.min(127, Math.round(w / size)))),
    step: size,
    bias: bias.value,
    outputs: Array.from({ length: outputs }, (_, k) => ({
      weights: out.value.slice(k * detectors, (k + 1) * detectors),
      bias: outBias.value[k] as number,
    })),
  }
}

interface Parameter {
  value: Float32Array
  slope: Float32Array
  /** Running means of the slope and of its square. */
  first: Float32Array
  second: Float32Array
}

function parameter(size: number, start: () => number): Parameter {
  const value = Float32Array.from({ length: size }, start)
  return { value, slope: new Float32Array(size), first: new Float32Array(size), second: new Float32Array(size) }
}

function descend({ value, slope, first, second }: Parameter, rate: number, step: number, decay: number): void {
  const scale = rate / (1 - 0.9 ** step)
  const unbias = 1 / (1 - 0.999 ** step)
  for (let i = 0; i < value.length; i++) {
    const g = (slope[i] as number) + decay * (value[i] as number)
    const m = 0.9 * (first[i] as number) + 0.1 * g
    const v = 0.999 * (second[i] as number) + 0.001 * g * g
    first[i] = m
    second[i] = v
    value[i] = (value[i] as number) - (scale * m) / (Math.sqrt(v * unbias) + 1e-8)
    slope[i] = 0
  }
}

const toBytes = (rows: Float32Array): Int8Array =>
  Int8Array.from(rows, (x) => Math.max(-127, Math.min(127, Math.round((x * 127) / RANGE))))
const fromBytes = (bytes: Int8Array): Float32Array => Float32Array.from(bytes, (x) => (x * RANGE) / 127)

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
}
