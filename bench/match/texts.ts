import type { Content } from '../../faq/types.ts'

const CHARS = 4000

export interface WorstCase {
  name: string
  /** Another text of the kind for each `seed`, the same for the same. */
  text(seed: number): string
}

/** Texts as long as a message may be, each of a kind that makes some program slow. */
export function worstCases({ entries, topics }: Content): WorstCase[] {
  const phrasings = [...entries, ...topics].flatMap((item) => item.phrasings)
  const words = [...new Set(phrasings.flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []))]
  const long = words.filter((word) => word.length >= 8)

  const of = (name: string, piece: (pick: Pick) => string): WorstCase => ({
    name,
    text(seed) {
      const pick = picker(seed)
      let text = ''
      while (text.length < CHARS) text += piece(pick)
      return text.slice(0, CHARS)
    },
  })
  /** The piece is picked once and stands there again and again. */
  const again = (name: string, pieces: readonly string[]): WorstCase => {
    return { name, text: (seed) => picker(seed)(pieces).repeat(CHARS).slice(0, CHARS) }
  }

  return [
    of('words of the content', (pick) => `${pick(words)} `),
    again(
      'one word',
      long.map((word) => `${word} `),
    ),
    again('one letter', [...'aeiknst']),
    of('emoji', (pick) => pick(['😀', '👩‍⚕️', '🇺🇸', '💉', '👍🏽'])),
    of('zero-width characters', (pick) => pick(['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff'])),
    of('combining marks', (pick) => pick(['\u0301', '\u0308', '\u0323', '\u20dd', 'a\u0300', 'o\u0334'])),
    of('misspelt long words', (pick) => `${misspelt(pick(long), pick)} `),
    of('punctuation', (pick) => pick([...'?!.,;:-()[]{}<>&#*"\'/\\|~'])),
    again('"how many? " repeated', ['how many? ']),
    of('Spanish', (pick) => `${pick(SPANISH)} `),
    of('Chinese and Japanese', (pick) => pick([...'疼痛治療効果時間何回注射神経慢性的鎮痛薬は何ですか請問多少錢。'])),
  ]
}

const SPANISH = [
  '¿cuánto dura una infusión de ketamina para el dolor crónico?',
  'tengo fibromialgia desde hace años y nada me ayuda',
  'mi médico dice que los nervios envían señales de dolor sin parar',
  '¿es seguro, y cuántas sesiones hacen falta?',
]

type Pick = <T>(from: readonly T[]) => T

/** Two letters beside one another changed places, and one is another. */
function misspelt(word: string, pick: Pick): string {
  const places = [...word].map((_, at) => at).slice(1, -2)
  const at = pick(places)
  const swapped = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
  const other = pick(places)
  return swapped.slice(0, other) + pick([...'etaoinshr']) + swapped.slice(other + 1)
}

/** Picks by chance, the same for the same seed. Source: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function picker(seed: number): Pick {
  let state = seed
  return (from) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    const share = ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
    return from[Math.floor(share * from.length)] as (typeof from)[number]
  }
}
