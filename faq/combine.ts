import type { Judged, Verdict } from './decide.ts'
import type { Decision, Turn } from './types.ts'

/**
 * The decision on a message from the verdicts on its questions: what can be answered is answered, and when something
 * cannot, a person is brought in for that. `blank` has what does not depend on the verdicts.
 */
export function combine(blank: Decision, judged: Judged[], previous: Turn[]): Decision {
  const open = judged.find(({ verdict }) => verdict.kind !== 'answer')
  const telling = open ?? judged[0]
  if (!telling) return blank
  const { verdict, candidates } = telling
  const base = { ...blank, rule: verdict.rule, needed: verdict.needed, candidates }
  const entryIds = [...new Set(judged.flatMap(({ verdict: v }) => (v.kind === 'answer' ? v.entryId : [])))]

  if (entryIds.length > 0) return answered({ ...base, outcome: 'answer', entryIds }, open?.verdict ?? null)
  const several = severalThings(judged)
  const unclear = judged.find(({ verdict: v }) => v.kind === 'clarify')
  const called = judged.find(({ verdict: v }) => v.kind === 'person' && v.trigger !== 'unsure')
  if (several && called?.verdict.kind === 'person') {
    const rule = `parts:${judged.map(({ verdict: v }) => v.rule).join('+')}`
    // Staff see the nearest to each part.
    const nearest = judged.flatMap(({ candidates: [best] }) => best ?? []).slice(0, MAX_CANDIDATES)
    const { trigger } = called.verdict
    return { ...base, rule, candidates: nearest, outcome: 'handoff', templateId: 'none-answered', trigger }
  }
  if (unclear?.verdict.kind === 'clarify' && !wasUnclear(previous)) {
    const { rule, needed, choiceIds } = unclear.verdict
    const templateId = several ? 'part-clarify' : 'clarify'
    return { ...base, rule, needed, candidates: unclear.candidates, outcome: 'clarify', templateId, choiceIds }
  }
  if (verdict.kind === 'person' && verdict.trigger !== 'unsure') {
    const { topicId, templateId, trigger } = verdict
    return { ...base, outcome: 'handoff', topicId, templateId, trigger }
  }
  return wasUnclear(previous)
    ? { ...base, outcome: 'handoff', templateId: 'unsure-again', trigger: 'unsure-twice' }
    : { ...base, outcome: 'handoff', templateId: 'unsure', trigger: 'unsure' }
}

const MAX_CANDIDATES = 3

/** Whether the questions of a message ask for different things, as far as is known. */
function severalThings(judged: Judged[]): boolean {
  const things = judged.map(({ verdict }) => {
    if (verdict.kind === 'person') return verdict.topicId ?? verdict.trigger
    return verdict.kind === 'clarify' ? verdict.choiceIds.join() : verdict.entryId
  })
  return new Set(things).size > 1
}

function answered(answer: Decision, open: Verdict | null): Decision {
  if (!open) return answer
  const trigger = open.kind === 'person' ? open.trigger : 'unsure'
  return { ...answer, templateId: 'part-unanswered', trigger, rule: `part:${open.rule}` }
}

/** Whether the message before was unclear too: nobody is asked to put it differently twice. */
function wasUnclear(previous: Turn[]): boolean {
  const last = previous.at(-1)
  return last?.outcome === 'clarify' || (last?.outcome === 'handoff' && last.topicId === null)
}
