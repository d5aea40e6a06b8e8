/** What any bench finds, and how it is printed. */

/** The median of several runs, and the least and the most of them. */
export interface Spread {
  median: number
  min: number
  max: number
}

/** What was aimed at and what was found. */
export interface Goal {
  name: string
  found: number
  unit: string
  goal: number
  aim: number | null
  /** The goal is the least that is wanted; otherwise it is the most that is allowed. */
  atLeast?: true
}

/** The nearest-rank percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

export const spread = (values: number[]): Spread => {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

export const number = (value: number): string => {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(1) : value.toPrecision(2)
}

/** The median, and in brackets the least and the most. */
export const withSpread = ({ median, min, max }: Spread): string => `${number(median)} (${number(min)}-${number(max)})`

/** Every row below its column. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

export function goalTable(goals: Goal[]): string[] {
  return table(
    goals.map(({ name, found, unit, goal, aim, atLeast }) => {
      const verdict = (limit: number): string => ((atLeast ? found >= limit : found <= limit) ? 'met' : 'MISSED')
      return [
        name,
        `${number(found)}${unit}`,
        `goal ${atLeast ? '>=' : '<='} ${goal}${unit}: ${verdict(goal)}`,
        aim === null ? '' : `aim ${aim}${unit}: ${verdict(aim)}`,
      ]
    }),
  )
}
