import type { HandoffTrigger, LogEvent, Why } from '../../protocol/events.ts'

/** A question of a visitor that the assistant did not answer, or not well. */
export interface Unanswered {
  text: string
  /** UTC ms. */
  at: number
  /** The entry or topic that came nearest, as it was then; null where nothing did. */
  nearestId: string | null
  /** An answer was given and did not help. */
  notHelpful: boolean
  /** Staff closed the chat with "the answer is missing". */
  missing: boolean
}

/** Other reasons to bring a person tell of the visitor, and not of an answer that is not there. */
const NO_ANSWER: ReadonlySet<HandoffTrigger> = new Set(['unsure', 'unsure-twice', 'not-covered', 'none-of-these'])

/**
 * The questions of one chat that are without an answer: the assistant gave up, or offered titles of which none was taken, or the answer
 * was said not to help, or staff said when they closed the chat that an answer is missing. `log` is the whole chat, in order.
 */
export function unansweredIn(log: readonly LogEvent[]): Unanswered[] {
  const found = new Map<number, Unanswered>()
  const bySeq = new Map(log.map((event) => [event.seq, event]))
  /** Of the newest message that the assistant replied to. */
  let askedSeq = 0
  let lastTyped = 0
  let offered = 0

  const add = (seq: number, nearestId: string | null, notHelpful = false): void => {
    const asked = bySeq.get(seq)
    if (asked?.type !== 'message:sent' || asked.from !== 'visitor') return
    found.set(seq, { text: asked.text, at: asked.at, nearestId, notHelpful, missing: false })
  }

  for (const event of log) {
    switch (event.type) {
      case 'message:sent':
        if (event.from !== 'visitor') break
        // The title that they tapped is what they meant.
        if (event.choice !== null) found.delete(offered)
        else lastTyped = event.seq
        offered = 0
        break
      case 'bot:replied':
        if (event.replyTo > 0) askedSeq = event.replyTo
        if (event.outcome !== 'clarify') break
        offered = event.replyTo
        add(event.replyTo, event.choices[0]?.entryId ?? null)
        break
      case 'handoff:requested':
        if (NO_ANSWER.has(event.trigger)) add(askedSeq, nearestIn(event.why))
        break
      case 'feedback:given': {
        const reply = bySeq.get(event.on)
        if (reply?.type !== 'bot:replied') break
        if (!event.helpful) add(reply.replyTo, reply.answers[0]?.entryId ?? null, true)
        else if (found.get(reply.replyTo)?.notHelpful) found.delete(reply.replyTo)
        break
      }
      case 'chat:closed':
        if (event.outcome !== 'answer-missing') break
        if (found.size === 0) add(lastTyped, null)
        for (const question of found.values()) question.missing = true
        break
    }
  }
  return [...found.values()]
}

/** Below this score what is nearest is near to nothing. */
const NEAR = 0.1

function nearestIn(why: Why | null): string | null {
  const [best] = why?.candidates.toSorted((a, b) => b.score - a.score) ?? []
  return best && best.score >= NEAR ? best.entryId : null
}
