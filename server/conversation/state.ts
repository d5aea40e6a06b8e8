import type { Turn } from '../../faq/types.ts'
import type { CardKind, ChatState, HandoffTrigger, Locale, StaffName } from '../../protocol/events.ts'

/** A chat as its log makes it: `apply` folds the log into this, `decide` reads nothing else. */
export interface Conversation {
  id: string
  state: ChatState
  lastSeq: number
  locale: Locale
  page: string | null
  noticeVersion: string
  openedAt: number
  lastAt: number
  /** Grows with every change of hands; a staff write with an older one is refused. */
  epoch: number
  owner: StaffName | null
  /** Whether a person ever had the chat or was asked for: such a chat reopens into the queue. */
  hadPerson: boolean
  waitingSince: number | null
  /** How long the visitor waited until the last claim, ms. */
  waitedMs: number | null
  trigger: HandoffTrigger | null
  flag: CardKind | null
  lastWords: string
  contact: string | null
  /** The last visitor turns, at most 4, oldest first: the engine's context. */
  turns: Turn[]
}
