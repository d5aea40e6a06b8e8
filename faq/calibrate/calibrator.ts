/** A logistic regression on a few signals: from what the rankers say to a probability. */
export interface Calibrator {
  mean: number[]
  scale: number[]
  weights: number[]
  bias: number
}

export interface Observed {
  signals: number[]
  /** Whether it came true. */
  right: boolean
  /** How much it counts; the mean of all should be 1. */
  weight: number
}

/** Ridge on the weights of the standardised signals: with a few hundred examples and twenty signals it must not be zero. */
const RIDGE = 2
const STEPS = 25

/** The probability that it comes true, 0..1. */
export function probability({ mean, scale, weights, bias }: Calibrator, signals: number[]): number {
  return sigmoid(
    weights.reduce((sum, w, i) => sum + (w * ((signals[i] ?? 0) - (mean[i] ?? 0))) / (scale[i] ?? 1), bias),
  )
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-Math.max(-40, Math.min(40, z))))

/**
 * Fits by Newton's method (iteratively reweighted least squares, https://en.wikipedia.org/wiki/Iteratively_reweighted_least_squares).
 * Needs at least one example; the same examples give the same calibrator.
 */
export function fitCalibrator(examples: Observed[]): Calibrator {
  const size = examples[0]?.signals.length ?? 0
  const column = (i: number): number[] => examples.map(({ signals }) => signals[i] ?? 0)
  const mean = Array.from({ length: size }, (_, i) => average(column(i)))
  const scale = mean.map((m, i) => Math.sqrt(average(column(i).map((x) => (x - m) ** 2))) || 1)
  const rows = examples.map(({ signals }) => [1, ...signals.map((x, i) => (x - (mean[i] ?? 0)) / (scale[i] ?? 1))])
  let w = new Array<number>(size + 1).fill(0)

  for (let step = 0; step < STEPS; step++) {
    const gradient = w.map((x, i) => (i === 0 ? 0 : RIDGE * x))
    const hessian = w.map((_, i): number[] => w.map((_, j) => (i === j ? (i === 0 ? 1e-6 : RIDGE) : 0)))
    rows.forEach((row, n) => {
      const p = sigmoid(row.reduce((sum, x, i) => sum + x * (w[i] ?? 0), 0))
      const weight = examples[n]?.weight ?? 1
      const error = weight * (p - (examples[n]?.right ? 1 : 0))
      const curve = weight * Math.max(1e-6, p * (1 - p))
      row.forEach((x, i) => {
        gradient[i] = (gradient[i] ?? 0) + error * x
        const line = hessian[i]
        if (line)
          row.forEach((y, j) => {
            line[j] = (line[j] ?? 0) + curve * x * y
          })
      })
    })
    const change = solve(hessian, gradient)
    w = w.map((x, i) => x - (change[i] ?? 0))
    if (Math.max(...change.map(Math.abs)) < 1e-8) break
  }
  const [bias = 0, ...weights] = w
  return { mean, scale, weights, bias }
}

const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)

/** Gaussian elimination with the largest pivot first. */
function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i] ?? 0])
  const n = a.length
  const get = (i: number, j: number): number => a[i]?.[j] ?? 0
  for (let c = 0; c < n; c++) {
    let pivot = c
    for (let r = c + 1; r < n; r++) if (Math.abs(get(r, c)) > Math.abs(get(pivot, c))) pivot = r
    const swapped = a[pivot]
    if (!swapped) continue
    a[pivot] = a[c] ?? swapped
    a[c] = swapped
    for (let r = 0; r < n; r++) {
      const row = a[r]
      if (r === c || !row) continue
      const factor = get(r, c) / get(c, c)
      for (let k = c; k <= n; k++) row[k] = (row[k] ?? 0) - factor * get(c, k)
    }
  }
  return a.map((row, i) => (row[n] ?? 0) / (row[i] || 1))
}
