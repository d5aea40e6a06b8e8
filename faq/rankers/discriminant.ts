/** A linear discriminant: one row of `size` numbers a class, over vectors that are centred and scaled number by number. */
export interface DiscriminantModel {
  size: number
  mean: Float32Array
  scale: Float32Array
  weights: Float32Array
  bias: Float32Array
  /** Of the spread within the classes, and of all texts around their middle: a lower triangle each, as `cholesky` gives it. */
  within: Float32Array
  overall: Float32Array
  middle: Float32Array
}

export interface Discriminants {
  /** The logarithm of each class's likelihood, all less the same number. */
  likelihood: Float64Array
  /** How far the nearest class's middle is, squared, in units of the spread within classes. */
  distance: number
  /**
   * The same less the distance to the middle of all texts: low where a text is like one class rather than like any text.
   * Source: J. Ren and others, "A simple fix to Mahalanobis distance", https://arxiv.org/abs/2106.09022
   */
  relative: number
}

/** How far the common covariance is drawn towards the same spread in all directions, 0..1: there are few texts for so many numbers. */
const SHRINKAGE = 0.3

/**
 * Linear discriminant analysis: every class a cloud of the same shape around its own middle. `vectors` has one row of `size`
 * numbers a text. About 2 s for 7,000 texts of 512 numbers.
 * Source: J. Friedman, "Regularized discriminant analysis", https://doi.org/10.1080/01621459.1989.10478752
 */
export function trainDiscriminant(
  vectors: Float32Array,
  labels: Int32Array,
  size: number,
  classes: number,
): DiscriminantModel {
  const count = labels.length
  const { mean, scale } = spread(vectors, size)
  const rows = new Float32Array(vectors.length)
  for (let row = 0; row < count; row++) rows.set(standard(vectors, row * size, mean, scale), row * size)

  const middles = middlesOf(rows, labels, size, classes)
  const around = rows.map(
    (x, i) => x - (middles[(labels[Math.floor(i / size)] as number) * size + (i % size)] as number),
  )
  const root = cholesky(covarianceOf(around, size, Math.max(1, count - classes)), size)
  const middle = middlesOf(rows, new Int32Array(count), size, 1)
  const off = rows.map((x, i) => x - (middle[i % size] as number))
  const overall = cholesky(covarianceOf(off, size, Math.max(1, count - 1)), size)

  const weights = new Float32Array(classes * size)
  const bias = new Float32Array(classes)
  for (let c = 0; c < classes; c++) {
    const own = middles.subarray(c * size, (c + 1) * size)
    const row = solve(root, own, size)
    weights.set(row, c * size)
    bias[c] = -0.5 * row.reduce((sum, w, i) => sum + w * (own[i] as number), 0)
  }
  return {
    ...{ size, mean, scale, weights, bias, middle },
    within: Float32Array.from(root),
    overall: Float32Array.from(overall),
  }
}

export function discriminants(model: DiscriminantModel, vector: Float32Array): Discriminants {
  const { size, mean, scale, weights, bias, within, overall, middle } = model
  const x = standard(vector, 0, mean, scale)
  const likelihood = Float64Array.from(bias, (b, c) => {
    let sum = b
    for (let i = 0, w = c * size; i < size; i++, w++) sum += (x[i] as number) * (weights[w] as number)
    return sum
  })
  const highest = likelihood.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const distance = squared(within, x, size) - 2 * highest
  const fromMiddle = x.map((v, i) => v - (middle[i] as number))
  return { likelihood, distance, relative: distance - squared(overall, fromMiddle, size) }
}

/** `x' (root root')^-1 x`. */
function squared(root: Float32Array, x: Float32Array, size: number): number {
  return forward(root, x, size).reduce((sum, v) => sum + v * v, 0)
}

/** The vector at `from`, every number centred and scaled, then all together brought to length 1. */
function standard(vectors: Float32Array, from: number, mean: Float32Array, scale: Float32Array): Float32Array {
  const x = mean.map((m, i) => ((vectors[from + i] as number) - m) / (scale[i] as number))
  const length = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0)) || 1
  return x.map((v) => v / length)
}

/** Added to a spread, so that a number that never changes counts for nothing. */
const LEAST_SPREAD = 1e-3

function spread(vectors: Float32Array, size: number): { mean: Float32Array; scale: Float32Array } {
  const sums = new Float64Array(size)
  const squares = new Float64Array(size)
  vectors.forEach((v, i) => {
    sums[i % size] = (sums[i % size] as number) + v
    squares[i % size] = (squares[i % size] as number) + v * v
  })
  const count = Math.max(1, vectors.length / size)
  const mean = Float32Array.from(sums, (sum) => sum / count)
  const scale = Float32Array.from(
    squares,
    (sum, i) => Math.sqrt(Math.max(0, sum / count - (mean[i] as number) ** 2)) + LEAST_SPREAD,
  )
  return { mean, scale }
}

function middlesOf(rows: Float32Array, labels: Int32Array, size: number, classes: number): Float32Array {
  const middles = new Float32Array(classes * size)
  const counts = new Float64Array(classes)
  labels.forEach((label, row) => {
    counts[label] = (counts[label] as number) + 1
    for (let i = 0; i < size; i++) {
      middles[label * size + i] = (middles[label * size + i] as number) + (rows[row * size + i] as number)
    }
  })
  return middles.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / size)] as number))
}

/** The shrunken covariance, its lower half; row after row. */
function covarianceOf(around: Float32Array, size: number, freedom: number): Float64Array {
  const sums = new Float64Array(size * size)
  for (let from = 0; from < around.length; from += size) {
    for (let i = 0; i < size; i++) {
      const x = around[from + i] as number
      for (let j = 0, at = i * size; j <= i; j++, at++)
        sums[at] = (sums[at] as number) + x * (around[from + j] as number)
    }
  }
  let trace = 0
  for (let i = 0; i < size; i++) trace += (sums[i * size + i] as number) / freedom
  const even = (SHRINKAGE * trace) / size || 1
  for (let at = 0; at < sums.length; at++) sums[at] = ((1 - SHRINKAGE) * (sums[at] as number)) / freedom
  for (let i = 0; i < size; i++) sums[i * size + i] = (sums[i * size + i] as number) + even
  return sums
}

/** In place: the lower triangle whose product with its mirror image is the matrix. */
function cholesky(a: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j] as number
      for (let k = 0; k < j; k++) sum -= (a[i * size + k] as number) * (a[j * size + k] as number)
      a[i * size + j] = i === j ? Math.sqrt(sum) : sum / (a[j * size + j] as number)
    }
  }
  return a
}

/** `x` with `root x = right`. */
function forward(root: Float64Array | Float32Array, right: Float32Array, size: number): Float64Array {
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number
    for (let k = 0, at = i * size; k < i; k++, at++) sum -= (root[at] as number) * (x[k] as number)
    x[i] = sum / (root[i * size + i] as number)
  }
  return x
}

/** `x` with `root root' x = right`. */
function solve(root: Float64Array, right: Float32Array, size: number): Float64Array {
  const x = forward(root, right, size)
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number
    for (let k = i + 1; k < size; k++) sum -= (root[k * size + i] as number) * (x[k] as number)
    x[i] = sum / (root[i * size + i] as number)
  }
  return x
}
