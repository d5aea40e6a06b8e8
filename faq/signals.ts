import type { Ranking } from './rankers/rank.ts'

/** What is known of a question beside its ranking. */
export interface Circumstances {
  /** The share of its telling words that the content does not have, 0..1. */
  strangeness: number
  /** How many words it has. */
  length: number
  /** Whether it leans on the turn before. */
  leans: boolean
  /** The share of its telling words that the texts of class `c` do not have, 0..1. */
  foreignTo(c: number): number
}

/**
 * The numbers from which the probability is computed that class `c` is what was asked. `rivals` are the classes that may be
 * answers, `others` those that may not (subjects that go to a person). One order, which a calibration relies on: what a
 * ranking by words has comes first, what only a ranking by meaning has after it.
 */
export function signalsOf(
  { shares, lexical, semantic }: Ranking,
  c: number,
  rivals: readonly number[],
  others: readonly number[],
  { strangeness, length, leans, foreignTo }: Circumstances,
): number[] {
  const share = at(shares, c)
  const signals = [
    logit(share),
    Math.log(share + FLOOR) - Math.log(best(shares, rivals, c) + FLOOR),
    Math.log(share + FLOOR) - Math.log(best(shares, others, c) + FLOOR),
    entropy(shares),
    at(lexical.closest, c),
    at(lexical.mean, c),
    Math.exp(at(lexical.log, c)),
    highest(lexical.closest),
    strangeness,
    Math.log(1 + length),
    leans ? 1 : 0,
    foreignTo(c),
    at(lexical.closest, c) - best(lexical.closest, others, c),
  ]
  if (!semantic) return signals
  return [
    ...signals,
    at(semantic.closest, c),
    at(semantic.mean, c),
    at(semantic.closest, c) - best(semantic.closest, others, c),
    at(semantic.mean, c) - best(semantic.mean, others, c),
    Math.exp(at(semantic.log, c)),
    highest(semantic.closest),
    isHighest(lexical.log, c) ? 1 : 0,
    isHighest(semantic.log, c) ? 1 : 0,
    Math.min(Math.exp(at(semantic.log, c)), Math.exp(at(lexical.log, c))),
    at(semantic.likelihood, c) - best(semantic.likelihood, rivals, c),
    at(semantic.likelihood, c) - best(semantic.likelihood, others, c),
    semantic.distance,
    semantic.relative,
  ]
}

const FLOOR = 1e-4
const at = (values: Float64Array, c: number): number => values[c] ?? 0
const logit = (p: number): number => Math.log((p + FLOOR) / (1 - p + FLOOR))
const highest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
const isHighest = (values: Float64Array, c: number): boolean => at(values, c) >= highest(values)

function best(values: Float64Array, classes: readonly number[], but: number): number {
  let found = Number.NEGATIVE_INFINITY
  for (const c of classes) if (c !== but) found = Math.max(found, at(values, c))
  return found === Number.NEGATIVE_INFINITY ? 0 : found
}

/** 0 where all belief is in one class, 1 where it is spread evenly. */
function entropy(shares: Float64Array): number {
  let sum = 0
  for (const p of shares) if (p > 0) sum -= p * Math.log(p)
  return shares.length > 1 ? sum / Math.log(shares.length) : 0
}
