/** Numbers 0..1 that look random: a linear congruential generator. Source: Numerical Recipes, 2nd edition, chapter 7.1 */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    // The low bits have short periods.
    return (state >>> 8) / 0x1000000
  }
}

export function shuffle<T>(list: T[], random: () => number): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const moved = list[i] as T
    list[i] = list[j] as T
    list[j] = moved
  }
}
