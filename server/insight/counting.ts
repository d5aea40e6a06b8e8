import type { BotReply, LogEvent, Outcome } from '../../protocol/events.ts'
import type { Fate } from '../../protocol/insight.ts'
import type { Ask } from '../conversation/rule.ts'
import type { Count, Counting, Step } from '../store/port.ts'
import { dayOf } from './day.ts'

/** Whatever the bot sent, by what it says that it did. */
const FATES: Record<Outcome, Fate> = {
  answer: 'answered',
  clarify: 'asked-back',
  smalltalk: 'small-talk',
  crisis: 'red-flag',
  handoff: 'handed-off',
}

/**
 * What a step of a chat adds to the clinic's counts, each on the clinic's own day of the event. A count says what happened and
 * never in which chat.
 *
 * | what        | about                | one for each                                                              |
 * |-------------|----------------------|---------------------------------------------------------------------------|
 * | `asked`     | its fate             | message of a visitor; each has exactly one fate, so the fates add up      |
 * | `reason`    | the trigger          | time that a person was asked for, by a message or by a button             |
 * | `answer`    | the entry            | approved answer that the bot sent                                         |
 * | `helpful`   | the entry            | answer that a visitor last called helpful, on the day of the answer       |
 * | `unhelpful` | the entry            | the same, not helpful                                                     |
 * | `missed`    | why                  | time that nobody was there, or nobody came                                |
 * | `left`      |                      | message with contact details that was left                                |
 * | `wait`      | whole seconds        | visitor whom somebody came to for the first time, on the day of the claim |
 * | `flag`      | the kind             | message with emergency words                                              |
 *
 * The fates of a message: `answered`, `asked-back` (titles to choose from), `handed-off` (the bot gave up), `red-flag`
 * (emergency words, whoever had the chat), `small-talk`, and `to-person` (a person had the chat or was awaited: the bot was silent).
 */
export const countChat: Counting<Ask> = (step, { command, situation: { zone } }) => {
  const counts = step.events.flatMap((event) => countEvent(event, step, zone))
  if (command.type !== 'visitor:feedback' || step.events.length === 0) return counts
  const { helpful, rated } = command
  if (!rated) return counts
  const add = (verdict: boolean, by: number): Count => ({
    day: dayOf(rated.at, zone),
    what: verdict ? 'helpful' : 'unhelpful',
    about: rated.entryId,
    by,
  })
  // Who judges an answer again is counted once.
  return [...counts, add(helpful, 1), ...(rated.before === null ? [] : [add(rated.before, -1)])]
}

function countEvent(event: LogEvent, { before, after, events }: Step, zone: string): Count[] {
  const day = dayOf(event.at, zone)
  const one = (what: Count['what'], about = ''): Count => ({ day, what, about, by: 1 })
  switch (event.type) {
    case 'message:sent':
      return event.from === 'visitor' ? [one('asked', fateOf(event.seq, events))] : []
    case 'bot:replied':
      return [
        ...event.answers.map(({ entryId }) => one('answer', entryId)),
        ...(event.card === null ? [] : [one('flag', event.card)]),
      ]
    case 'flag:raised':
      return [one('flag', event.card)]
    case 'handoff:requested':
      return [one('reason', event.trigger)]
    case 'handoff:unattended':
      return [one('missed', event.reason)]
    case 'contact:left':
      return [one('left')]
    case 'chat:claimed':
      return before.waitedMs === null && after.waitedMs !== null
        ? [one('wait', String(Math.round(after.waitedMs / 1000)))]
        : []
    default:
      return []
  }
}

/** What became of the message with this seq, by the events that were stored with it. */
function fateOf(seq: number, events: LogEvent[]): Fate {
  if (events.some((event) => event.type === 'flag:raised')) return 'red-flag'
  const reply = events.find(
    (event): event is LogEvent & BotReply => event.type === 'bot:replied' && event.replyTo === seq,
  )
  if (!reply) return 'to-person'
  return reply.card === null ? FATES[reply.outcome] : 'red-flag'
}
