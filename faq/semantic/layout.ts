/**
 * What is in a packed model, and where it lies in the memory of the encoder. Names of shapes: a text has up to
 * `MAX_PIECES` pieces, a piece is `PIECE` numbers before the first layer and `WIDTH` after it, and so is a text.
 */
export const MAX_PIECES = 128
export const PIECE = 256
export const WIDTH = 512
export const HIDDEN = 1536
export const HEADS = 4
export const VOCABULARY = 8000
/** Numbers a piece has at the entrance of each layer. */
export const LAYERS = [PIECE, WIDTH] as const

/** Columns of a panel: the unit that the multiplication works on. */
export const PANEL = 8

/**
 * `numbers`: float32, in every file. `rows`: a matrix, row after row. `panels`: a matrix in panels of 8 columns,
 * `[columns / 8][rows][8]`. Matrices are stored as the header says and are float32 in memory.
 */
type Form = 'numbers' | 'rows' | 'panels'

export interface Tensor {
  name: string
  rows: number
  columns: number
  form: Form
}

const tensor = <Name extends string>(name: Name, form: Form, rows: number, columns: number) => ({
  name,
  form,
  rows,
  columns,
})

/**
 * In the order of the file: first all numbers, then all matrices. The scales and biases of the layer norms are folded
 * into the matrices that follow them, and the scale of the attention into its queries. `residual0` widens the pieces,
 * `queryKeyValue` and `attended` are the attention, `expand` and `contract` the two steps of the feed-forward part,
 * `head` makes the vector of the text. The pieces' own numbers (`VOCABULARY` rows of `PIECE`) come last in the file, as
 * stored.
 */
export const TENSORS = [
  tensor('positions', 'numbers', MAX_PIECES, PIECE),
  tensor('residualBias0', 'numbers', 1, WIDTH),
  tensor('queryKeyValueBias0', 'numbers', 1, 3 * PIECE),
  tensor('attendedBias0', 'numbers', 1, WIDTH),
  tensor('expandBias0', 'numbers', 1, HIDDEN),
  tensor('contractBias0', 'numbers', 1, WIDTH),
  tensor('queryKeyValueBias1', 'numbers', 1, 3 * WIDTH),
  tensor('attendedBias1', 'numbers', 1, WIDTH),
  tensor('expandBias1', 'numbers', 1, HIDDEN),
  tensor('contractBias1', 'numbers', 1, WIDTH),
  tensor('headBias', 'numbers', 1, WIDTH),
  tensor('residual0', 'panels', PIECE, WIDTH),
  tensor('queryKeyValue0', 'panels', PIECE, 3 * PIECE),
  tensor('attended0', 'panels', PIECE, WIDTH),
  tensor('expand0', 'panels', WIDTH, HIDDEN),
  tensor('contract0', 'rows', HIDDEN, WIDTH),
  tensor('queryKeyValue1', 'panels', WIDTH, 3 * WIDTH),
  tensor('attended1', 'panels', WIDTH, WIDTH),
  tensor('expand1', 'panels', WIDTH, HIDDEN),
  tensor('contract1', 'rows', HIDDEN, WIDTH),
  tensor('head', 'panels', WIDTH, WIDTH),
] as const

export type TensorName = (typeof TENSORS)[number]['name']

/**
 * Numbers between two rows of what `expand` gives: 16 more than it has, or all rows would meet in two sets of the
 * cache.
 */
export const HIDDEN_STRIDE = HIDDEN + 16

/** What the encoder works in. Rows are pieces, but for `scores` (one row a query) and `keys` (panels of 8 pieces). */
const BUFFERS = [
  tensor('zeros', 'numbers', 1, HIDDEN),
  tensor('mean', 'numbers', 2, WIDTH),
  tensor('meanHidden', 'numbers', 1, HIDDEN),
  tensor('input', 'numbers', MAX_PIECES, WIDTH),
  tensor('normed', 'numbers', MAX_PIECES, WIDTH),
  tensor('queryKeyValue', 'numbers', MAX_PIECES, 3 * WIDTH),
  tensor('keys', 'numbers', MAX_PIECES, WIDTH / HEADS),
  tensor('scores', 'numbers', MAX_PIECES, MAX_PIECES),
  tensor('attended', 'numbers', MAX_PIECES, WIDTH),
  tensor('residual', 'numbers', MAX_PIECES, WIDTH),
  tensor('output', 'numbers', MAX_PIECES, WIDTH),
  tensor('hidden', 'numbers', MAX_PIECES, HIDDEN_STRIDE),
] as const

export type BufferName = (typeof BUFFERS)[number]['name']

export const sizeOf = ({ rows, columns }: Pick<Tensor, 'rows' | 'columns'>): number => rows * columns

/**
 * Places one after the other, counted in numbers; each begins a line of the cache, as all sizes are multiples of 16.
 */
function place<Name extends string>(tensors: readonly (Tensor & { name: Name })[], from: number) {
  const places = {} as Record<Name, number>
  let end = from
  for (const one of tensors) {
    places[one.name] = end
    end += sizeOf(one)
  }
  return { places, end }
}

const weights = place<TensorName>(TENSORS, 0)
const buffers = place<BufferName>(BUFFERS, weights.end)

/** Where each tensor and buffer begins in memory, counted in numbers of 4 bytes. */
export const WEIGHTS = weights.places
export const SCRATCH = buffers.places
export const MEMORY_BYTES = buffers.end * 4
