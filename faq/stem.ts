const VOWEL = /[aeiouy]/

/** Longest first, so that the whole ending goes. What is left keeps at least four letters. */
const ENDINGS = (
  'ational ization isation fulness iveness ousness ations ation ments ators ment ness able ible ator ally ical ence ance ' +
  'ent ant ive ize ise ity ful ous ion ial ic al ly er or'
).split(' ')

/**
 * A word without its English endings: "infusions", "infused" and "infusing" become "infus". Coarser than a dictionary
 * would be, on purpose: what counts is that a visitor's form and the content's form meet.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word
  let w = word
  if (w.endsWith('sses')) w = w.slice(0, -2)
  else if (w.endsWith('ies')) w = `${w.slice(0, -3)}y`
  else if (w.endsWith('s') && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1)

  const verb = /(?:ing|ed)$/.exec(w)
  if (verb && verb.index >= 3 && VOWEL.test(w.slice(0, verb.index))) {
    w = w.slice(0, verb.index)
    if (/([bdgmnprt])\1$/.test(w)) w = w.slice(0, -1)
  }
  const ending = ENDINGS.find((e) => w.endsWith(e) && w.length - e.length >= 4)
  if (ending) w = w.slice(0, -ending.length)
  if (w.length > 3 && w.endsWith('e')) w = w.slice(0, -1)
  return w.length > 3 && w.endsWith('y') ? `${w.slice(0, -1)}i` : w
}
