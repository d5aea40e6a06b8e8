import type { LogEvent, Why } from '../../protocol/events.ts'

/** A question of a visitor that the assistant did not answer, or not well. */
export interface Unanswered {
  /** Empty where a visitor tapped a title and typed nothing. */
  text: string
  /** UTC ms. */
  at: number
  /** The entry or topic that came nearest, as it was then; null where nothing did. */
  nearestId: string | null
  /** An answer was given and did not help. */
  notHelpful: boolean
  /** Staff closed the chat with "the answer is missing", and this is what was asked of them. */
  missing: boolean
}

/** Other reasons to bring a person tell of the visitor, and not of an answer that is not there. */
const NO_ANSWER: ReadonlySet<string> = new Set(['unsure', 'unsure-twice', 'not-covered', 'none-of-these'])
/** What the assistant says where it has no answer; a subject that is not covered has words of its own. */
const NO_ANSWER_TEMPLATES: ReadonlySet<string> = new Set(['unsure', 'unsure-again', 'english-only', 'none-answered'])
const TOPIC_TEMPLATE = 'topic:'
/** Why somebody is asked once more about what was asked before. */
const REPEATED_RULES: ReadonlySet<string> = new Set(['reopened', 'contact'])
/** Below this score what is nearest is near to nothing. */
const NEAR = 0.1

/**
 * The questions of one chat that are without an answer: the assistant gave up, or offered titles of which none was taken, or the answer
 * was said not to help, or staff said when they closed the chat that an answer is missing. `log` is the whole chat, in order.
 */
export function unansweredIn(log: readonly LogEvent[]): Unanswered[] {
  const found = new Map<number, Unanswered>()
  const bySeq = new Map(log.map((event) => [event.seq, event]))
  /** The question that a tapped title stood for, by the tap's number; 0 for a title that was not offered for one. */
  const meant = new Map<number, number>()
  /** The newest message that the assistant replied to. */
  let askedSeq = 0
  let offered = 0
  /** What was typed since a person was asked. */
  let toPerson: number[] = []

  const add = (seq: number, nearestId: string | null, notHelpful = false): void => {
    const asked = bySeq.get(meant.get(seq) || seq)
    if (asked?.type !== 'message:sent' || asked.from !== 'visitor') return
    const before = found.get(asked.seq)
    found.set(asked.seq, {
      text: asked.choice === null ? asked.text : '',
      at: asked.at,
      nearestId: nearestId ?? before?.nearestId ?? null,
      notHelpful,
      missing: before?.missing ?? false,
    })
  }
  const words = (seq: number): number => {
    const event = bySeq.get(seq)
    return event?.type === 'message:sent' ? event.text.split(/\s+/).filter(Boolean).length : 0
  }

  for (const event of log) {
    switch (event.type) {
      case 'message:sent':
        if (event.from !== 'visitor') break
        if (event.choice === null) toPerson.push(event.seq)
        else {
          // The title that they tapped is what they meant.
          meant.set(event.seq, offered)
          found.delete(offered)
        }
        offered = 0
        break
      case 'bot:replied':
        if (event.replyTo > 0) askedSeq = event.replyTo
        if (event.outcome === 'clarify') {
          offered = event.replyTo
          add(event.replyTo, event.choices[0]?.entryId ?? null)
        } else if (event.outcome === 'handoff' && event.template?.startsWith(TOPIC_TEMPLATE)) {
          add(event.replyTo, event.template.slice(TOPIC_TEMPLATE.length))
        } else if (event.outcome === 'handoff' && NO_ANSWER_TEMPLATES.has(event.template ?? '')) {
          add(event.replyTo, null)
        }
        break
      case 'handoff:requested':
        if (NO_ANSWER.has(event.trigger) && !REPEATED_RULES.has(event.why?.rule ?? '')) {
          add(askedSeq, nearestIn(event.why))
        }
        toPerson = []
        break
      case 'feedback:given': {
        const reply = bySeq.get(event.on)
        if (reply?.type !== 'bot:replied') break
        const asked = meant.get(reply.replyTo) || reply.replyTo
        if (!event.helpful) add(reply.replyTo, reply.answers[0]?.entryId ?? null, true)
        else if (found.get(asked)?.notHelpful) found.delete(asked)
        break
      }
      case 'chat:closed': {
        if (event.outcome !== 'answer-missing') break
        // Greetings and thanks are shorter than a question.
        const longest = toPerson.toSorted((a, b) => words(b) - words(a))[0] ?? 0
        const asked = words(longest) > 2 || !found.has(askedSeq) ? longest || askedSeq : askedSeq
        if (!found.has(asked)) add(asked, null)
        const question = found.get(asked)
        if (question) question.missing = true
        break
      }
    }
  }
  return [...found.values()]
}

function nearestIn(why: Why | null): string | null {
  const [best] = why?.candidates.toSorted((a, b) => b.score - a.score) ?? []
  return best && best.score >= NEAR ? best.entryId : null
}
