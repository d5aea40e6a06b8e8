import { BITS, FAR, FIRST, type Packed, type SmallModel } from '../../faq/triage/small.ts'
import { generator, shuffle } from './random.ts'

export interface SmallExample {
  places: Set<number>
  yes: boolean
  weight: number
}

const EPOCHS = 5
/** Share of the weights that are not cut to the largest step. */
const WITHIN = 0.95
const RATE = 1
/** Weights are whole numbers up to this. */
const LEVELS = 2
/** Of the spread of weights, so that they start small. */
const CALM = 0.1

/**
 * `price`: how much a weight has to be worth to be there at all; the higher, the fewer there are.
 * Logistic regression with few weights: follow the regularized leader, with an absolute price for each weight. Then in steps, -2 to 2.
 * Source: H. B. McMahan and others, "Ad click prediction", https://doi.org/10.1145/2487575.2488200
 */
export function trainSmall(examples: SmallExample[], price: number): SmallModel {
  const size = 2 ** BITS
  const rows = examples.map(({ places, yes, weight }) => ({ at: Int32Array.from(places), yes: Number(yes), weight }))
  const lines = new Float64Array(size)
  for (const { at } of rows) for (const where of at) lines[where] = (lines[where] as number) + 1
  const rarity = lines.map((count) => (count < 2 ? 0 : Math.log(1 + rows.length / count) / 6))
  const { weights: exact, bias } = follow(rows, rarity, price)
  const sizes = exact
    .map(Math.abs)
    .filter((w) => w > 0)
    .sort()
  const step = (sizes[Math.floor(sizes.length * WITHIN)] as number) / LEVELS
  const weights = new Map<number, number>()
  exact.forEach((w, i) => {
    const whole = Math.max(-LEVELS, Math.min(LEVELS, Math.round(w / step)))
    if (whole !== 0) weights.set(i, whole)
  })
  return { weights, bias: bias / step }
}

interface Row {
  at: Int32Array
  yes: number
  weight: number
}

function follow(rows: Row[], rarity: Float64Array, price: number): { weights: Float64Array; bias: number } {
  const size = rarity.length
  const lead = new Float64Array(size)
  const squares = new Float64Array(size)
  const weightAt = (i: number): number => {
    const z = lead[i] as number
    if (Math.abs(z) <= price) return 0
    return -(z - Math.sign(z) * price) / ((CALM + Math.sqrt(squares[i] as number)) / RATE)
  }
  const order = [...rows]
  const random = generator(7)
  let bias = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (const { at, yes, weight } of order) {
      const scale = 1 / Math.sqrt(at.length || 1)
      let odds = bias
      for (const i of at) odds += weightAt(i) * (rarity[i] as number) * scale
      const wrong = 1 / (1 + Math.exp(-odds)) - yes
      bias -= 0.01 * wrong * weight
      for (const i of at) {
        const g = wrong * weight * (rarity[i] as number) * scale
        if (g === 0) continue
        const before = squares[i] as number
        const w = weightAt(i)
        squares[i] = before + g * g
        lead[i] = (lead[i] as number) + g - ((Math.sqrt(before + g * g) - Math.sqrt(before)) / RATE) * w
      }
    }
  }
  return { weights: rarity.map((r, i) => weightAt(i) * r), bias }
}

/** As `unpack` reads it. */
export function pack({ weights, bias }: SmallModel): Packed {
  let gaps = ''
  let signs = ''
  let at = -1
  for (const [where, weight] of [...weights].sort(([a], [b]) => a - b)) {
    let gap = where - at
    for (; gap > FAR; gap -= FAR) gaps += '!'
    gaps += String.fromCharCode(FIRST + gap)
    signs += 'abcd'.charAt([-2, -1, 1, 2].indexOf(weight))
    at = where
  }
  return [signs, gaps, Number(bias.toFixed(2))]
}
