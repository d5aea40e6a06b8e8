/** A slash at the end of a text that asks for something to insert, and what was typed after it. */
export interface Slash {
  /** Where the slash stands, in UTF-16 units. */
  from: number
  typed: string
}

/**
 * A slash that begins a word, and what follows it to the end of the text. No slash in a fraction, a date, an address or between
 * two words with spaces around it; what goes on for long is a sentence and no search.
 */
export function slashIn(text: string): Slash | null {
  const found = /(?:^|\s)\/((?:[^\s/][^\n/]{0,39})?)$/.exec(text)
  if (!found) return null
  const typed = found[1] ?? ''
  return { from: text.length - typed.length - 1, typed }
}
