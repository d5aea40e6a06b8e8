import type { Thread } from '../client/thread.ts'
import type { HandoffTrigger, Why } from '../protocol/events.ts'

/** Why a chat was handed to staff, ready to be told. Scores are 0..1. */
export interface Explained {
  trigger: HandoffTrigger
  rule: string | null
  /** The subject that the article does not cover, as the clinic named it; null where none was recognized. */
  topic: { title: string; score: number | null } | null
  /** Set where scores were involved. */
  needed: number | null
  candidates: Why['candidates']
  /** Two or more candidates were good enough: the assistant could not choose. */
  tooClose: boolean
  /** The visitor asked for a person before asking anything else. */
  nothingToRead: boolean
}

/** Below this a match is rounded to nothing. */
const WORTH_SHOWING = 0.005

/** The newest reason for which a person was asked, or null where nobody was. */
export function explain(thread: Thread): Explained | null {
  const asked = thread.items.findLast((item) => item.kind === 'line' && item.line.type === 'asked')
  if (asked?.kind !== 'line' || asked.line.type !== 'asked') return null
  const { trigger, why } = asked.line
  const topicId = why?.rule.startsWith('topic:') ? why.rule.slice('topic:'.length) : null
  const matched = why?.candidates ?? []
  const topic = matched.find(({ entryId }) => entryId === topicId)
  // A subject is recognized, not answered: it stands in the sentence and not among the bars.
  const candidates = matched.filter(({ entryId, score }) => entryId !== topicId && score >= WORTH_SHOWING)
  const needed = why?.needed ?? null
  return {
    trigger,
    rule: why?.rule ?? null,
    topic:
      topicId === null ? null : { title: topic?.title ?? topicId.replaceAll('-', ' '), score: topic?.score ?? null },
    needed,
    candidates,
    tooClose: needed !== null && candidates.filter(({ score }) => score >= needed).length > 1,
    nothingToRead: !thread.items.some((item) => item.kind === 'visitor' && item.seq < asked.seq),
  }
}

/** What the visitor wrote last before a person was asked for, or last of all; null where they wrote nothing. */
export function questionBehind({ items }: Pick<Thread, 'items'>): string | null {
  const asked = items.findLastIndex((item) => item.kind === 'line' && item.line.type === 'asked')
  const before = asked === -1 ? items : items.slice(0, asked)
  const last = before.findLast((item) => item.kind === 'visitor') ?? items.findLast((item) => item.kind === 'visitor')
  return last?.kind === 'visitor' ? last.text : null
}

/** A score as staff read it. */
export const percent = (score: number): string => `${Math.round(score * 100)}%`
