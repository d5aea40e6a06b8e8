import { upperBound } from './bound.ts'

/** A line of the calibration set as the engine would have judged it. */
export interface Judged {
  /** The probability that the engine gave, 0..1, by a calibrator that had not seen the line. */
  p: number
  /** Whether acting on it would have been wrong. */
  wrong: boolean
  /** How much the line counts: what visitors ask is not mixed as the set is. */
  weight: number
}

/** A threshold and what stands behind it. */
export interface Threshold {
  /** Acted on from this probability on; above 1 where no threshold holds the ceiling. */
  at: number
  /** Share of the lines that are acted on, by weight. */
  share: number
  /** Share of these that are wrong, by weight, and what it is at the most with the confidence asked for. */
  wrong: number
  bound: number
}

const NEVER: Threshold = { at: 1.01, share: 0, wrong: 0, bound: 0 }
/**
 * Where thresholds begin to be tried: at one that acts on this share of the lines, then on a step more each time. Two beginnings,
 * because a few unlucky lines at the top would end the first one at once; each has half of the doubt that is allowed.
 */
const FIRST_SHARES = [0.15, 0.45]
const STEP = 0.02

/**
 * The lowest threshold at which the wrong share of what is acted on stays below `ceiling`, with `confidence`. The thresholds
 * are tried from a strict one down, each has to pass, and the first that fails ends it: so the confidence holds for the one
 * chosen although several were tried.
 * Source: fixed-sequence testing in "Learn then Test", https://arxiv.org/abs/2110.01052
 */
export function chooseThreshold(
  lines: Judged[],
  { ceiling, confidence }: { ceiling: number; confidence: number },
): Threshold {
  const doubt = (1 - confidence) / FIRST_SHARES.length
  return FIRST_SHARES.map((share) => descend(lines, share, { ceiling, confidence: 1 - doubt })).reduce((a, b) =>
    b.at < a.at ? b : a,
  )
}

function descend(
  lines: Judged[],
  firstShare: number,
  { ceiling, confidence }: { ceiling: number; confidence: number },
): Threshold {
  const sorted = lines.toSorted((a, b) => b.p - a.p)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  let chosen = NEVER
  let acted = 0
  let wrong = 0
  let squares = 0
  let next = firstShare
  for (const [i, line] of sorted.entries()) {
    acted += line.weight
    squares += line.weight ** 2
    if (line.wrong) wrong += line.weight
    if (sorted[i + 1]?.p === line.p || acted / total < next) continue
    next = acted / total + STEP
    const effective = acted ** 2 / squares
    const bound = upperBound((wrong / acted) * effective, effective, confidence)
    if (bound > ceiling) break
    chosen = { at: line.p, share: acted / total, wrong: wrong / acted, bound }
  }
  return chosen
}
