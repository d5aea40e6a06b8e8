import { HEADS, HIDDEN, HIDDEN_STRIDE, LAYERS, MAX_PIECES, PANEL, PIECE, SCRATCH, WEIGHTS, WIDTH } from './layout.ts'
import { type Packed, parseVocabulary } from './packed.ts'
import { createTokenizer } from './tokenizer.ts'
import { createKernels, MAX_ROWS } from './wasm.ts'

/** A text by meaning. */
export interface Meaning {
  /** 512 numbers of length 1. */
  vector: Float32Array
  /** The mean of the text's pieces, 512 numbers from which the vector is made: it tells subjects apart in finer steps. */
  mean: Float32Array
}

export interface Encoder {
  /**
   * 512 numbers of length 1: texts of like meaning have a dot product near 1, others near 0. The same text gives the
   * same bits on every processor. Only the first 128 pieces count. Letter case, white space and final punctuation move
   * the vector, negation hardly does. A text without any characters has a vector too, which means nothing. About 2 ms
   * for a question.
   */
  embed(text: string): Float32Array
  /** The same vector with what it was made from. */
  meaning(text: string): Meaning
  /**
   * One row of 512 numbers for each piece of the text as it is read among the pieces around it, with a mean of 0 and a
   * variance of 1: what the first layer makes of it. Of a text of more than 128 pieces the first 128 and the last 128 are read, each by
   * themselves; what stands between is left out, which bounds the work for any text. About 1 ms for a question.
   */
  inContext(text: string): Float32Array
  /** Ids of all pieces of the text, before the cut at 128. */
  tokens(text: string): Int32Array
}

const EPSILON = 1e-6
/**
 * Panels of at most this many bytes are gone through for all pieces before the next ones are fetched into the cache.
 */
const GROUP_BYTES = 262_144

/** A place in memory, in numbers from its start, and how many there are from one row to the next. */
interface Rows {
  at: number
  stride: number
}

/** A matrix for the kernel: numbers from row to row inside a panel, and from panel to panel. */
interface Panels {
  at: number
  row: number
  panel: number
  depth: number
  columns: number
}

const ZEROS: Rows = { at: SCRATCH.zeros, stride: 0 }

const packedPanels = (at: number, depth: number, columns: number): Panels => {
  return { at, row: PANEL, panel: depth * PANEL, depth, columns }
}

/**
 * Universal Sentence Encoder lite (Apache-2.0): a transformer of two layers over the pieces of a text, their mean, and
 * one more layer. Synchronous; takes over the memory of `packed`. Throws ModelFileError on a vocabulary that cannot be
 * used.
 * Source: https://arxiv.org/abs/1803.11175, and the graph published as
 * tfhub.dev/tensorflow/tfjs-model/universal-sentence-encoder-lite
 */
export function createEncoder({ memory, pieces, vocabulary }: Packed): Encoder {
  const tokenizer = createTokenizer(parseVocabulary(vocabulary))
  const kernels = createKernels(memory)
  const numbers = new Float32Array(memory.buffer)

  /** `out = base + bias + a w`, for the first `rows` rows. */
  function multiply(rows: number, a: Rows, w: Panels, base: Rows, bias: number, out: Rows): void {
    const panels = Math.ceil(w.columns / PANEL)
    const group = Math.max(1, Math.floor(GROUP_BYTES / (w.depth * PANEL * 4)))
    for (let panel = 0; panel < panels; panel += group) {
      const column = panel * PANEL
      let row = 0
      // blocks of equal height: a block of 4 and one of 4 are faster than one of 5 and one of 3
      for (let blocks = Math.ceil(rows / MAX_ROWS); blocks > 0; blocks--) {
        const height = Math.ceil((rows - row) / blocks)
        kernels.multiply[height]?.(
          (a.at + row * a.stride) * 4,
          a.stride * 4,
          (w.at + panel * w.panel) * 4,
          w.row * 4,
          w.panel * 4,
          (base.at + row * base.stride + column) * 4,
          base.stride * 4,
          (bias + column) * 4,
          (out.at + row * out.stride + column) * 4,
          out.stride * 4,
          w.depth,
          Math.min(group, panels - panel),
        )
        row += height
      }
    }
  }

  function readPieces(ids: Int32Array): void {
    ids.forEach((id, position) => {
      const from = id * PIECE
      const place = WEIGHTS.positions + position * PIECE
      const to = SCRATCH.input + position * WIDTH
      for (let c = 0; c < PIECE; c++) numbers[to + c] = (pieces[from + c] ?? 0) + (numbers[place + c] ?? 0)
    })
  }

  /** Each row with a mean of 0 and a variance of 1; scale and bias are folded into the weights that come next. */
  function normalize(rows: number, width: number, from: number): void {
    for (let r = 0; r < rows; r++) {
      const row = numbers.subarray(from + r * WIDTH, from + r * WIDTH + width)
      const target = SCRATCH.normed + r * WIDTH
      let sum = 0
      for (let c = 0; c < width; c++) sum += row[c] ?? 0
      const mean = sum / width
      let squares = 0
      for (let c = 0; c < width; c++) squares += ((row[c] ?? 0) - mean) ** 2
      const scale = 1 / Math.sqrt(squares / width + EPSILON)
      for (let c = 0; c < width; c++) numbers[target + c] = ((row[c] ?? 0) - mean) * scale
    }
  }

  /** The keys of one head in panels of 8 pieces, so that queries times keys is a product like any other. */
  function turnKeys(rows: number, keys: Rows, width: number): void {
    for (let r = 0; r < rows; r++) {
      const from = keys.at + r * keys.stride
      const to = SCRATCH.keys + (r >> 3) * width * PANEL + (r & 7)
      for (let c = 0; c < width; c++) numbers[to + c * PANEL] = numbers[from + c] ?? 0
    }
  }

  /** Scores of each row to shares that add up to 1; 0 from `rows` to `depth`, where there is no piece. */
  function softmax(rows: number, depth: number): void {
    for (let r = 0; r < rows; r++) {
      const from = SCRATCH.scores + r * MAX_PIECES
      let highest = Number.NEGATIVE_INFINITY
      for (let c = 0; c < rows; c++) highest = Math.max(highest, numbers[from + c] ?? 0)
      let sum = 0
      for (let c = 0; c < rows; c++) {
        const share = Math.fround(Math.exp((numbers[from + c] ?? 0) - highest))
        numbers[from + c] = share
        sum += share
      }
      for (let c = 0; c < rows; c++) numbers[from + c] = (numbers[from + c] ?? 0) / sum
      numbers.fill(0, from + rows, from + depth)
    }
  }

  /** What the pieces take from one another, in `attended`. `width`: of a piece, for all heads together. */
  function attend(rows: number, width: number): void {
    const stride = 3 * width
    const headWidth = width / HEADS
    const depth = Math.ceil(rows / 4) * 4
    const scores: Rows = { at: SCRATCH.scores, stride: MAX_PIECES }
    for (let head = 0; head < HEADS; head++) {
      const query = SCRATCH.queryKeyValue + head * headWidth
      turnKeys(rows, { at: query + width, stride }, headWidth)
      const keys = packedPanels(SCRATCH.keys, headWidth, rows)
      multiply(rows, { at: query, stride }, keys, ZEROS, ZEROS.at, scores)
      softmax(rows, depth)
      const values: Panels = { at: query + 2 * width, row: stride, panel: PANEL, depth, columns: headWidth }
      const out: Rows = { at: SCRATCH.attended + head * headWidth, stride: WIDTH }
      multiply(rows, scores, values, ZEROS, ZEROS.at, out)
    }
  }

  /** Adds one row of numbers to each of the rows. */
  function addBias(rows: number, at: number, bias: number): void {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < WIDTH; c++) {
        const i = at + r * WIDTH + c
        numbers[i] = (numbers[i] ?? 0) + (numbers[bias + c] ?? 0)
      }
    }
  }

  /** The mean of the rows; with `positive`, of what is above 0. */
  function average(rows: number, from: Rows, width: number, to: number, positive: boolean): void {
    for (let c = 0; c < width; c++) {
      let sum = 0
      for (let r = 0; r < rows; r++) {
        const value = numbers[from.at + r * from.stride + c] ?? 0
        if (!positive || value > 0) sum += value
      }
      numbers[to + c] = sum / rows
    }
  }

  /** A layer up to the inside of its feed-forward part: leaves `output`, without that part, and `hidden`. */
  function layer(rows: number, index: 0 | 1): void {
    const width = LAYERS[index]
    const input: Rows = { at: SCRATCH.input, stride: WIDTH }
    const normed: Rows = { at: SCRATCH.normed, stride: WIDTH }
    const output: Rows = { at: SCRATCH.output, stride: WIDTH }
    let residual = input
    if (index === 0) {
      residual = { at: SCRATCH.residual, stride: WIDTH }
      const widen = packedPanels(WEIGHTS.residual0, PIECE, WIDTH)
      multiply(rows, input, widen, ZEROS, WEIGHTS.residualBias0, residual)
    }
    normalize(rows, width, SCRATCH.input)
    const queryKeyValue = packedPanels(WEIGHTS[`queryKeyValue${index}`], width, 3 * width)
    const inside: Rows = { at: SCRATCH.queryKeyValue, stride: 3 * width }
    multiply(rows, normed, queryKeyValue, ZEROS, WEIGHTS[`queryKeyValueBias${index}`], inside)
    attend(rows, width)
    const attended: Rows = { at: SCRATCH.attended, stride: WIDTH }
    const attendedPanels = packedPanels(WEIGHTS[`attended${index}`], width, WIDTH)
    multiply(rows, attended, attendedPanels, residual, WEIGHTS[`attendedBias${index}`], output)
    normalize(rows, WIDTH, SCRATCH.output)
    const expand = packedPanels(WEIGHTS[`expand${index}`], WIDTH, HIDDEN)
    multiply(rows, normed, expand, ZEROS, WEIGHTS[`expandBias${index}`], { at: SCRATCH.hidden, stride: HIDDEN_STRIDE })
  }

  /** `to` += the positive part of `from`, times the matrix. */
  function contract(rows: number, from: Rows, weights: number, to: number): void {
    kernels.multiplyPositive(from.at * 4, from.stride * 4, weights * 4, to * 4, WIDTH * 4, WIDTH * 4, HIDDEN, rows)
  }

  const hidden: Rows = { at: SCRATCH.hidden, stride: HIDDEN_STRIDE }

  /** The pieces after the first layer, at `input`. */
  function firstLayer(ids: Int32Array): void {
    const rows = ids.length
    readPieces(ids)
    layer(rows, 0)
    addBias(rows, SCRATCH.output, WEIGHTS.contractBias0)
    contract(rows, hidden, WEIGHTS.contract0, SCRATCH.output)
    numbers.copyWithin(SCRATCH.input, SCRATCH.output, SCRATCH.output + rows * WIDTH)
  }

  /** The mean of the pieces after both layers, at `mean`. */
  function meanOfPieces(ids: Int32Array): void {
    const rows = ids.length
    firstLayer(ids)
    layer(rows, 1)
    // Only the mean is needed from here on, and what follows is linear: one row is multiplied instead of all.
    average(rows, { at: SCRATCH.output, stride: WIDTH }, WIDTH, SCRATCH.mean, false)
    average(rows, hidden, HIDDEN, SCRATCH.meanHidden, true)
    addBias(1, SCRATCH.mean, WEIGHTS.contractBias1)
    contract(1, { at: SCRATCH.meanHidden, stride: HIDDEN }, WEIGHTS.contract1, SCRATCH.mean)
  }

  function meaning(text: string): Meaning {
    const ids = tokenizer.encode(text).subarray(0, MAX_PIECES)
    if (ids.length > 0) meanOfPieces(ids)
    else numbers.fill(0, SCRATCH.mean, SCRATCH.mean + WIDTH)

    const mean: Rows = { at: SCRATCH.mean, stride: WIDTH }
    const out = SCRATCH.mean + WIDTH
    const head = packedPanels(WEIGHTS.head, WIDTH, WIDTH)
    multiply(1, mean, head, ZEROS, WEIGHTS.headBias, { at: out, stride: WIDTH })
    const vector = numbers.slice(out, out + WIDTH).map(Math.tanh)
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
    return { vector: vector.map((x) => x / length), mean: numbers.slice(SCRATCH.mean, SCRATCH.mean + WIDTH) }
  }

  return {
    tokens: (text) => tokenizer.encode(text),
    embed: (text) => meaning(text).vector,
    meaning,
    inContext(text) {
      const ids = tokenizer.encode(text)
      const parts = [ids.subarray(0, MAX_PIECES), ids.subarray(Math.max(MAX_PIECES, ids.length - MAX_PIECES))]
      const out = new Float32Array(Math.min(ids.length, 2 * MAX_PIECES) * WIDTH)
      let to = 0
      for (const some of parts) {
        if (some.length === 0) continue
        firstLayer(some)
        normalize(some.length, WIDTH, SCRATCH.input)
        out.set(numbers.subarray(SCRATCH.normed, SCRATCH.normed + some.length * WIDTH), to)
        to += some.length * WIDTH
      }
      return out
    },
  }
}
