/** A text as search compares it, with the way back from each of its UTF-16 units to the text. */
export interface Folded {
  text: string
  /** Where the sign begins that unit `i` comes from. */
  from: (i: number) => number
  /** Where it ends, with the accents and invisible signs behind it. */
  to: (i: number) => number
}

/** Accents, and what nobody sees. */
const LEFT_OUT = /[\u0300-\u036f\p{Default_Ignorable_Code_Point}]/gu

/** Signs that were folded before: a clinic's texts have few different ones. */
const known = new Map<string, string>()
const MAX_KNOWN = 10_000

function foldSign(sign: string): string {
  const before = known.get(sign)
  if (before !== undefined) return before
  const folded = sign.normalize('NFKD').toLowerCase().normalize('NFKD').replace(LEFT_OUT, '')
  if (known.size < MAX_KNOWN) known.set(sign, folded)
  return folded
}

/** Lower case, without accents, compatibility forms such as "ﬁ" as the letters that they stand for. Never throws. */
export function folded(text: string): Folded {
  if (/^[\0-\x7f]*$/.test(text)) return { text: text.toLowerCase(), from: (i) => i, to: (i) => i + 1 }
  let out = ''
  let at = 0
  const from: number[] = []
  const to: number[] = []
  for (const sign of text) {
    const end = at + sign.length
    const units = foldSign(sign)
    if (units === '' && to.length > 0) to[to.length - 1] = end
    for (let i = 0; i < units.length; i += 1) {
      from.push(at)
      to.push(end)
    }
    out += units
    at = end
  }
  return { text: out, from: (i) => from[i] ?? 0, to: (i) => to[i] ?? at }
}

/** The words of a search, folded; none where nothing of it can be seen. */
export const searchedWords = (asked: string): string[] => [...new Set(folded(asked).text.split(/\s+/).filter(Boolean))]
