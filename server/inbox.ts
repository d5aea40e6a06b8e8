import type { InboxRow } from '../protocol/staff.ts'
import type { Conversation } from './conversation/state.ts'

/** Letters and digits that nobody mistakes for one another when a code is read aloud. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const DIGITS = '23456789'

/** What staff call a visitor: a letter and a digit from the chat's id, such as `M2`. Two chats may share one. */
export function codeOf(chatId: string): string {
  const letter = LETTERS[Number.parseInt(chatId.slice(0, 4), 16) % LETTERS.length]
  const digit = DIGITS[Number.parseInt(chatId.slice(4, 8), 16) % DIGITS.length]
  return `${letter}${digit}`
}

export function rowOf(c: Conversation): InboxRow {
  return {
    chatId: c.id,
    code: codeOf(c.id),
    state: c.state,
    owner: c.owner,
    epoch: c.epoch,
    lastSeq: c.lastSeq,
    locale: c.locale,
    page: c.page,
    openedAt: c.openedAt,
    lastAt: c.lastAt,
    waitingSince: c.waitingSince,
    trigger: c.trigger,
    flag: c.flag,
    lastWords: c.lastWords,
    contact: c.contact,
    noticeAt: c.openedAt,
    noticeVersion: c.noticeVersion,
  }
}

/** Whether staff have anything to see: the visitor said something, or asked for a person. */
export const isListed = (c: Conversation): boolean => c.lastWords !== '' || c.hadPerson || c.contact !== null
