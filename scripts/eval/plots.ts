import type { Operation, Point } from './curve.ts'
import { type Html, html } from './html.ts'
import { wilson } from './interval.ts'
import { percent } from './percent.ts'
import type { Bin } from './reliability.ts'
import { type KindFigures, WEIGHTS, type Weight } from './score.ts'

// As wide as a phone, so that the words of a plot are not drawn smaller there than the words around it.
const WIDTH = 360
const HEIGHT = 290
const LEFT = 46
const RIGHT = 14
const TOP = 24
const BOTTOM = 50
const ROW = 38

const across = (share: number): number => LEFT + share * (WIDTH - LEFT - RIGHT)
const up = (share: number): number => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

/** The share of wrong answers over the share of questions answered, and where the engine runs. */
export function curvePlot(points: Point[], { coverage, risk }: Operation): Html {
  const top = ceiling(Math.max(...points.map((point) => point.risk), risk ?? 0))
  const at = (x: number, y: number): string => `${across(x).toFixed(1)},${up(y / top).toFixed(1)}`
  const line = points.map((point) => at(point.coverage, point.risk)).join(' ')
  const area = [at(points[0]?.coverage ?? 0, 0), line, at(points.at(-1)?.coverage ?? 0, 0)].join(' ')
  return plot(
    'curve',
    'Risk by coverage',
    `The share of answers that are wrong, for every share of the questions that could be answered. The table that follows has the numbers.`,
    html`${axes({ x: 'coverage, % of the questions', y: 'risk, % of the answers', top })}
      <polygon class="area" points="${area}"/><polyline class="line" points="${line}"/>
      ${risk === null ? '' : html`<circle class="point" cx="${across(coverage)}" cy="${up(risk / top)}" r="6"/>`}`,
  )
}

/** How often the first candidate is right, by how probable the engine takes it to be; on the diagonal the two agree. */
export function reliabilityPlot(bins: Bin[]): Html {
  const marks = bins.flatMap(({ from, count, right, confidence }) => {
    if (confidence === null) return []
    const [low, high] = wilson(right, count)
    const x = across(confidence)
    return html`<line class="whisker" x1="${x}" x2="${x}" y1="${up(low)}" y2="${up(high)}"/>
      <circle class="dot" cx="${x}" cy="${up(right / count)}" r="4.5"/>
      <text class="count" x="${across(from + 0.05)}" y="${TOP - 12}">${count}</text>`
  })
  return plot(
    'reliability',
    'Reliability of the confidence',
    'The share of first candidates that are right in each tenth of the confidence, with 95 % intervals and counts.',
    html`${axes({ x: 'confidence, %', y: 'right, % of the first candidates', top: 1 })}
      <line class="diagonal" x1="${across(0)}" y1="${up(0)}" x2="${across(1)}" y2="${up(1)}"/>${marks}`,
  )
}

const ORDER: Weight[] = ['right', 'partly', 'needless', 'wrong']

/** A bar for each kind of question, its verdicts from right to wrong. */
export function kindBars(kinds: KindFigures[]): Html {
  const bars = kinds.map(({ kind, lines, right, verdicts }, row) => {
    const y = 4 + row * ROW
    let from = 0
    const segments = ORDER.flatMap((weight) => {
      const own = [...verdicts].filter(([verdict]) => WEIGHTS[verdict] === weight)
      const count = own.reduce((sum, [, n]) => sum + n, 0)
      if (count === 0) return []
      const x = (WIDTH * from) / lines
      from += count
      // the gap keeps two neighbours apart where their colours cannot be told from each other
      const width = (WIDTH * count) / lines - (from < lines ? 2 : 0)
      const tip = own.map(([verdict, n]) => `${verdict} ${n}`).join(', ')
      return html`<rect class="${weight}" x="${x}" y="${y + 17}" width="${width}" height="11" rx="2"><title>${tip}</title></rect>`
    })
    return html`<text x="0" y="${y + 12}">${kind}</text>
      <text class="end" x="${WIDTH}" y="${y + 12}">${right} of ${lines} right</text>${segments}`
  })
  return plot(
    'kinds',
    'Verdicts by kind of question',
    'A bar for each kind, in parts that are right, partly right, handed off needlessly and wrong. The table that follows has the numbers.',
    html`${bars}`,
    kinds.length * ROW,
  )
}

function plot(name: string, title: string, description: string, content: Html, height = HEIGHT): Html {
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${name}-title ${name}-description">
    <title id="${name}-title">${title}</title><desc id="${name}-description">${description}</desc>${content}</svg>`
}

/** A grid of quarters with its numbers in per cent; `top` is the share at the upper edge. */
function axes({ x, y, top }: { x: string; y: string; top: number }): Html {
  const quarters = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => html`<line class="grid" x1="${across(0)}" x2="${across(1)}" y1="${up(share)}" y2="${up(share)}"/>
      <text class="end" x="${LEFT - 8}" y="${up(share) + 4}">${percent(share * top)}</text>
      <text class="middle" x="${across(share)}" y="${up(0) + 18}">${percent(share)}</text>`,
  )
  return html`${quarters}<text class="middle" x="${across(0.5)}" y="${HEIGHT - 8}">${x}</text>
    <text class="middle" transform="translate(11 ${up(0.5)}) rotate(-90)">${y}</text>`
}

/** The least of a few round shares that is not below `share`. */
const ceiling = (share: number): number => [0.04, 0.1, 0.2, 0.4, 0.6, 0.8].find((round) => round >= share) ?? 1
