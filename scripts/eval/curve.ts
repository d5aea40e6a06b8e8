import type { Attempt } from './attempts.ts'

/** What a threshold on the confidence comes to. */
export interface Point {
  /** From which confidence on a question is answered; null where only what needs no confidence is. */
  threshold: number | null
  /** Share of the questions that are answered. */
  coverage: number
  /** Share of those answered that are wrong. */
  risk: number
}

/** Where the engine runs. Its thresholds differ by what a ranking rests on, so that it need not lie on the curve. */
export interface Operation {
  coverage: number
  /** null where nothing was answered. */
  risk: number | null
  thresholds: number[]
}

/**
 * The points that a falling threshold goes through, by rising coverage: one for each confidence that occurs, and before them
 * one for the answers that need none. Questions that no threshold answers keep the last coverage below 1.
 */
export function riskCoverage(attempts: Attempt[]): Point[] {
  const points: Point[] = []
  let answered = 0
  let wrong = 0
  const add = (threshold: number | null, more: Attempt[]): void => {
    answered += more.length
    wrong += more.filter(({ right }) => !right).length
    points.push({ threshold, coverage: answered / attempts.length, risk: wrong / answered })
  }
  const settled = attempts.filter(({ confidence, answered }) => confidence === null && answered)
  if (settled.length > 0) add(null, settled)
  const levels = [...new Set(attempts.flatMap(({ confidence }) => confidence ?? []))].sort((a, b) => b - a)
  for (const level of levels) {
    add(
      level,
      attempts.filter(({ confidence }) => confidence === level),
    )
  }
  return points
}

/** The area under the curve as far as it reaches, over the coverage reached: the mean risk, 0 best; null without a point. */
export function areaUnder(points: Point[]): number | null {
  const reached = points.at(-1)?.coverage
  if (reached === undefined) return null
  const area = points.reduce(
    (sum, { coverage, risk }, i) => sum + (coverage - (points[i - 1]?.coverage ?? 0)) * risk,
    0,
  )
  return area / reached
}

/** The first point that covers each tenth of the questions; null where none does. */
export function tenths(points: Point[]): { coverage: number; point: Point | null }[] {
  return Array.from({ length: 10 }, (_, i) => {
    const coverage = (i + 1) / 10
    return { coverage, point: points.find((point) => point.coverage >= coverage) ?? null }
  })
}

export function operation(attempts: Attempt[]): Operation {
  const answered = attempts.filter((attempt) => attempt.answered)
  const wrong = answered.filter(({ right }) => !right)
  return {
    coverage: attempts.length === 0 ? 0 : answered.length / attempts.length,
    risk: answered.length === 0 ? null : wrong.length / answered.length,
    thresholds: [...new Set(attempts.flatMap(({ needed }) => needed ?? []))].sort((a, b) => a - b),
  }
}
