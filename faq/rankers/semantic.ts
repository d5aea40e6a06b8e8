import type { Meaning } from '../semantic/encoder.ts'
import { type DiscriminantModel, type Discriminants, discriminants, trainDiscriminant } from './discriminant.ts'
import { createClosest, type Evidence } from './evidence.ts'
import { type LogisticModel, logProbabilities, trainLogistic } from './logistic.ts'
import { denseVector, dot } from './vector.ts'

/** A text by its meaning. */
export type Embed = (text: string) => Meaning

/** The ranker that goes by meaning, trained. `vectors` has one row of `size` numbers a text. */
export interface SemanticModel {
  size: number
  /** The mean of all texts, which is taken away before anything is learned. */
  center: Float32Array
  logistic: LogisticModel
  vectors: Float32Array
  labels: Int32Array
  /** Goes by the means of the pieces. */
  discriminant: DiscriminantModel
}

/** What the ranker by meaning makes of a question. */
export type SemanticEvidence = Evidence & Discriminants

const COURSE = { epochs: 6, rate: 6, decay: 0.4 }
/** Likeness to single phrasings is looked up for the most probable classes only. */
const LOOKED_AT = 12

export function trainSemantic(texts: (Meaning & { label: number })[], classes: number): SemanticModel {
  const size = texts[0]?.vector.length ?? 0
  const center = new Float32Array(size)
  for (const { vector } of texts)
    vector.forEach((v, i) => {
      center[i] = (center[i] as number) + v / texts.length
    })
  const examples = texts.map(({ vector, label }) => ({ vector: denseVector(minus(vector, center)), label }))
  const vectors = new Float32Array(texts.length * size)
  const means = new Float32Array(texts.length * size)
  texts.forEach(({ vector, mean }, at) => {
    vectors.set(vector, at * size)
    means.set(mean, at * size)
  })
  const labels = Int32Array.from(texts, ({ label }) => label)
  return {
    size,
    center,
    logistic: trainLogistic(examples, size, classes, COURSE),
    vectors,
    labels,
    discriminant: trainDiscriminant(means, labels, size, classes),
  }
}

const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((v, i) => v - (b[i] as number))

/** Evidence by the meaning of a question. */
export function openSemantic(model: SemanticModel): (meaning: Meaning) => SemanticEvidence {
  const { size, center, logistic, vectors, labels, discriminant } = model
  const rows: number[][] = Array.from({ length: logistic.classes }, () => [])
  labels.forEach((label, row) => {
    rows[label]?.push(row)
  })

  return ({ vector, mean }) => {
    const log = logProbabilities(logistic, denseVector(minus(vector, center)))
    const likely = [...log.keys()].sort((a, b) => (log[b] as number) - (log[a] as number)).slice(0, LOOKED_AT)
    const closest = createClosest(logistic.classes)
    for (const label of likely) {
      for (const row of rows[label] ?? []) closest.add(label, dot(vector, vectors, 0, row * size, size))
    }
    return { log, ...closest.done(), ...discriminants(discriminant, mean) }
  }
}
