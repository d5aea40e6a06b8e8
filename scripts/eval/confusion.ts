import { type Question, wantedSections } from './questions.ts'
import type { Judged, Verdict } from './score.ts'

/** An entry that was given where another section, or no answer at all, was expected. */
export interface Confusion {
  entryId: string
  /** Whether the entry was the answer or one of the titles offered. */
  as: 'answer' | 'title'
  /** The sections that a right answer comes from, or what else should have come. */
  expected: string
  /** Ids of the questions. */
  questions: string[]
}

const WRONG: ReadonlySet<Verdict> = new Set(['wrong', 'missed', 'missed crisis', 'needless', 'other'])

/** The confusions of wrong answers and of titles among which none was right, the most frequent first. */
export function confusions(judged: Judged[], sectionsOf: (entryId: string) => string[]): Confusion[] {
  const found = new Map<string, Confusion>()
  for (const { question, reply, verdict } of judged) {
    const decision = reply?.decision
    if (!decision || !WRONG.has(verdict)) continue
    const as = reply.outcome === 'answer' ? 'answer' : 'title'
    const given = as === 'answer' ? decision.entryIds : decision.choiceIds
    const wanted = wantedSections(question)
    const astray = given.filter((id) => !sectionsOf(id).some((section) => wanted.includes(section)))
    if (as === 'title' && astray.length < given.length) continue
    const expected = expectedOf(question)
    for (const entryId of astray) {
      const key = JSON.stringify([entryId, as, expected])
      const confusion = found.get(key) ?? { entryId, as, expected, questions: [] }
      confusion.questions.push(question.id)
      found.set(key, confusion)
    }
  }
  return [...found.values()].sort(
    (a, b) => b.questions.length - a.questions.length || a.entryId.localeCompare(b.entryId),
  )
}

function expectedOf(question: Question): string {
  const wanted = wantedSections(question)
  if (wanted.length > 0) return wanted.join(' or ')
  switch (question.expect) {
    case 'crisis':
      return 'an emergency card'
    case 'smalltalk':
      return 'small talk'
    case 'answer':
    case 'answer_or_handoff':
    case 'handoff':
    case 'clarify_or_handoff':
      return 'a person'
  }
}
