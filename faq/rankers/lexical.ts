import { createClosest, type Evidence } from './evidence.ts'
import { type FeatureModel, openFeatures, type Synonyms, trainFeatures, type Weighted, weighted } from './features.ts'
import { type Example, type LogisticModel, logProbabilities, trainLogistic } from './logistic.ts'
import type { Vector } from './vector.ts'

/** A phrasing and the class that it belongs to. */
export interface Labelled {
  words: string[]
  label: number
}

/** The ranker that goes by words and letters, trained. */
export interface LexicalModel {
  features: FeatureModel
  logistic: LogisticModel
  documents: Example[]
}

const COURSE = { epochs: 8, rate: 6, decay: 0.25 }

export function trainLexical(texts: Labelled[], classes: number, synonyms: Synonyms): LexicalModel {
  const features = trainFeatures(
    texts.map(({ words }) => weighted(words)),
    synonyms,
  )
  const toVector = openFeatures(features, synonyms)
  const documents = texts.map(({ words, label }) => ({ vector: toVector(weighted(words)), label }))
  return { features, logistic: trainLogistic(documents, features.keys.length, classes, COURSE), documents }
}

/** Evidence by words and letters. Likeness is the cosine, found through an inverted index: only shared features cost time. */
export function openLexical(model: LexicalModel, synonyms: Synonyms): (question: Weighted[]) => Evidence {
  const { features, logistic, documents } = model
  const toVector = openFeatures(features, synonyms)
  const postings = index(documents, features.keys.length)
  const dots = new Float64Array(documents.length)

  return (question) => {
    const vector = toVector(question)
    dots.fill(0)
    vector.ids.forEach((id, i) => {
      const value = vector.values[i] as number
      for (let at = postings.from[id] as number; at < (postings.from[id + 1] as number); at++) {
        const document = postings.documents[at] as number
        dots[document] = (dots[document] as number) + value * (postings.values[at] as number)
      }
    })
    const closest = createClosest(logistic.classes)
    documents.forEach(({ label }, document) => {
      const likeness = dots[document] as number
      if (likeness > 0) closest.add(label, likeness)
    })
    return { log: logProbabilities(logistic, vector), ...closest.done() }
  }
}

/** For each feature the documents that have it, one feature after the other. */
function index(
  documents: { vector: Vector }[],
  features: number,
): {
  from: Int32Array
  documents: Int32Array
  values: Float32Array
} {
  const from = new Int32Array(features + 1)
  for (const { vector } of documents) for (const id of vector.ids) from[id + 1] = (from[id + 1] as number) + 1
  for (let id = 0; id < features; id++) from[id + 1] = (from[id + 1] as number) + (from[id] as number)
  const next = from.slice()
  const total = from[features] as number
  const out = { from, documents: new Int32Array(total), values: new Float32Array(total) }
  documents.forEach(({ vector }, document) => {
    vector.ids.forEach((id, i) => {
      const at = next[id] as number
      next[id] = at + 1
      out.documents[at] = document
      out.values[at] = vector.values[i] as number
    })
  })
  return out
}
