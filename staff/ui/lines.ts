import type { Line } from '../../client/thread.ts'
import type { StaffName } from '../../protocol/events.ts'
import type { Strings } from '../strings/index.ts'

/** What happened to the chat, as staff read it; `me` is the reader's id. */
export function lineWords(line: Line, time: string, me: string, t: Strings): string {
  const { lines } = t.chat
  const nameOf = (staff: StaffName | null) => (staff?.id === me ? t.chat.you : (staff?.name ?? ''))
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
      if (line.from && line.from.id !== line.staff.id) return lines.passed(nameOf(line.from), nameOf(line.staff), time)
      return lines.took(nameOf(line.staff), time)
    case 'released':
      if (line.reason === 'dropped') {
        return line.staff.id === me ? lines.youDropped(time) : lines.dropped(line.staff.name, time)
      }
      return line.to === 'bot' ? lines.toBot(nameOf(line.staff), time) : lines.toQueue(nameOf(line.staff), time)
    case 'closed': {
      const outcome = line.outcome ? ` ${lines.outcome(t.composer.outcomes[line.outcome])}` : ''
      if (line.by === 'visitor') return lines.closedByVisitor(time)
      if (line.by === 'idle') return lines.closedIdle(time)
      return lines.closedBy(nameOf(line.staff), time) + outcome
    }
    case 'reopened':
      return lines.reopened(time)
  }
}
