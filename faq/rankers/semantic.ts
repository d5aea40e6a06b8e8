import { createClosest, type Evidence } from './evidence.ts'
import { type LogisticModel, logProbabilities, trainLogistic } from './logistic.ts'
import { denseVector, dot } from './vector.ts'

/** A text as numbers of length 1: texts that mean alike have a dot product near 1. */
export type Embed = (text: string) => Float32Array

/** The ranker that goes by meaning, trained. `vectors` has one row of `size` numbers a text. */
export interface SemanticModel {
  size: number
  /** The mean of all texts, which is taken away before anything is learned. */
  center: Float32Array
  logistic: LogisticModel
  vectors: Float32Array
  labels: Int32Array
}

const COURSE = { epochs: 6, rate: 6, decay: 0.4 }
/** Likeness to single phrasings is looked up for the most probable classes only. */
const LOOKED_AT = 12

export function trainSemantic(texts: { vector: Float32Array; label: number }[], classes: number): SemanticModel {
  const size = texts[0]?.vector.length ?? 0
  const center = new Float32Array(size)
  for (const { vector } of texts)
    vector.forEach((v, i) => {
      center[i] = (center[i] as number) + v / texts.length
    })
  const examples = texts.map(({ vector, label }) => ({ vector: denseVector(minus(vector, center)), label }))
  const vectors = new Float32Array(texts.length * size)
  texts.forEach(({ vector }, at) => {
    vectors.set(vector, at * size)
  })
  return {
    size,
    center,
    logistic: trainLogistic(examples, size, classes, COURSE),
    vectors,
    labels: Int32Array.from(texts, ({ label }) => label),
  }
}

const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((v, i) => v - (b[i] as number))

/** Evidence by meaning, from the vector of a question. */
export function openSemantic(model: SemanticModel): (vector: Float32Array) => Evidence {
  const { size, center, logistic, vectors, labels } = model
  const rows: number[][] = Array.from({ length: logistic.classes }, () => [])
  labels.forEach((label, row) => {
    rows[label]?.push(row)
  })

  return (vector) => {
    const log = logProbabilities(logistic, denseVector(minus(vector, center)))
    const likely = [...log.keys()].sort((a, b) => (log[b] as number) - (log[a] as number)).slice(0, LOOKED_AT)
    const closest = createClosest(logistic.classes)
    for (const label of likely) {
      for (const row of rows[label] ?? []) closest.add(label, dot(vector, vectors, 0, row * size, size))
    }
    return { log, ...closest.done() }
  }
}
