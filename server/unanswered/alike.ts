import { setImmediate as turn } from 'node:timers/promises'
import { FUNCTION_WORDS } from '../../faq/lexicon/function-words.ts'
import { plainText, words } from '../../faq/normalize.ts'
import { stem } from '../../faq/stem.ts'

/** From this cosine on two texts are alike: of the topics' phrasings that it puts together, two pairs in three are of one topic. */
const ALIKE = 0.35
/** Of a long story the beginning is read, characters: it bounds the work for any text. */
const MAX_CHARS = 300
/** Texts that are read in one go; everybody else has their turn in between. */
const AT_ONCE = 200

/** How often each stem stands in a clinic's content: what stands everywhere tells nothing. */
export interface Background {
  texts: number
  counts: ReadonlyMap<string, number>
}

const stemsOf = (text: string): Set<string> =>
  new Set(
    words(plainText(text.slice(0, MAX_CHARS)))
      .filter((word) => !FUNCTION_WORDS.has(word))
      .map(stem),
  )

export async function backgroundOf(texts: readonly string[]): Promise<Background> {
  const counts = new Map<string, number>()
  for (const [at, text] of texts.entries()) {
    if (at % AT_ONCE === 0) await turn()
    for (const each of stemsOf(text)) counts.set(each, (counts.get(each) ?? 0) + 1)
  }
  return { texts: texts.length, counts }
}

/**
 * Puts texts together that share the words which tell them from others, weighted by inverse document frequency. Each text joins the
 * group that it is nearest to on average, in their order.
 */
export function alike<T extends { text: string }>(items: readonly T[], { texts, counts }: Background): T[][] {
  const telling = (each: string): number => Math.log(1 + texts / (1 + (counts.get(each) ?? 0)))
  const groups: { items: T[]; sum: Map<string, number> }[] = []
  for (const item of items) {
    const weights = [...stemsOf(item.text)].map((each) => [each, telling(each)] as const)
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1
    let best: (typeof groups)[number] = { items: [], sum: new Map() }
    let bestLikeness = ALIKE
    for (const group of groups) {
      const shared = weights.reduce((sum, [each, weight]) => sum + weight * (group.sum.get(each) ?? 0), 0)
      const likeness = shared / length / group.items.length
      if (likeness < bestLikeness) continue
      best = group
      bestLikeness = likeness
    }
    if (best.items.length === 0) groups.push(best)
    best.items.push(item)
    for (const [each, weight] of weights) best.sum.set(each, (best.sum.get(each) ?? 0) + weight / length)
  }
  return groups.map((group) => group.items)
}
