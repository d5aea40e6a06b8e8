import { median, number, percentile, type Spread, spread, table, withSpread } from '../figures.ts'

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

const inOne = ({ p50, p95, p99 }: Percentiles): string => [p50, p95, p99].map(number).join(' / ')

export function timeTable(rows: Row[]): string[] {
  return table([
    ['texts', 'runs', 'asked', 'ours p50 / p95 / p99, ms', 'fuse.js p50 / p95 / p99, ms', 'p50 ratio', 'p99 ratio'],
    ...rows.map(({ name, runs, asked, ours, fuse, ratio }) => {
      const counts = [String(runs), `${asked.ours} / ${asked.fuse}`]
      return [name, ...counts, inOne(ours), inOne(fuse), withSpread(ratio.p50), withSpread(ratio.p99)]
    }),
  ])
}
