/** Times of one run, ms. */
export interface Run {
  ours: number[]
  fuse: number[]
}

export interface Percentiles {
  p50: number
  p95: number
  p99: number
}

/** The median of several runs, and the least and the most of them. */
export interface Spread {
  median: number
  min: number
  max: number
}

/** How both did on some texts. */
export interface Row {
  name: string
  /** How many runs, and how often ours and fuse.js were asked in all. */
  runs: number
  asked: { ours: number; fuse: number }
  /** The medians of the runs' percentiles, ms. */
  ours: Percentiles
  fuse: Percentiles
  /** Ours over fuse.js. */
  ratio: { p50: Spread; p99: Spread }
}

/** What was aimed at and what was found. */
export interface Goal {
  name: string
  found: number
  unit: string
  goal: number
  aim: number | null
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

export function rowOf(name: string, runs: Run[]): Row {
  const over = (side: keyof Run, share: number): number[] => runs.map((run) => percentile(run[side], share))
  const percentiles = (side: keyof Run): Percentiles => {
    return { p50: median(over(side, 0.5)), p95: median(over(side, 0.95)), p99: median(over(side, 0.99)) }
  }
  const ratio = (share: number): Spread => {
    return spread(runs.map((run) => percentile(run.ours, share) / percentile(run.fuse, share)))
  }
  const asked = (side: keyof Run): number => runs.reduce((sum, run) => sum + run[side].length, 0)
  return {
    name,
    runs: runs.length,
    asked: { ours: asked('ours'), fuse: asked('fuse') },
    ours: percentiles('ours'),
    fuse: percentiles('fuse'),
    ratio: { p50: ratio(0.5), p99: ratio(0.99) },
  }
}

const number = (value: number): string => {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2)
}
const inOne = ({ p50, p95, p99 }: Percentiles): string => [p50, p95, p99].map(number).join(' / ')
const withSpread = ({ median, min, max }: Spread): string => `${number(median)} (${number(min)}-${number(max)})`

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

export function timeTable(rows: Row[]): string[] {
  return table([
    ['texts', 'runs', 'asked', 'ours p50 / p95 / p99, ms', 'fuse.js p50 / p95 / p99, ms', 'p50 ratio', 'p99 ratio'],
    ...rows.map(({ name, runs, asked, ours, fuse, ratio }) => {
      const counts = [String(runs), `${asked.ours} / ${asked.fuse}`]
      return [name, ...counts, inOne(ours), inOne(fuse), withSpread(ratio.p50), withSpread(ratio.p99)]
    }),
  ])
}

export function goalTable(goals: Goal[]): string[] {
  const verdict = (found: number, limit: number): string => (found <= limit ? 'met' : 'MISSED')
  return table(
    goals.map(({ name, found, unit, goal, aim }) => [
      name,
      `${number(found)}${unit}`,
      `goal ${goal}${unit}: ${verdict(found, goal)}`,
      aim === null ? '' : `aim ${aim}${unit}: ${verdict(found, aim)}`,
    ]),
  )
}
