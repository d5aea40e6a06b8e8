import type { SearchCursor, SearchHit } from '../../protocol/staff.ts'
import type { Conversation } from '../conversation/state.ts'
import { hitIn } from './find.ts'
import { chatsOf, cursorAt, logOf, type Searchable, type Walked } from './walk.ts'

export interface Searched extends Walked {
  /** Folded (`fold.ts`), at least one. */
  words: string[]
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

/** Before the first page. */
export const NEWEST: SearchCursor = { lastAt: Number.MAX_SAFE_INTEGER, chatId: '' }

/** A page ends with so many chats found, so many looked through, or after so long, ms, whichever is first. */
const MAX_FOUND = 20
const MAX_CHATS = 1000
const MAX_MS = 500
const HITS_A_CHAT = 3

/** Reads chats newest first and looks for messages with all words. */
export async function search(source: Searchable, { words, before, notBefore }: Searched): Promise<SearchPage> {
  const until = performance.now() + MAX_MS
  const page: SearchPage = { found: [], next: before, backTo: null }
  let looked = 0
  for await (const conversation of chatsOf(source, { before, notBefore })) {
    const found = await findIn(source, conversation, words)
    if (found) page.found.push(found)
    looked += 1
    page.next = cursorAt(conversation)
    page.backTo = conversation.lastAt
    if (page.found.length >= MAX_FOUND || looked >= MAX_CHATS || performance.now() > until) return page
  }
  return { ...page, next: null }
}

async function findIn(source: Searchable, conversation: Conversation, words: string[]): Promise<FoundIn | null> {
  const log = await logOf(source, conversation.id)
  const hits = (log ?? []).flatMap((event): SearchHit | [] => hitIn(event, words) ?? [])
  if (hits.length === 0) return null
  const newest = hits.slice(-HITS_A_CHAT).toReversed()
  return { conversation, hits: newest, more: hits.length - newest.length }
}
