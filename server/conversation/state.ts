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
  /** The visitor's place in the queue, UTC ms, earliest first; null unless `waiting`. */
  waitingSince: number | null
  /** The place in the queue that a visitor comes back to whom the present owner drops or passes back, UTC ms. */
  queuedAt: number | null
  /** How long the visitor waited for the first claim of the chat, ms; null where that claim did not come from the queue. */
  waitedMs: number | null
  trigger: HandoffTrigger | null
  flag: CardKind | null
  /** The visitor's last words, at most 140 UTF-16 units. */
  lastWords: string
  contact: string | null
  /**
   * The last visitor turns, at most 4, oldest first: the engine's context. A turn that no bot row answered (a person had
   * the chat, or was awaited) counts as `handoff`.
   */
  turns: Turn[]
}
