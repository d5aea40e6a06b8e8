import { generator } from '../triage/random.ts'

/** Shorter words are hardly ever mistyped, and cannot be told from others then. */
const SHORTEST = 4
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * The text with one slip in about `share` (0..1) of its words of four letters and more: two letters exchanged, one left out, doubled, or another in
 * its place. The same text always gets the same slips.
 */
export function withTypos(text: string, share: number): string {
  const random = generator([...text].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) | 0, 7))
  return text.replace(/[a-z]+/gi, (word) => (word.length < SHORTEST || random() >= share ? word : slip(word, random)))
}

function slip(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2))
  const [before, after] = [word.slice(0, at), word.slice(at + 1)]
  const letter = word.charAt(at)
  switch (Math.floor(random() * 4)) {
    case 0:
      return before + after.charAt(0) + letter + after.slice(1)
    case 1:
      return before + after
    case 2:
      return before + letter + letter + after
    default:
      return before + LETTERS.charAt(Math.floor(random() * LETTERS.length)) + after
  }
}
