import type { HandoffTrigger } from '../protocol/events.ts'
import type { Fit } from './fit.ts'
import type { Ranked } from './rankers/rank.ts'
import type { Candidate, TemplateId } from './types.ts'

/** The score from which an entry is the answer. */
export const ANSWER_AT = 0.5
/** Two entries this close together are offered as titles instead. */
export const CLEAR_MARGIN = 0.12
/** The score that the entries offered as titles reach together. */
export const CLARIFY_AT = 0.5
/** The score from which a topic is what was asked; below it the visitor is told less, and a person comes either way. */
export const TOPIC_AT = 0.3
/** The likeness to the closest phrasing below which nothing in the content is what was asked. */
export const LIKENESS_AT = 0.3

/** What one question of a message comes to. */
export type Verdict =
  | { kind: 'answer'; entryId: string; rule: string; score: number }
  | { kind: 'clarify'; choiceIds: string[]; rule: string; score: number }
  | {
      kind: 'person'
      topicId: string | null
      templateId: TemplateId | null
      trigger: HandoffTrigger
      rule: string
      score: number
    }

export const candidatesOf = (ranked: Ranked[]): Candidate[] =>
  ranked.slice(0, 3).map(({ target, share, likeness }) => ({
    id: target.id,
    kind: target.kind,
    title: target.title,
    score: Math.round(confidence(share, likeness) * 1000) / 1000,
  }))

/** One number from both: how clearly it stands before the others, and how much it is like anything in the content at all. */
export const confidence = (share: number, likeness: number): number =>
  share * Math.min(1, Math.max(0, (likeness - 0.15) / 0.45))

const unsure = (rule: string, score: number): Verdict => ({
  kind: 'person',
  topicId: null,
  templateId: 'unsure',
  trigger: 'unsure',
  rule,
  score,
})

/** The verdict on one question from its ranking. `shown` are entries that an earlier turn has shown already. */
export function decide(question: string[], ranked: Ranked[], fit: Fit, shown: string[] = []): Verdict {
  const fresh = ranked.filter(({ target }) => !shown.includes(target.id))
  const best = fresh[0]
  if (!best) return unsure('nothing', 0)
  const topic = fresh.find(({ target }) => target.kind === 'topic')
  const entries = fresh.slice(0, 6).filter(({ target }) => target.kind === 'entry')
  const score = confidence(best.share, best.likeness)

  if (topic && best === topic && score >= TOPIC_AT) return toPerson(topic)
  const fitting = entries.filter(({ target }) => !fit.misfit(question, target.id))
  const top = fitting[0]
  if (!top) {
    const why = entries[0] ? (fit.misfit(question, entries[0].target.id) ?? '') : 'nothing'
    return topic && confidence(topic.share, topic.likeness) >= TOPIC_AT / 2 ? toPerson(topic) : unsure(why, score)
  }
  const topScore = confidence(top.share, top.likeness)
  const second = fitting[1]
  const secondScore = second ? confidence(second.share, second.likeness) : 0
  if (topic && confidence(topic.share, topic.likeness) > topScore) return toPerson(topic)
  if (topScore >= ANSWER_AT && topScore - secondScore >= CLEAR_MARGIN) {
    return { kind: 'answer', entryId: top.target.id, rule: `score>=${ANSWER_AT}`, score: topScore }
  }
  const near = fitting.slice(0, 3)
  const together = near.reduce((sum, { share, likeness }) => sum + confidence(share, likeness), 0)
  if (near.length > 1 && together >= CLARIFY_AT && top.likeness >= LIKENESS_AT) {
    return { kind: 'clarify', choiceIds: near.map(({ target }) => target.id), rule: 'margin', score: topScore }
  }
  return unsure(`score<${ANSWER_AT}`, topScore)

  function toPerson({ target, share, likeness }: Ranked): Verdict {
    return {
      kind: 'person',
      topicId: target.id,
      templateId: null,
      trigger: target.personal ? 'personal' : 'not-covered',
      rule: `topic:${target.id}`,
      score: confidence(share, likeness),
    }
  }
}
