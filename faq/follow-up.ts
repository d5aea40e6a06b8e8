import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { normalize } from './normalize.ts'
import { type Weighted, weighted } from './rankers/features.ts'
import type { Asked } from './rankers/rank.ts'
import type { Turn } from './types.ts'

/** A question that leans on what was said before it. */
export interface FollowUp {
  asked: Asked
  /** Entries that were already shown for the earlier question: the visitor asks for something else. */
  shown: string[]
}

const OPENING =
  /^(?:and|ok|okay|so|but|what about|how about|what if|then|also|or|why|for|with|in|compared|which|really|are there|is there|any|the other|how (?:come|so|long|many|much|often)|what (?:else|other)|when|where|who)\b/
const POINTING =
  /\b(?:it|that|this|those|these|they|them|there|one|ones|same|other|others|another|else|more|then|too|instead)\b/
const EARLIER_WEIGHT = 0.45
/** A question with more words of its own than this stands for itself. */
const MAX_OWN_WORDS = 4

const contentWords = (words: string[]): string[] => words.filter((word) => !FUNCTION_WORDS.has(word))

/** How `words` reads after the earlier turns, or null where it stands for itself. */
export function followUp(words: string[], previous: Turn[]): FollowUp | null {
  const last = previous.findLast((turn) => turn.outcome !== 'smalltalk' && turn.outcome !== 'crisis')
  if (!last) return null
  const own = contentWords(words)
  const text = words.join(' ')
  const leans = own.length <= 1 || OPENING.test(text) || POINTING.test(text)
  if (!leans || own.length > MAX_OWN_WORDS) return null
  const before = lastTwo(previous, last)
  const earlier = contentWords(before).filter((word) => !words.includes(word))
  const both: Weighted[] = [...weighted(words), ...weighted(earlier.slice(-16), EARLIER_WEIGHT)]
  return { asked: { words: both, text: `${before.slice(-16).join(' ')} ${text}` }, shown: last.entryIds }
}

/** The last question, and the one before it when the last was itself short. */
function lastTwo(previous: Turn[], last: Turn): string[] {
  const at = previous.indexOf(last)
  const before = previous[at - 1]
  const words = normalize(last.text).split(' ')
  return before && contentWords(words).length <= 3 ? [...normalize(before.text).split(' '), ...words] : words
}
