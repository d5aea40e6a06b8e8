import type { HandoffTrigger } from '../protocol/events.ts'
import type { Fit } from './fit.ts'
import type { Ranked, Target } from './rankers/rank.ts'
import type { Candidate, TemplateId } from './types.ts'

/*
 * How these were chosen: the ranker was trained on four fifths of the phrasings, in turn, and asked the rest, with a fifth of the
 * topics left out as subjects nobody foresaw; then the whole engine was asked test/faq/questions.jsonl. The shares of right
 * and wrong entries cross near one half. Above it the wrong ones are other aspects of the right subject, which no score
 * tells apart: `fit` refuses those.
 */

/** The score from which an entry is the answer. */
export const ANSWER_AT = 0.5
/** The same for a question that leans on the one before it: what was said narrows down what can be meant. */
export const FOLLOW_UP_AT = 0.4
/** How much more an answer needs when every telling word of the question is unknown to the content; in proportion for some. */
const STRANGE_WORDS = 0.4
/** Above this share of unknown words nothing is answered. */
const TOO_STRANGE = 0.5
/** Two entries closer together than this are offered as titles instead. */
export const CLEAR_MARGIN = 0.2
/** The score that the entries offered as titles reach together. */
export const CLARIFY_AT = 0.5
/** The score from which a topic is what was asked; below it the visitor is told less, and a person comes either way. */
export const TOPIC_AT = 0.3
/** An entry further down in the ranking than this is not looked at. */
const LOOKED_AT = 7
/** Most titles that are offered. */
const MAX_CHOICES = 3
/** Likeness to the closest phrasing: below the first nothing in the content was asked, above the second it does not matter. */
const UNLIKE = 0.12
const ALIKE = 0.27

interface Judgement {
  rule: string
  /** The score that an answer needed. */
  needed: number
}

/** What one question of a message comes to. */
export type Verdict = Judgement &
  (
    | { kind: 'answer'; entryId: string }
    | { kind: 'clarify'; choiceIds: string[] }
    | { kind: 'person'; topicId: string | null; templateId: TemplateId | null; trigger: HandoffTrigger }
  )

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

/** What decides besides the ranking. */
export interface Circumstances {
  /** The entries that the turn before has shown, for a question that leans on it; null for one that stands for itself. */
  shown: string[] | null
  /** The share of the question's telling words that the content does not have, 0..1. */
  strangeness: number
}

/** The verdict on one question from its ranking. */
export function decide(
  question: string[],
  ranked: Ranked[],
  fit: Fit,
  { shown, strangeness }: Circumstances = { shown: null, strangeness: 0 },
): Verdict {
  const needed = (shown ? FOLLOW_UP_AT : ANSWER_AT) + STRANGE_WORDS * strangeness
  const scored = ranked
    .filter(({ target }) => !shown?.includes(target.id))
    .map(({ target, share, likeness }) => ({ target, score: confidence(share, likeness) }))
  const topic = scored.find(({ target }) => target.kind === 'topic')
  const entries = scored.slice(0, LOOKED_AT).filter(({ target }) => target.kind === 'entry')
  const misfit = entries[0] ? fit.misfit(question, entries[0].target.id) : null
  const [top, second] = entries.filter(({ target }) => !fit.misfit(question, target.id))

  if (strangeness > TOO_STRANGE) return unsure('words', needed)
  if (topic && topic.score >= (top ? TOPIC_AT : TOPIC_AT / 2) && topic.score > (top?.score ?? 0)) {
    return toPerson(topic.target, needed)
  }
  if (top && top.score >= needed && top.score - (second?.score ?? 0) >= CLEAR_MARGIN) {
    return { kind: 'answer', entryId: top.target.id, rule: `score>=${needed.toFixed(2)}`, needed }
  }
  const near = entries.filter(({ target }) => !fit.misfit(question, target.id)).slice(0, MAX_CHOICES)
  if (near.length > 1 && near.reduce((sum, { score }) => sum + score, 0) >= CLARIFY_AT) {
    return { kind: 'clarify', choiceIds: near.map(({ target }) => target.id), rule: 'margin', needed }
  }
  return unsure(misfit ?? `score<${needed.toFixed(2)}`, needed)
}

const unsure = (rule: string, needed: number): Verdict => ({
  kind: 'person',
  topicId: null,
  templateId: 'unsure',
  trigger: 'unsure',
  rule,
  needed,
})

/** The verdict where a target is certain: an exact phrasing, or a topic that is ahead. */
export const certain = (target: Target): Verdict =>
  target.kind === 'entry'
    ? { kind: 'answer', entryId: target.id, rule: 'exact', needed: ANSWER_AT }
    : toPerson(target, ANSWER_AT)

function toPerson({ id, personal }: Target, needed: number): Verdict {
  const trigger = personal ? 'personal' : 'not-covered'
  return { kind: 'person', topicId: id, templateId: null, trigger, rule: `topic:${id}`, needed }
}
