import type { Locale } from '../protocol/events.ts'
import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { normalize } from './normalize.ts'
import type { Smalltalk } from './types.ts'

export interface SmallTalk {
  /** The small talk that a whole message is, in any language of the content, or null. */
  find(normalized: string, locale: Locale): { id: string; lang: Locale } | null
}

/** Longest message that can be small talk, in words. */
const MAX_WORDS = 9

export function createSmallTalk(items: Smalltalk[]): SmallTalk {
  const exact = new Map<string, { id: string; lang: Locale }[]>()
  for (const { id, lang, phrasings } of items) {
    for (const phrasing of phrasings) {
      for (const key of [normalize(phrasing), core(normalize(phrasing))]) {
        if (key === '') continue
        const found = exact.get(key) ?? []
        if (!found.some((other) => other.id === id && other.lang === lang)) exact.set(key, [...found, { id, lang }])
      }
    }
  }
  const pick = (key: string, locale: Locale) => {
    const found = exact.get(key)
    return found ? (found.find((item) => item.lang === locale) ?? found[0] ?? null) : null
  }

  function find(normalized: string, locale: Locale): { id: string; lang: Locale } | null {
    if (normalized === '') return null
    const whole = pick(normalized, locale)
    if (whole) return whole
    const words = normalized.split(' ')
    if (words.length > MAX_WORDS) return null
    const essential = pick(core(normalized), locale)
    if (essential) return essential
    // "hello there, good morning" is two greetings: every part has to be small talk.
    for (let cut = 1; cut < words.length; cut++) {
      const first = pick(words.slice(0, cut).join(' '), locale)
      const rest = first && find(words.slice(cut).join(' '), locale)
      if (first && rest) return rest
    }
    return null
  }

  return { find }
}

/** Without the words that make no difference to small talk: "thank you so much" and "thank you". */
function core(normalized: string): string {
  const words = normalized
    .split(' ')
    .filter(
      (word) =>
        !/^(?:so|very|much|really|there|oh|well|just|all|again|guys|everyone|bot|today|and|ok|okay|now)$/.test(word),
    )
  return words.every(
    (word) => FUNCTION_WORDS.has(word) && !/^(?:hi|hello|thank|thanks|you|who|are|what|how)$/.test(word),
  )
    ? ''
    : words.join(' ')
}
