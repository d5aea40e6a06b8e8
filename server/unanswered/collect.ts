import { chatsOf, logOf, type Searchable, type Walked } from '../search/walk.ts'
import { type Unanswered, unansweredIn } from './find.ts'

export interface Collected {
  questions: Unanswered[]
  /** How many chats they are of. */
  chats: number
  /** The last event of the oldest chat that was looked through, UTC ms; null where there was none. */
  backTo: number | null
}

/** The end of a look back: so many questions, so many chats, or so long, ms, whichever is first. */
const MAX_QUESTIONS = 400
const MAX_CHATS = 3000
const MAX_MS = 2000

/** Reads chats newest first and takes out what nobody could answer. */
export async function collectUnanswered(
  source: Searchable,
  { notBefore }: Pick<Walked, 'notBefore'>,
): Promise<Collected> {
  const until = performance.now() + MAX_MS
  const collected: Collected = { questions: [], chats: 0, backTo: null }
  let looked = 0
  for await (const { id, lastAt } of chatsOf(source, { before: null, notBefore })) {
    const found = unansweredIn((await logOf(source, id)) ?? [])
    collected.questions.push(...found)
    if (found.length > 0) collected.chats += 1
    collected.backTo = lastAt
    looked += 1
    if (collected.questions.length >= MAX_QUESTIONS || looked >= MAX_CHATS || performance.now() > until) break
  }
  return collected
}
