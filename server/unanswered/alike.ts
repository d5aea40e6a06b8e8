import { plainText, words } from '../../faq/normalize.ts'
import { openFeatures, trainFeatures, weighted } from '../../faq/rankers/features.ts'
import type { Vector } from '../../faq/rankers/vector.ts'

/** From this cosine on two texts are alike: of two phrasings of topics that it puts together, seven in ten pairs are of one topic. */
const ALIKE = 0.25

/**
 * Puts texts together that share the words which tell them from others; what stands everywhere in `background` tells nothing. Each
 * text joins the group that it is nearest to on average, in their order.
 */
export function alike<T extends { text: string }>(items: readonly T[], background: readonly string[]): T[][] {
  const read = (text: string) => weighted(words(plainText(text)))
  const documents = [...background, ...items.map(({ text }) => text)].map(read)
  const toVector = openFeatures(trainFeatures(documents, new Map()), new Map())
  const groups: { items: T[]; sum: Map<number, number> }[] = []
  for (const item of items) {
    const vector = toVector(read(item.text))
    let best: (typeof groups)[number] | null = null
    let bestLikeness = ALIKE
    for (const group of groups) {
      const likeness = cosine(vector, group.sum) / group.items.length
      if (likeness < bestLikeness) continue
      best = group
      bestLikeness = likeness
    }
    if (best === null) {
      best = { items: [], sum: new Map() }
      groups.push(best)
    }
    best.items.push(item)
    vector.ids.forEach((id, at) => {
      best.sum.set(id, (best.sum.get(id) ?? 0) + (vector.values[at] ?? 0))
    })
  }
  return groups.map((group) => group.items)
}

const cosine = ({ ids, values }: Vector, sum: ReadonlyMap<number, number>): number =>
  ids.reduce((total, id, at) => total + (values[at] ?? 0) * (sum.get(id) ?? 0), 0)
