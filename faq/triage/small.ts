/** Few weights of hashed features: how much each speaks for something. */
export interface SmallModel {
  /** Places in the feature space with their weights, which are small whole numbers. */
  weights: ReadonlyMap<number, number>
  bias: number
}

/** Size of the feature space, in bits. */
export const BITS = 15
/** Length of the character n-grams. */
const CHARS = 5

/**
 * Places of a text's features: its words, and all runs of five characters of them, which hold endings, misspellings and pairs of
 * short words. `sentences` as the function of that name gives them. Linear in the text.
 */
export function places(sentences: string[]): Set<number> {
  const words = sentences.join(' ').split(' ').filter(Boolean)
  const framed = ` ${words.join(' ')} `
  const found = new Set(words.map(place))
  for (let i = 0; i + CHARS <= framed.length; i++) found.add(place(framed.slice(i, i + CHARS)))
  return found
}

/** FNV-1a, folded. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function place(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h ^ (h >>> 15)) & (2 ** BITS - 1)
}

/** The sum of the weights, for a message of any length, and what it starts from. */
export function score({ weights, bias }: SmallModel, found: Set<number>): number {
  let sum = 0
  for (const at of found) sum += weights.get(at) ?? 0
  return bias + sum / Math.sqrt(found.size || 1)
}

/** Words that hardly ever stand in a harmless message, and what they add, in the steps of the weights. */
const PLAIN =
  /suicid|overdos(ed|ing)|sobredosis|911|emergency|ambulanc|pas+ed out|chest pain|(want|going) to die|not respond(?!ing to)/
const PLAINLY = 0.6
/** What a sentence without those around it has to say more. */
const TORN = 1

/** How urgent a message is, in the steps of the weights: the whole of it, or its most urgent sentence. */
export function urgency(model: SmallModel, sentences: string[]): number {
  const of = (some: string[]): number => score(model, places(some)) + (PLAIN.test(some.join(' ')) ? PLAINLY : 0)
  return Math.max(of(sentences), ...sentences.map((sentence) => of([sentence]) - TORN))
}

/** Models as `small-weights.ts` has them: what each weight is (`a` to `d` for -2, -1, 1, 2), how far on from the last it is, and the start. */
export type Packed = readonly [signs: string, gaps: string, bias: number]

/** A gap's letter begins here; `!` stands for `FAR` more. */
export const FIRST = 35
export const FAR = 56

export function unpack([signs, gaps, bias]: Packed): SmallModel {
  const weights = new Map<number, number>()
  let at = -1
  let n = 0
  for (const gap of gaps) {
    if (gap === '!') {
      at += FAR
      continue
    }
    at += gap.charCodeAt(0) - FIRST
    weights.set(at, [-2, -1, 1, 2]['abcd'.indexOf(signs.charAt(n++))] as number)
  }
  return { weights, bias }
}
