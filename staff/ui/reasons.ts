import { BOOK, CLOCK, MESSAGE, NO, PENCIL, PEOPLE, PERSON, WARN } from '../../client/ui/icons.tsx'
import type { HandoffTrigger } from '../../protocol/events.ts'
import type { Reason } from '../inbox-view.ts'
import type { Strings } from '../strings/index.ts'
import { FLAG, SWAP } from './shapes.ts'

const TRIGGER_SHAPES: Record<HandoffTrigger, string> = {
  asked: PERSON,
  unsure: PEOPLE,
  'unsure-twice': PEOPLE,
  'not-covered': BOOK,
  personal: PERSON,
  'none-of-these': PERSON,
  'not-helpful': NO,
  'red-flag': FLAG,
  error: WARN,
}

/** The icon and the words for why a chat stands where it stands. */
export function drawn(reason: Reason, t: Strings): { shape: string; words: string } {
  const { reasons } = t.list
  switch (reason.kind) {
    case 'flag':
      return { shape: FLAG, words: reasons.flags[reason.card] }
    case 'trigger':
      return { shape: TRIGGER_SHAPES[reason.trigger], words: reasons[reason.trigger] }
    case 'new-message':
      return { shape: MESSAGE, words: reasons.newMessage }
    case 'passed':
      return { shape: SWAP, words: reasons.passedBy(reason.by) }
    case 'draft':
      return { shape: PENCIL, words: reasons.draft }
    case 'replying':
      return { shape: MESSAGE, words: reasons.replying }
    case 'with':
      return { shape: PERSON, words: reasons.withStaff(reason.name) }
    case 'left':
      return { shape: CLOCK, words: reasons.left }
    case 'bot':
      return { shape: MESSAGE, words: reasons.bot }
    case 'closed':
      return { shape: CLOCK, words: reasons.closed }
  }
}
