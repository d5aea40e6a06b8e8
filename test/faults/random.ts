/** Chance that is the same in each run: a fault that was found once is found again. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number
  /** One of `of`, which holds at least one. */
  pick<T>(of: readonly T[]): T
}

/** Mulberry32: good enough to choose by, and short. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    pick<T>(of: readonly T[]): T {
      if (of.length === 0) throw new RangeError('there is nothing to pick from')
      return of[below(of.length)] as T
    },
  }
}
