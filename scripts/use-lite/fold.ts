import {
  HEADS,
  HIDDEN,
  LAYERS,
  MAX_PIECES,
  PIECE,
  type TensorName,
  VOCABULARY,
  WIDTH,
} from '../../faq/semantic/layout.ts'

/** The weights that the encoder works with, each row after row. */
export interface Folded {
  tensors: Record<TensorName, Float32Array>
  /** A row of `PIECE` numbers for each piece of the vocabulary, already doubled. */
  pieces: Float32Array
}

/**
 * Where the tensors begin in the published weights, in bytes: summed up from `weightsManifest` in the `model.json`
 * beside them.
 */
const OFFSETS = {
  pieces: 18_132_056,
  frequencies: 26_326_104,
  residual: 26_326_616,
  residualBias: 26_850_904,
  head: 26_853_024,
  headBias: 27_901_600,
  layers: [
    {
      attentionNorm: { scale: 16_814_124, bias: 16_815_152 },
      queryKeyValue: 16_816_176,
      queryKeyValueBias: 17_602_608,
      attended: 17_605_720,
      attendedBias: 18_130_008,
      expandNorm: { scale: 16_801_816, bias: 16_803_864 },
      expand: 13_656_088,
      expandBias: 16_805_916,
      contract: 10_510_360,
      contractBias: 16_812_064,
    },
    {
      attentionNorm: { scale: 6_303_748, bias: 6_305_796 },
      queryKeyValue: 6_307_844,
      queryKeyValueBias: 9_453_572,
      attended: 9_459_736,
      attendedBias: 10_508_312,
      expandNorm: { scale: 6_291_456, bias: 6_293_504 },
      expand: 3_145_728,
      expandBias: 6_295_552,
      contract: 0,
      contractBias: 6_301_696,
    },
  ],
} as const

interface Linear {
  matrix: Float32Array
  bias: Float32Array
}

/**
 * Moves into the weights whatever can be computed before a text is known: the scales and biases of the layer norms, the
 * scale of the queries, the factor 2 of the pieces (the published graph adds them twice), the signal for the positions.
 */
export function fold(weights: ArrayBuffer): Folded {
  const at = (offset: number, length: number) => new Float32Array(weights, offset, length)
  const layers = OFFSETS.layers.map((layer, i) => {
    const width = LAYERS[i] ?? WIDTH
    const attention = foldNorm(
      at(layer.attentionNorm.scale, width),
      at(layer.attentionNorm.bias, width),
      at(layer.queryKeyValue, width * 3 * width),
      at(layer.queryKeyValueBias, 3 * width),
    )
    const expand = foldNorm(
      at(layer.expandNorm.scale, WIDTH),
      at(layer.expandNorm.bias, WIDTH),
      at(layer.expand, WIDTH * HIDDEN),
      at(layer.expandBias, HIDDEN),
    )
    return {
      queryKeyValue: scaleQueries(attention, width),
      attended: { matrix: at(layer.attended, width * WIDTH), bias: at(layer.attendedBias, WIDTH) },
      expand,
      contract: { matrix: at(layer.contract, HIDDEN * WIDTH), bias: at(layer.contractBias, WIDTH) },
    }
  })
  const [first, second] = layers
  if (!first || !second) throw new Error('A sentence encoder has two layers.')
  const tensors: Record<TensorName, Float32Array> = {
    positions: positions(at(OFFSETS.frequencies, PIECE / 2)),
    residualBias0: at(OFFSETS.residualBias, WIDTH),
    queryKeyValueBias0: first.queryKeyValue.bias,
    attendedBias0: first.attended.bias,
    expandBias0: first.expand.bias,
    contractBias0: first.contract.bias,
    queryKeyValueBias1: second.queryKeyValue.bias,
    attendedBias1: second.attended.bias,
    expandBias1: second.expand.bias,
    contractBias1: second.contract.bias,
    headBias: at(OFFSETS.headBias, WIDTH),
    residual0: at(OFFSETS.residual, PIECE * WIDTH),
    queryKeyValue0: first.queryKeyValue.matrix,
    attended0: first.attended.matrix,
    expand0: first.expand.matrix,
    contract0: first.contract.matrix,
    queryKeyValue1: second.queryKeyValue.matrix,
    attended1: second.attended.matrix,
    expand1: second.expand.matrix,
    contract1: second.contract.matrix,
    head: at(OFFSETS.head, WIDTH * WIDTH),
  }
  return { tensors, pieces: at(OFFSETS.pieces, VOCABULARY * PIECE).map((x) => 2 * x) }
}

/** `(v * scale + bias) matrix + b` as `v matrix' + b'`: scales the rows, and puts `bias matrix` into b. */
function foldNorm(scale: Float32Array, bias: Float32Array, matrix: Float32Array, b: Float32Array): Linear {
  const columns = b.length
  const sums = Float64Array.from(b)
  const scaled = matrix.map((x, i) => {
    const row = Math.floor(i / columns)
    const column = i % columns
    sums[column] = (sums[column] ?? 0) + (bias[row] ?? 0) * x
    return x * (scale[row] ?? 0)
  })
  return { matrix: scaled, bias: Float32Array.from(sums) }
}

/** The first third of the columns makes the queries; they are divided by the square root of a head's width. */
function scaleQueries({ matrix, bias }: Linear, width: number): Linear {
  const scale = 1 / Math.sqrt(width / HEADS)
  const scaled = (x: number, i: number) => (i % (3 * width) < width ? x * scale : x)
  return { matrix: matrix.map(scaled), bias: bias.map(scaled) }
}

/** What is added to the piece at each position: sines of its multiples of the frequencies, then cosines. */
function positions(frequencies: Float32Array): Float32Array {
  const half = frequencies.length
  return Float32Array.from({ length: MAX_PIECES * 2 * half }, (_, i) => {
    const column = i % (2 * half)
    const angle = Math.fround(Math.floor(i / (2 * half)) * (frequencies[column % half] ?? 0))
    return column < half ? Math.sin(angle) : Math.cos(angle)
  })
}
