import { sentences } from './sentences.ts'

/** Which features are looked at. Character n-grams need many weights. */
export interface FeatureKinds {
  /** Runs of up to this many neighbouring words. */
  words: number
  /** Lengths of character n-grams. */
  chars: readonly number[]
  /** Runs of neighbouring words of which the first four letters count: endings are left out. */
  stems: boolean
}

/** A message, or a stretch of it, as features are made from it. */
export interface Reading {
  /** Words as `sentences` gives them. */
  words: string[]
  /** What the words do not say: whether it asks or exclaims, and its emoji. */
  signs: string[]
}

/** A negation takes this many words after it with it. */
const DENIES = 4
const NEGATIONS = new Set(
  'no not never dont didnt wont cant cannot isnt wasnt arent aint doesnt hasnt havent wouldnt without none nothing nor ni nunca jamas nada nadie'.split(
    ' ',
  ),
)

/** Letters of a word that stand for it whatever its ending. */
const STEM = 4

/** At most this many emoji are looked at. */
const MAX_EMOJI = 20

/** Never throws; the first 4,000 characters are read, in time linear in their number. */
export function reading(text: string): Reading {
  const words = sentences(text)
    .filter((sentence) => sentence !== '')
    .join(' ')
    // How many digits, not which: nobody counts pills alike.
    .replace(/\d{2,}/g, (digits) => '0'.repeat(Math.min(digits.length, 4)))
    .split(' ')
    .filter((word) => word !== '')
  const head = text.slice(0, 4000)
  const emoji = [...head.matchAll(/\p{Extended_Pictographic}/gu)].slice(0, MAX_EMOJI).map(([sign]) => sign)
  return {
    words,
    signs: [
      ...(head.includes('?') ? ['?'] : []),
      ...(/\?\s*$/.test(head) ? ['?$'] : []),
      ...(head.includes('!') ? ['!'] : []),
      ...emoji,
    ],
  }
}

/** Hashed features, each once: `[hash, value]`. Collisions are part of the model: the same hash is used for training. */
export function features({ words, signs }: Reading, kinds: FeatureKinds): Map<number, number> {
  const found = new Map<number, number>()
  if (words.length === 0) return found
  const list = ['^', ...words, '$']
  let denied = 0
  for (let i = 0; i < list.length; i++) {
    let run = ''
    for (let n = 0; n < kinds.words && i + n < list.length; n++) {
      run += ` ${list[i + n]}`
      if (run !== ' ^' && run !== ' $') found.set(hash(run), 1)
    }
    if (kinds.words > 1 && i + 2 < list.length) found.set(hash(`${list[i]}*${list[i + 2]}`), 0.7)
    if (kinds.words > 2 && i + 3 < list.length) found.set(hash(`${list[i]}**${list[i + 3]}`), 0.5)
    if (kinds.stems) {
      let stems = ''
      for (let n = 0; n < 3 && i + n < list.length; n++) {
        stems += `+${(list[i + n] as string).slice(0, STEM)}`
        found.set(hash(stems), n < 2 ? 0.7 : 0.5)
      }
    }
    if (NEGATIONS.has(list[i] as string)) denied = DENIES
    else if (denied-- > 0) found.set(hash(`!${list[i]}`), 0.8)
  }
  for (const sign of signs) found.set(hash(`sign ${sign}`), 0.8)
  const framed = `_${words.join('_')}_`
  for (const n of kinds.chars) {
    for (let i = 0; i + n <= framed.length; i++) found.set(hash(framed.slice(i, i + n)), 0.45)
  }
  return found
}

/** FNV-1a, 32 bits, its low bits mixed with the high ones. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
