/** Longest text that is looked at, in UTF-16 units; what comes after is left out. */
export const MAX_CHARS = 4000

/**
 * A text as every rule and ranker reads it: lower case, compatibility forms and accents folded ("ﬁ" and "fi", "ó" and "o"),
 * curly apostrophes made straight, invisible characters removed. Line ends stay. At most `MAX_CHARS` units; never throws.
 */
export function fold(text: string): string {
  return (
    text
      .slice(0, MAX_CHARS)
      .toWellFormed()
      .replace(/[‘’ʼ´`′]/g, "'")
      // Long stacks of combining marks make normalisation slow; no written language needs more than a few.
      .replace(/\p{M}{4,}/gu, '')
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}]+/gu, '')
      .replace(/[\r\u2028\u2029]/g, '\n')
      .replace(/[^\n\P{Cc}]|\p{Zs}/gu, ' ')
      .toLowerCase()
      // One compatibility character may stand for eighteen.
      .slice(0, MAX_CHARS)
  )
}
