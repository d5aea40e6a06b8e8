import type { Question, Reasons, Reply } from '../../../scripts/eval/questions.ts'
import { type Judged, judge } from '../../../scripts/eval/score.ts'

/** Entries `a`, `a2` and `b`: sections `A`, `A` and `B`. */
export const sectionsOf = (entryId: string): string[] => ({ a: ['A'], a2: ['A'], b: ['B'] })[entryId] ?? []

export const candidate = (id: string, score: number): Reasons['candidates'][number] => ({
  id,
  kind: id.startsWith('topic') ? 'topic' : 'entry',
  title: `About ${id}`,
  score,
})

/** A question and its reply, judged: by default `a` is expected, and answered by a ranking that was sure enough. */
export function judgedAs(
  id: string,
  question: Partial<Question>,
  decision: Partial<Reasons> | null,
  reply: Partial<Reply> = {},
): Judged {
  const reasons: Reasons | null = decision && {
    outcome: 'answer',
    entryIds: [],
    choiceIds: [],
    rule: 'p>=0.70',
    needed: 0.7,
    candidates: [],
    ...decision,
  }
  const [one] = judge(
    [
      {
        id,
        text: `Question ${id}?`,
        kind: 'answerable',
        expect: 'answer',
        sections: ['A'],
        must: [],
        mustNot: [],
        previous: [],
        note: '',
        ...question,
      },
    ],
    [
      {
        id,
        outcome: reasons?.outcome ?? 'handoff',
        sections: reasons?.entryIds.flatMap(sectionsOf) ?? [],
        suggested: reasons?.choiceIds.flatMap(sectionsOf) ?? [],
        text: '',
        disclaimer: null,
        decision: reasons,
        ...reply,
      },
    ],
  )
  if (!one) throw new Error('no verdict')
  return one
}
