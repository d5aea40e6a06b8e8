import type { Locale } from '../protocol/events.ts'
import { normalize } from './normalize.ts'
import type { Smalltalk } from './types.ts'

interface Found {
  id: string
  lang: Locale
}

export interface SmallTalk {
  /** The small talk that a whole message is, in any language of the content, or null. */
  find(normalized: string, locale: Locale): Found | null
  /** The same for phrasings alone, word for word. */
  exact(normalized: string, locale: Locale): Found | null
}

/** Longest message that can be small talk, in words. */
const MAX_WORDS = 9
/** Shared words of a message and a phrasing, twice, over the words of both (Dice's coefficient). */
const ALIKE = 0.7
/** Words that make no difference to small talk: "thank you so much" and "thank you". */
const DECORATION = /^(?:so|very|much|really|there|oh|well|just|all|again|guys|everyone|bot|today|and|ok|okay|now)$/

export function createSmallTalk(items: Smalltalk[]): SmallTalk {
  const forms = new Map<string, Found[]>()
  const phrasings = items.flatMap(({ id, lang, phrasings }) =>
    phrasings.map((text) => ({ found: { id, lang }, key: normalize(text) })),
  )
  for (const { found, key } of phrasings) {
    for (const form of new Set([key, plain(key)])) if (form !== '') forms.set(form, [...(forms.get(form) ?? []), found])
  }
  const vocabulary = new Set(phrasings.flatMap(({ key }) => key.split(' ')))

  const pick = (key: string, locale: Locale): Found | null => {
    const found = forms.get(key)
    return found?.find((item) => item.lang === locale) ?? found?.[0] ?? null
  }

  /** A message in which every word belongs to small talk and that is nearly one of its phrasings. */
  function nearest(words: string[]): Found | null {
    if (words.length < 3 || !words.every((word) => vocabulary.has(word))) return null
    const mine = new Set(words)
    let best: Found | null = null
    let bestDice = ALIKE
    for (const { found, key } of phrasings) {
      const theirs = new Set(key.split(' '))
      const dice = (2 * [...mine].filter((word) => theirs.has(word)).length) / (mine.size + theirs.size)
      if (dice > bestDice) {
        best = found
        bestDice = dice
      }
    }
    return best
  }

  function find(normalized: string, locale: Locale): Found | null {
    if (normalized === '') return null
    const whole = pick(normalized, locale)
    if (whole) return whole
    const words = normalized.split(' ')
    if (words.length > MAX_WORDS) return null
    const essential = pick(plain(normalized), locale)
    if (essential) return essential
    // "Hello there, good morning" is two greetings: every part has to be small talk.
    for (let cut = 1; cut < words.length; cut++) {
      const first = pick(words.slice(0, cut).join(' '), locale)
      const rest = first && find(words.slice(cut).join(' '), locale)
      if (rest) return rest
    }
    return nearest(words)
  }

  return { find, exact: pick }
}

const plain = (normalized: string): string =>
  normalized
    .split(' ')
    .filter((word) => !DECORATION.test(word))
    .join(' ')
