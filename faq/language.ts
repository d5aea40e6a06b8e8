import type { Locale } from '../protocol/events.ts'
import { ENGLISH_MARKS } from './lexicon/function-words.ts'
import { spanishMarks } from './lexicon/spanish.ts'

/** A language with templates, or `other`. */
export type Spoken = Locale | 'other'

/**
 * The language a message is in. `known` says whether English or the content has a word. A message too short to tell is
 * English, because the answers are: "CRPS", "hola fibro".
 */
export function languageOf(words: string[], known: (word: string) => boolean): Spoken {
  const letters = words.filter((word) => /\p{L}/u.test(word))
  let english = 0
  for (const word of letters) if (ENGLISH_MARKS.has(word)) english += 1
  const spanish = spanishMarks(letters)
  if (spanish > english && spanish >= 1) return 'es'
  if (letters.length < 3 || english >= 2 || (english === 1 && letters.length < 6)) return 'en'
  const understood = letters.filter(known).length
  const foreignScript = letters.filter((word) => !/^[a-z']+$/.test(word)).length
  return understood < letters.length / 2 || foreignScript > letters.length / 2 ? 'other' : 'en'
}
