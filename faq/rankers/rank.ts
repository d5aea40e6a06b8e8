import type { Entry, Topic } from '../types.ts'
import { createFeatureSpace, type Weighted, weighted } from './features.ts'
import { softmax, trainLogistic } from './logistic.ts'
import { createSimilarity } from './similarity.ts'

/** An entry or a topic as the rankers know it. */
export interface Target {
  id: string
  kind: 'entry' | 'topic'
  title: string
  personal: boolean
  /** Normalised words of the question and the phrasings. */
  phrasings: string[][]
  /** Normalised words of the answer and the keywords; none for a topic. */
  support: string[][]
}

export interface Ranked {
  target: Target
  /** Share of belief among all targets, 0..1; all together 1. */
  share: number
  /** Likeness of its closest phrasing, 0..1. */
  likeness: number
}

export interface Ranker {
  /** All targets, best first; equal ones in the order of the content. */
  rank(question: Weighted[]): Ranked[]
}

const ANSWER_WEIGHT = 0.8
/** How much the likeness of the phrasings adds to the logarithm of the trained probability. */
const CLOSEST_WEIGHT = 2
const MEAN_WEIGHT = 3

/** Trains the rankers on the content's phrasings. Deterministic; under a second for 100 targets with 20 phrasings each. */
export function createRanker(targets: Target[]): Ranker {
  const texts = targets.flatMap((target, label) => [
    ...target.phrasings.map((words) => ({ words, label, weight: 1 })),
    ...target.support.map((words) => ({ words, label, weight: ANSWER_WEIGHT })),
  ])
  const space = createFeatureSpace(texts.map(({ words }) => weighted(words)))
  const documents = texts.map(({ words, label, weight }) => ({ vector: space.vector(weighted(words)), label, weight }))
  const logistic = trainLogistic(documents, space.size, targets.length)
  const similarity = createSimilarity(documents, space.size, targets.length)

  return {
    rank(question) {
      const vector = space.vector(question)
      const probabilities = logistic.probabilities(vector)
      const { closest, mean } = similarity.nearest(vector)
      const shares = softmax(
        probabilities.map(
          (p, c) => Math.log(p + 1e-6) + CLOSEST_WEIGHT * (closest[c] ?? 0) + MEAN_WEIGHT * (mean[c] ?? 0),
        ),
      )
      return targets
        .map((target, c) => ({ target, share: shares[c] ?? 0, likeness: closest[c] ?? 0 }))
        .sort((a, b) => b.share - a.share)
    },
  }
}

const wordsOf = (normalized: string): string[] => (normalized === '' ? [] : normalized.split(' '))

/** `normalize` is handed in: the content must be read exactly as questions are. */
export function targetOfEntry(entry: Entry, normalize: (text: string) => string): Target {
  return {
    id: entry.id,
    kind: 'entry',
    title: entry.question,
    personal: false,
    phrasings: [entry.question, ...entry.phrasings].map((text) => wordsOf(normalize(text))),
    support: [
      wordsOf(normalize(entry.keywords.join(' '))),
      wordsOf(normalize(entry.answer.map((sentence) => sentence.text).join(' '))),
    ],
  }
}

export function targetOfTopic(topic: Topic, normalize: (text: string) => string): Target {
  return {
    id: topic.id,
    kind: 'topic',
    title: topic.label,
    personal: topic.kind === 'personal',
    phrasings: [topic.label, ...topic.phrasings].map((text) => wordsOf(normalize(text))),
    support: [],
  }
}
