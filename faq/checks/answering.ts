import type { Content, Decision, Engine } from '../types.ts'
import { fileOf, type Problem } from './problem.ts'

/** Every entry answers its question and phrasings, and no entry answers the phrasing of a topic that ends at a person. */
export function checkAnswering({ entries, topics }: Content, engine: Engine): Problem[] {
  const asked = (question: string, locale: 'en' | 'es') => engine.answer(question, { locale, previous: [] })
  const missed = entries.flatMap((entry) =>
    [entry.question, ...entry.phrasings].flatMap((phrasing) => {
      const decision = asked(phrasing, entry.lang)
      if (decision.outcome === 'answer' && decision.entryIds[0] === entry.id) return []
      const problem = `It does not answer its own phrasing "${phrasing}": ${instead(decision)}. Make the phrasing clearer, or move it.`
      return [{ file: fileOf('entries', entry), entry: entry.id, problem }]
    }),
  )
  const wrong = topics.flatMap((topic) =>
    topic.phrasings.flatMap((phrasing) => {
      const decision = asked(phrasing, topic.lang)
      if (decision.outcome !== 'answer') return []
      const problem = `Its phrasing "${phrasing}" is ${instead(decision)}. A person must get it: make it clearer.`
      return [{ file: fileOf('topics', topic), entry: topic.id, problem }]
    }),
  )
  return [...missed, ...wrong]
}

function instead({ outcome, entryIds, choiceIds, topicId, rule }: Decision): string {
  switch (outcome) {
    case 'answer':
      return `answered with "${entryIds.join('", "')}"`
    case 'clarify':
      return `visitors are asked to choose from "${choiceIds.join('", "')}"`
    case 'handoff':
      return topicId === null ? `a person is asked (${rule})` : `taken for the topic "${topicId}"`
    case 'crisis':
      return `met with an emergency card (${rule})`
    case 'smalltalk':
      return 'taken for small talk'
  }
}
