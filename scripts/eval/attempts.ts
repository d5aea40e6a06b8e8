import type { Candidate } from '../../faq/types.ts'
import { type Reasons, wantedSections } from './questions.ts'
import type { Judged } from './score.ts'

/** What the threshold on the engine's confidence means for one question. */
export interface Attempt {
  /** Probability, 0..1, that the first candidate entry is right; null where the outcome does not hang on it. */
  confidence: number | null
  /** The probability that an answer needed, or null where none was involved. */
  needed: number | null
  /** Whether the engine, as it runs, gave an answer. */
  answered: boolean
  /** Whether the entry that was given, or else the first candidate, is from a section that a right answer comes from. */
  right: boolean
}

/**
 * The attempts at the questions that expect an answer or a person. Their confidence is null where they were decided before
 * any ranking, where no entry was a candidate, and where an answer was given to another part of the message than the one
 * whose candidates are known.
 */
export function attemptsOf(judged: Judged[], sectionsOf: (entryId: string) => string[]): Attempt[] {
  return judged
    .filter(({ question }) => question.expect !== 'crisis' && question.expect !== 'smalltalk')
    .map(({ question, reply }) => {
      const decision = reply?.decision ?? null
      const answered = reply?.outcome === 'answer'
      const candidate = decision && decision.needed !== null ? firstEntry(decision) : undefined
      const given = answered ? (decision?.entryIds ?? []) : candidate ? [candidate.id] : []
      const elsewhere = answered && candidate !== undefined && !given.includes(candidate.id)
      const wanted = wantedSections(question)
      return {
        confidence: candidate && !elsewhere ? candidate.score : null,
        needed: decision?.needed ?? null,
        answered,
        right: given.some((id) => sectionsOf(id).some((section) => wanted.includes(section))),
      }
    })
}

const firstEntry = ({ candidates }: Reasons): Candidate | undefined => candidates.find(({ kind }) => kind === 'entry')
