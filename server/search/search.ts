import { setImmediate as turn } from 'node:timers/promises'
import { ChatError } from '../../protocol/errors.ts'
import type { LogPage } from '../../protocol/events.ts'
import type { SearchCursor, SearchHit } from '../../protocol/staff.ts'
import type { Conversation } from '../conversation/state.ts'
import { isDamage } from '../store/rows.ts'
import { hitIn } from './find.ts'

export interface Searched {
  /** Folded (`fold.ts`), at least one. */
  words: string[]
  /** Where the page before ended; null for the newest chats. */
  before: SearchCursor | null
  /** The last event of a chat may not be older (UTC ms): what should have been deleted is not found. */
  notBefore: { withoutPerson: number; withPerson: number }
}

export interface FoundIn {
  conversation: Conversation
  /** The newest. */
  hits: SearchHit[]
  /** How many messages of the chat were found beside these. */
  more: number
}

export interface SearchPage {
  found: FoundIn[]
  /** Where to go on; null when everything was looked through. */
  next: SearchCursor | null
  /** How far back was looked: the last event of the oldest chat, UTC ms; null where there was none. */
  backTo: number | null
}

/** What is searched. Chats in which anybody said or asked something, the one with the newest event first. */
export interface Searchable {
  newest(asked: Pick<Searched, 'before' | 'notBefore'>, limit: number): Promise<Conversation[]>
  read(chatId: string, since: number, limit: number): Promise<LogPage>
}

/** Before the first page. */
export const NEWEST: SearchCursor = { lastAt: Number.MAX_SAFE_INTEGER, chatId: '' }

/** A page ends with so many chats found, so many looked through, or after so long, ms, whichever is first. */
const MAX_FOUND = 20
const MAX_CHATS = 1000
const MAX_MS = 500
const HITS_A_CHAT = 3
/** Chats, and events of one chat, that are deciphered in one go; everybody else has their turn in between. */
const CHATS_AT_ONCE = 20
const EVENTS_AT_ONCE = 100

/**
 * Reads chats newest first and looks for messages with all words. What is stored is sealed chat by chat, so there is no
 * index to ask. A chat that was erased meanwhile, or is damaged, is left out.
 */
export async function search(source: Searchable, { words, before, notBefore }: Searched): Promise<SearchPage> {
  const until = performance.now() + MAX_MS
  const page: SearchPage = { found: [], next: before, backTo: null }
  for (let looked = 0; looked < MAX_CHATS; ) {
    const chats = await source.newest({ before: page.next, notBefore }, CHATS_AT_ONCE)
    for (const conversation of chats) {
      const found = await findIn(source, conversation, words)
      if (found) page.found.push(found)
      looked += 1
      page.next = { lastAt: conversation.lastAt, chatId: conversation.id }
      page.backTo = conversation.lastAt
      if (page.found.length >= MAX_FOUND || performance.now() > until) return page
    }
    if (chats.length === 0) return { ...page, next: null }
  }
  return page
}

async function findIn(source: Searchable, conversation: Conversation, words: string[]): Promise<FoundIn | null> {
  const hits: SearchHit[] = []
  try {
    for (let since = 0, more = true; more; ) {
      const page = await source.read(conversation.id, since, EVENTS_AT_ONCE)
      for (const event of page.events) {
        const hit = hitIn(event, words)
        if (hit) hits.push(hit)
      }
      since = page.events.at(-1)?.seq ?? since
      more = page.more && page.events.length > 0
      await turn()
    }
  } catch (error) {
    if (isDamage(error) || (error instanceof ChatError && error.code === 'not-found')) return null
    throw error
  }
  if (hits.length === 0) return null
  const newest = hits.slice(-HITS_A_CHAT).toReversed()
  return { conversation, hits: newest, more: hits.length - newest.length }
}
