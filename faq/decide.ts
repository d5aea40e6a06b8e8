import type { HandoffTrigger } from '../protocol/events.ts'
import type { Fit } from './fit.ts'
import type { Ranked } from './rankers/rank.ts'
import type { Candidate, TemplateId } from './types.ts'

/*
 * How these were chosen: the ranker was trained on four fifths of the phrasings, in turn, and asked the rest, with a fifth of the
 * topics left out as subjects nobody foresaw; then the whole engine was asked test/faq/questions.jsonl. The shares of right
 * and wrong entries cross near one half. Above it the wrong ones are other aspects of the right subject, which no score
 * tells apart: `fit` refuses those.
 */

/** The score from which an entry is the answer. */
export const ANSWER_AT = 0.55
/** The same for a question that leans on the one before it: what was said narrows down what can be meant. */
export const FOLLOW_UP_AT = 0.4
/** Two entries closer together than this are offered as titles instead. */
export const CLEAR_MARGIN = 0.2
/** The score that the entries offered as titles reach together. */
export const CLARIFY_AT = 0.5
/** The score from which a topic is what was asked; below it the visitor is told less, and a person comes either way. */
export const TOPIC_AT = 0.3
/** Likeness to the closest phrasing: below the first nothing in the content was asked, above the second it does not matter. */
const UNLIKE = 0.12
const ALIKE = 0.27

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
  share * Math.min(1, Math.max(0, (likeness - UNLIKE) / (ALIKE - UNLIKE)))

const unsure = (rule: string, score: number): Verdict => ({
  kind: 'person',
  topicId: null,
  templateId: 'unsure',
  trigger: 'unsure',
  rule,
  score,
})

/** The verdict on one question from its ranking. `shown` are the entries that the turn before has shown, for a question that leans
 * on it. */
export function decide(question: string[], ranked: Ranked[], fit: Fit, shown: string[] | null = null): Verdict {
  const needed = shown ? FOLLOW_UP_AT : ANSWER_AT
  const fresh = ranked.filter(({ target }) => !shown?.includes(target.id))
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
  if (topScore >= needed && topScore - secondScore >= CLEAR_MARGIN) {
    return { kind: 'answer', entryId: top.target.id, rule: `score>=${needed}`, score: topScore }
  }
  const near = fitting.slice(0, 3)
  const together = near.reduce((sum, { share, likeness }) => sum + confidence(share, likeness), 0)
  if (near.length > 1 && together >= CLARIFY_AT) {
    return { kind: 'clarify', choiceIds: near.map(({ target }) => target.id), rule: 'margin', score: topScore }
  }
  return unsure(`score<${needed}`, topScore)

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
