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
  if (verdict.kind === 'clarify' && !wasUnclear(previous)) {
    return { ...base, outcome: 'clarify', templateId: 'clarify', choiceIds: verdict.choiceIds }
  }
  if (verdict.kind === 'person' && verdict.trigger !== 'unsure') {
    const { topicId, templateId, trigger } = verdict
    return { ...base, outcome: 'handoff', topicId, templateId, trigger }
  }
  return wasUnclear(previous)
    ? { ...base, outcome: 'handoff', templateId: 'unsure-again', trigger: 'unsure-twice' }
    : { ...base, outcome: 'handoff', templateId: 'unsure', trigger: 'unsure' }
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
