import type { Attempt } from './attempts.ts'

/** The questions whose confidence lies from `from` up to `from` + 0.1. */
export interface Bin {
  from: number
  count: number
  /** How many of their first candidate entries are right. */
  right: number
  /** Mean of their confidence, or null where there are none. */
  confidence: number | null
}

const BINS = 10

/** How often the first candidate entry is right, by how probable the engine takes it to be. */
export function reliability(attempts: Attempt[]): Bin[] {
  const ranked = attempts.flatMap(({ confidence, right }) => (confidence === null ? [] : [{ confidence, right }]))
  // certainty belongs to the last bin
  const binOf = (confidence: number): number => Math.min(BINS - 1, Math.floor(confidence * BINS))
  return Array.from({ length: BINS }, (_, bin) => {
    const own = ranked.filter(({ confidence }) => binOf(confidence) === bin)
    const sum = own.reduce((total, { confidence }) => total + confidence, 0)
    return {
      from: bin / BINS,
      count: own.length,
      right: own.filter(({ right }) => right).length,
      confidence: own.length === 0 ? null : sum / own.length,
    }
  })
}
