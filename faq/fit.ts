import { aspectsOf } from './lexicon/aspects.ts'
import { subjectOf } from './lexicon/subjects.ts'
import type { Target } from './targets.ts'

/** What an entry is about, beyond its words' likeness to a question. */
export interface Fit {
  /** Why an entry cannot be the answer to a question: `aspect:cost`, `subject:lupus`, or null when it can. */
  misfit(question: string[], entryId: string): string | null
}

/** An entry answers an aspect that its own question or at least one phrasing asks, and a subject that its text mentions. */
export function createFit(targets: Target[]): Fit {
  const aspects = new Map<string, Set<string>>()
  const subjects = new Map<string, Set<number>>()
  for (const target of targets) {
    if (target.kind !== 'entry') continue
    aspects.set(target.id, new Set(target.phrasings.flatMap((words) => aspectsOf(words.join(' ')))))
    subjects.set(
      target.id,
      new Set([...target.phrasings, ...target.support].flat().flatMap((word) => subjectOf(word) ?? [])),
    )
  }
  return {
    misfit(question, entryId) {
      const aspect = aspectsOf(question.join(' ')).find((name) => !aspects.get(entryId)?.has(name))
      if (aspect) return `aspect:${aspect}`
      const subject = question.find((word, at) => {
        const group = subjectOf(word)
        return group !== null && !subjects.get(entryId)?.has(group) && !setAside(question, at)
      })
      return subject ? `subject:${subject}` : null
    },
  }
}

/** Whether the word at `at` is only named to be set aside: "not for depression", "like for depression". */
const setAside = (question: string[], at: number): boolean =>
  question.slice(Math.max(0, at - 2), at).some((word) => /^(?:not|like|unlike|than|as|without|besides)$/.test(word))
