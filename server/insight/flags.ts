import type { CardKind, LogEvent } from '../../protocol/events.ts'
import type { InsightFlag } from '../../protocol/insight.ts'

/**
 * Every time that emergency words were met in a chat, oldest first, by its whole log: how long it took until a person did
 * something there, and how the chat ended after it.
 */
export function flagsOf(chatId: string, log: LogEvent[]): InsightFlag[] {
  return log.flatMap((event, index) => {
    const card = cardOf(event)
    if (card === null) return []
    const after = log.slice(index + 1)
    const came = after.find(isByPerson)
    const ended = after.find((later) => later.type === 'chat:closed')
    return [
      {
        chatId,
        at: event.at,
        card,
        personS: came ? Math.round(Math.max(0, came.at - event.at) / 1000) : null,
        outcome: ended ? outcomeOf(ended) : null,
      },
    ]
  })
}

/** The emergency card that an event shows, or null. */
function cardOf(event: LogEvent): CardKind | null {
  return event.type === 'bot:replied' || event.type === 'flag:raised' ? event.card : null
}

/** Whether an event is a person's doing that the visitor notices. */
function isByPerson(event: LogEvent): boolean {
  switch (event.type) {
    case 'chat:claimed':
    case 'answer:sent':
      return true
    case 'message:sent':
      return event.from === 'staff'
    case 'chat:closed':
      return event.by === 'staff'
    default:
      return false
  }
}

function outcomeOf({ by, outcome }: LogEvent & { type: 'chat:closed' }): InsightFlag['outcome'] {
  return outcome ?? (by === 'visitor' ? 'ended-by-visitor' : 'ended-by-itself')
}
