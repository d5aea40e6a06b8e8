/** Which features are looked at, with their weight against each other. Character n-grams need many weights. */
export interface FeatureKinds {
  /** Words, pairs and triples of neighbours, pairs with one word between. */
  words: number
  /** Lengths of character n-grams. */
  chars: number[]
}

/**
 * Hashed features of a sentence as `sentences` gives it, each once: `[hash, value]`. Collisions are part of the model: the same
 * hash is used for training.
 */
export function features(sentence: string, { words, chars }: FeatureKinds): Map<number, number> {
  const found = new Map<number, number>()
  const list = sentence === '' ? [] : ['^', ...sentence.split(' '), '$']
  for (let i = 0; i < list.length; i++) {
    let run = ''
    for (let n = 0; n < words && i + n < list.length; n++) {
      run += ` ${list[i + n]}`
      if (run !== ' ^' && run !== ' $') found.set(hash(run), 1)
    }
    if (words > 1 && i + 2 < list.length) found.set(hash(`${list[i]}*${list[i + 2]}`), 0.7)
  }
  for (const n of chars) {
    const framed = `_${sentence}_`
    for (let i = 0; i + n <= framed.length; i++) found.set(hash(framed.slice(i, i + n)), 0.45)
  }
  return found
}

/** FNV-1a, 32 bits. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  // the low bits alone are too alike for short texts
  return (h ^ (h >>> 15)) >>> 0
}
