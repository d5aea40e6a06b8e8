import type { Line } from '../../client/thread.ts'
import type { Words } from './strings/index.ts'

/** What happened, in words for the visitor; null for what needs no telling. */
export function lineText(line: Line, time: string, words: Words): string | null {
  switch (line.type) {
    case 'opened':
      return null
    case 'asked':
      return words.askedLine(time)
    case 'cancelled':
      return words.cancelledLine
    case 'unattended':
      return words.unattendedLine
    case 'contact':
      return `${words.left}. ${words.leftMore.replace('{contact}', () => line.contact)}`
    case 'joined':
      return line.from && line.from.id !== line.staff.id
        ? words.passedTo(line.staff.name, line.from.name, time)
        : words.joined(line.staff.name, time)
    case 'released':
      if (line.reason === 'dropped') return words.dropped(line.staff.name)
      return line.to === 'bot' ? words.backToBot(line.staff.name, time) : words.passedBack(line.staff.name, time)
    case 'closed':
      return line.staff ? words.endedBy(line.staff.name, time) : words.ended(time)
    case 'reopened':
      return words.reopened
  }
}
