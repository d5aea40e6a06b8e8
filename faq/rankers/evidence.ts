/** What one ranker makes of a question, a number for each class. */
export interface Evidence {
  /** Logarithm of the trained probability. */
  log: Float64Array
  /** How like the question its phrasings are, 0..1: the closest one. */
  closest: Float64Array
  /** The mean of the closest three. */
  mean: Float64Array
}

/** Keeps the three greatest likenesses of each class. */
export function createClosest(classes: number): {
  add(label: number, likeness: number): void
  done(): Omit<Evidence, 'log'>
} {
  const closest = new Float64Array(classes)
  const second = new Float64Array(classes)
  const third = new Float64Array(classes)
  return {
    add(label, likeness) {
      if (likeness > (closest[label] as number)) {
        third[label] = second[label] as number
        second[label] = closest[label] as number
        closest[label] = likeness
      } else if (likeness > (second[label] as number)) {
        third[label] = second[label] as number
        second[label] = likeness
      } else if (likeness > (third[label] as number)) third[label] = likeness
    },
    done: () => ({ closest, mean: closest.map((s, c) => (s + (second[c] as number) + (third[c] as number)) / 3) }),
  }
}
