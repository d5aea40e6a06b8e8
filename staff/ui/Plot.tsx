import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'

export interface PlotSeries {
  label: string
  /** Names of the colors: `accent` for `--accent`. */
  fill: string
  edge: string
  /** One a day; null draws nothing. */
  values: (number | null)[]
}

interface Props {
  kind: 'stack' | 'points'
  days: string[]
  series: PlotSeries[]
  /** A number on the axis. */
  say: (n: number) => string
}

const HEIGHT = 220
/** Room that a day's name needs, px. */
const LABEL_WIDTH = 64

/** A drawing of what a table beside it says: nothing is told by it alone, so it is hidden from screen readers. */
export function Plot({ kind, days, series, say }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const target = box.current
    if (!target) return
    let plot: uPlot | null = null
    const draw = () => {
      plot?.destroy()
      plot = new uPlot(optionsOf(target, { kind, days, series, say }), dataOf(kind, days, series), target)
    }
    draw()
    const resized = new ResizeObserver(() => plot?.setSize({ width: target.clientWidth, height: HEIGHT }))
    resized.observe(target)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      dark.removeEventListener('change', draw)
      plot?.destroy()
    }
  }, [kind, days, series, say])
  return (
    <figure class="plot">
      <div ref={box} aria-hidden="true" />
      <figcaption>
        {series.map(({ label, fill, edge }) => (
          <span key={label} class="plot-key">
            <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
              <rect x="1" y="1" width="10" height="10" rx="3" fill={`var(--${fill})`} stroke={`var(--${edge})`} />
            </svg>
            {label}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

/** Bars that stand on each other are drawn as sums, the highest first, so that each lower one covers its part. */
function dataOf(kind: Props['kind'], days: string[], series: PlotSeries[]): uPlot.AlignedData {
  const x = days.map((_, n) => n)
  if (kind === 'points') return [x, ...series.map(({ values }) => values)]
  const sums = series.map((_, s) =>
    // A sum of nothing would be drawn as a line.
    x.map((n) => series.slice(0, s + 1).reduce((sum, { values }) => sum + (values[n] ?? 0), 0) || null),
  )
  return [x, ...sums.toReversed()]
}

function optionsOf(target: HTMLElement, { kind, days, series, say }: Props): uPlot.Options {
  const style = getComputedStyle(target)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const font = `12px ${style.fontFamily}`
  const ink = color('ink-2')
  const every = Math.max(1, Math.ceil(days.length / Math.max(1, Math.floor(target.clientWidth / LABEL_WIDTH))))
  const drawn = kind === 'stack' ? series.toReversed() : series
  return {
    width: target.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_plot, _min, max) => [0, Math.max(max ?? 0, 1) * 1.05] },
    },
    axes: [
      {
        font,
        stroke: ink,
        size: 28,
        grid: { show: false },
        ticks: { show: false },
        splits: () => days.flatMap((_, n) => ((days.length - 1 - n) % every === 0 ? [n] : [])),
        values: (_plot, splits) => splits.map((n) => days[n] ?? ''),
      },
      {
        font,
        stroke: ink,
        size: kind === 'stack' ? 44 : 76,
        incrs:
          kind === 'stack'
            ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
            : [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400],
        grid: { stroke: color('line'), width: 1 },
        ticks: { show: false },
        values: (_plot, splits) => splits.map(say),
      },
    ],
    series: [
      {},
      ...drawn.map(({ label, fill, edge }): uPlot.Series => {
        const look = { label, fill: color(fill), stroke: color(edge), width: 1 }
        return kind === 'stack'
          ? { ...look, points: { show: false }, ...(bars ? { paths: bars } : {}) }
          : {
              label,
              stroke: color(edge),
              width: 2,
              points: { show: true, size: 8, width: 1, fill: color(fill), stroke: color(edge) },
            }
      }),
    ],
  }
}

const bars = uPlot.paths.bars?.({ size: [0.7, 36] })
