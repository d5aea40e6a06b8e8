import type { Vector } from './features.ts'

export interface Similarity {
  /** For each class how like the question its phrasings are, 0..1: the closest one, and the mean of the closest three. */
  nearest(vector: Vector): { closest: Float64Array; mean: Float64Array }
}

export interface Document {
  vector: Vector
  label: number
  /** Answer texts count less than phrasings: they share words with many questions. */
  weight: number
}

/** Cosine similarity to every document through an inverted index: only documents that share a feature cost time. */
export function createSimilarity(documents: Document[], features: number, classes: number): Similarity {
  const postings: { document: number; value: number }[][] = Array.from({ length: features }, () => [])
  documents.forEach(({ vector }, document) => {
    vector.ids.forEach((id, i) => {
      postings[id]?.push({ document, value: vector.values[i] ?? 0 })
    })
  })

  return {
    nearest(vector) {
      const dots = new Float64Array(documents.length)
      vector.ids.forEach((id, i) => {
        const value = vector.values[i] ?? 0
        for (const posting of postings[id] ?? []) {
          dots[posting.document] = (dots[posting.document] ?? 0) + value * posting.value
        }
      })
      const closest = new Float64Array(classes)
      const second = new Float64Array(classes)
      const third = new Float64Array(classes)
      documents.forEach(({ label, weight }, document) => {
        const s = (dots[document] ?? 0) * weight
        if (s > (closest[label] ?? 0)) {
          third[label] = second[label] ?? 0
          second[label] = closest[label] ?? 0
          closest[label] = s
        } else if (s > (second[label] ?? 0)) {
          third[label] = second[label] ?? 0
          second[label] = s
        } else if (s > (third[label] ?? 0)) third[label] = s
      })
      const mean = closest.map((s, c) => (s + (second[c] ?? 0) + (third[c] ?? 0)) / 3)
      return { closest, mean }
    },
  }
}
