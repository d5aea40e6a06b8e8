import type { Locale } from '../protocol/events.ts'
import { normalize } from './normalize.ts'
import type { Content, Entry, Topic } from './types.ts'

/** An entry or a topic as the rankers know it: one of the classes that a question may belong to. */
export interface Target {
  id: string
  kind: 'entry' | 'topic'
  title: string
  /** Asks for advice on the visitor's own case. */
  personal: boolean
  /** Normalised words of the question and the phrasings. */
  phrasings: string[][]
  /** Normalised words of the answer and the keywords; none for a topic. */
  support: string[][]
}

/** The classes of one language, always in the same order for the same content. */
export const targetsOf = ({ entries, topics }: Content, lang: Locale): Target[] => [
  ...entries.filter((entry) => entry.lang === lang).map(ofEntry),
  ...topics.filter((topic) => topic.lang === lang).map(ofTopic),
]

const wordsOf = (text: string): string[] =>
  normalize(text)
    .split(' ')
    .filter((word) => word !== '')

const ofEntry = (entry: Entry): Target => ({
  id: entry.id,
  kind: 'entry',
  title: entry.question,
  personal: false,
  phrasings: [entry.question, ...entry.phrasings].map(wordsOf),
  support: [wordsOf(entry.keywords.join(' ')), wordsOf(entry.answer.map((sentence) => sentence.text).join(' '))],
})

const ofTopic = (topic: Topic): Target => ({
  id: topic.id,
  kind: 'topic',
  title: topic.label,
  personal: topic.kind === 'personal',
  phrasings: [topic.label, ...topic.phrasings].map(wordsOf),
  support: [],
})
