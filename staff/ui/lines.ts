import type { Line } from '../../client/thread.ts'
import type { Strings } from '../strings/index.ts'

/** What happened to the chat, as staff read it; `me` is the reader's id. */
export function lineWords(line: Line, time: string, me: string, t: Strings): string {
  const { lines } = t.chat
  switch (line.type) {
    case 'opened':
      return lines.opened(time)
    case 'asked':
      return lines.requested(time)
    case 'cancelled':
      return lines.cancelled(time)
    case 'unattended':
      return line.reason === 'nobody-here' ? lines.nobodyHere(time) : lines.nobodyCame(time)
    case 'contact':
      return lines.contact(time)
    case 'joined':
      return line.staff.id === me ? lines.youTook(time) : lines.took(line.staff.name, time)
    case 'released':
      if (line.reason === 'dropped') return lines.dropped(line.staff.name, time)
      return line.to === 'bot' ? lines.toBot(line.staff.name, time) : lines.toQueue(line.staff.name, time)
    case 'closed': {
      const outcome = line.outcome ? ` ${lines.outcome(t.composer.outcomes[line.outcome])}` : ''
      if (line.by === 'visitor') return lines.closedByVisitor(time)
      if (line.by === 'idle') return lines.closedIdle(time)
      return lines.closedBy(line.staff?.name ?? '', time) + outcome
    }
    case 'reopened':
      return lines.reopened(time)
  }
}
