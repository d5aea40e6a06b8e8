import { attemptsOf } from './attempts.ts'
import { type Confusion, confusions } from './confusion.ts'
import { areaUnder, type Operation, operation, type Point, riskCoverage, tenths } from './curve.ts'
import { type Html, html } from './html.ts'
import { wilson } from './interval.ts'
import { STYLE } from './page-style.ts'
import { percent } from './percent.ts'
import { curvePlot, kindBars, reliabilityPlot } from './plots.ts'
import { wantedSections } from './questions.ts'
import { type Bin, reliability } from './reliability.ts'
import { byKind, type Figure, figures, isRight, type Judged, type KindFigures, WEIGHTS, type Weight } from './score.ts'

export interface Evaluation {
  judged: Judged[]
  sectionsOf: (entryId: string) => string[]
  /** The name of the questions' file. */
  name: string
  /** When the questions were asked. */
  at: Date
  /** Where the engine and what the visitor saw did not agree, a sentence each. */
  disagreements: string[]
}

/** The whole evaluation as one HTML document that needs nothing else and runs nothing. */
export function page({ judged, sectionsOf, name, at, disagreements }: Evaluation): string {
  const attempts = attemptsOf(judged, sectionsOf)
  const misses = judged.filter((one) => !isRight(one))
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evaluation: ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Evaluation: ${name}</h1>
<p>${judged.length} questions, asked <time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>; ${judged.length - misses.length} replies right.</p>
</header>
<main>
${alarm(disagreements)}
${figuresPart(figures(judged))}
${curvePart(riskCoverage(attempts), operation(attempts), attempts.length)}
${reliabilityPart(reliability(attempts))}
${kindsPart(byKind(judged))}
${confusionsPart(confusions(judged, sectionsOf))}
${missesPart(misses)}
</main>
</body>
</html>
`
  return document.source
}

const share = (count: number, of: number): string => (of === 0 ? '–' : `${percent(count / of)} %`)

function interval(count: number, of: number): string {
  if (of === 0) return '–'
  const [low, high] = wilson(count, of)
  return `${percent(low)} to ${percent(high)}`
}

/** A table that scrolls by itself, by keyboard too, where the screen is narrower. */
const scrolling = (name: string, table: Html): Html =>
  html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`

function alarm(disagreements: string[]): Html {
  if (disagreements.length === 0) return html``
  return html`<section class="alarm" role="alert">
<h2>The engine and the visitor disagree</h2>
<p>What follows about the confidence does not hold for these replies.</p>
<ul>${disagreements.map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>`
}

function figuresPart(all: Figure[]): Html {
  const rows = all.map(
    ({ name, count, of }) => html`<tr><th scope="row">${name}</th><td class="number">${count} / ${of}</td>
<td class="number">${share(count, of)}</td><td class="number">${interval(count, of)}</td></tr>`,
  )
  return html`<section><h2>Figures</h2>
${scrolling(
  'Figures',
  html`<table><caption>The weightiest first. The interval holds the share of all questions like these with 95 % confidence (Wilson).</caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="number">count</th><th scope="col" class="number">share</th><th scope="col" class="number">interval, %</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}</section>`
}

function curvePart(points: Point[], now: Operation, count: number): Html {
  const area = areaUnder(points)
  const rows = tenths(points).map(({ coverage, point }) => {
    const wrong = point ? `${percent(point.risk)} %` : '–'
    const threshold = point ? (point.threshold?.toFixed(3) ?? 'none needed') : 'not reached'
    return html`<tr><th scope="row">${percent(coverage)} %</th><td class="number">${wrong}</td><td class="number">${threshold}</td></tr>`
  })
  const needed = now.thresholds.map((threshold) => threshold.toFixed(3)).join(' or ')
  return html`<section><h2>Risk by coverage</h2>
<p>What another threshold on the confidence would do to the ${count} questions that expect an answer or a person: how many would be answered, and how many of those answers would be wrong, from no right section or in the place of a person.</p>
<div class="pair"><figure>${curvePlot(points, now)}
<figcaption>The dot is the engine as it runs. It need not lie on the line: it leaves questions to a person because of their topic too, and its threshold depends on what a ranking rests on.</figcaption></figure>
${scrolling(
  'Risk by coverage',
  html`<table><caption>Area under the curve (AURC): ${area === null ? '–' : area.toFixed(4)}, the mean risk up to a coverage of ${percent(points.at(-1)?.coverage ?? 0)} %. Answers that need no confidence are given at every threshold; questions without an entry among their candidates stay with a person at every one.</caption>
<thead><tr><th scope="col">coverage</th><th scope="col" class="number">risk</th><th scope="col" class="number">threshold</th></tr></thead>
<tbody>${rows}<tr class="now"><th scope="row">as it runs: ${percent(now.coverage)} %</th><td class="number">${now.risk === null ? '–' : `${percent(now.risk)} %`}</td><td class="number">${needed || '–'}</td></tr></tbody></table>`,
)}</div></section>`
}

function reliabilityPart(bins: Bin[]): Html {
  const rows = bins.map(({ from, count, right, confidence }) => {
    const range = `${percent(from)} to ${percent(from + 1 / bins.length)}`
    const mean = confidence === null ? '–' : percent(confidence)
    return html`<tr><th scope="row">${range}</th><td class="number">${mean}</td><td class="number">${right} / ${count}</td><td class="number">${share(right, count)}</td><td class="number">${interval(right, count)}</td></tr>`
  })
  return html`<section><h2>Reliability of the confidence</h2>
<div class="pair"><figure>${reliabilityPlot(bins)}
<figcaption>Above the dashed line the engine is right more often than it claims, below it less often. The numbers above the plot count the questions.</figcaption></figure>
${scrolling(
  'Reliability',
  html`<table><caption>How often the first candidate is right, whatever became of it.</caption>
<thead><tr><th scope="col">confidence, %</th><th scope="col" class="number">mean</th><th scope="col" class="number">right</th><th scope="col" class="number">share</th><th scope="col" class="number">interval, %</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}</div></section>`
}

const KEY: [Weight, string][] = [
  ['right', 'right'],
  ['partly', 'partly right'],
  ['needless', 'handed off needlessly'],
  ['wrong', 'wrong'],
]

function kindsPart(kinds: KindFigures[]): Html {
  const rows = kinds.map(({ kind, lines, right, verdicts }) => {
    const tally = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')
    return html`<tr><th scope="row">${kind}</th><td class="number">${lines}</td><td class="number">${share(right, lines)}</td><td class="number">${interval(right, lines)}</td><td class="words">${tally}</td></tr>`
  })
  const key = KEY.map(
    ([weight, name]) =>
      html`<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="${weight}" width="12" height="12" rx="2"/></svg>${name}</span> `,
  )
  return html`<section><h2>Kinds of question</h2>
<div class="pair"><figure>${kindBars(kinds)}<figcaption>${key}</figcaption></figure>
${scrolling(
  'Kinds of question',
  html`<table><caption>How often each verdict was given.</caption>
<thead><tr><th scope="col">kind</th><th scope="col" class="number">lines</th><th scope="col" class="number">right</th><th scope="col" class="number">interval, %</th><th scope="col">verdicts</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}</div></section>`
}

function confusionsPart(all: Confusion[]): Html {
  if (all.length === 0)
    return html`<section><h2>Confusions</h2><p>No entry was given or offered in the place of another.</p></section>`
  const rows = all.map(
    ({ entryId, as, expected, questions }) =>
      html`<tr><td>${questions.length}</td><th scope="row">${entryId}</th><td>${as}</td><td>${expected}</td><td class="words">${questions.join(' ')}</td></tr>`,
  )
  return html`<section><h2>Confusions</h2>
${scrolling(
  'Confusions',
  html`<table><caption>Entries in wrong answers, and in titles among which none was right; the most frequent first.</caption>
<thead><tr><th scope="col">times</th><th scope="col">entry given</th><th scope="col">as</th><th scope="col">expected</th><th scope="col">questions</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}</section>`
}

function missesPart(misses: Judged[]): Html {
  return html`<section><h2>Misses</h2>
<p>${misses.length === 0 ? 'Every reply was right.' : `${misses.length} replies that were not right.`}</p>
<ol class="misses">${misses.map(missItem)}</ol></section>`
}

function missItem({ question, reply, verdict }: Judged): Html {
  const wanted = wantedSections(question)
  const expected = wanted.length > 0 ? `${question.expect} from ${wanted.join(' or ')}` : question.expect
  const sections = reply?.sections.length ? ` from ${reply.sections.join(', ')}` : ''
  const decision = reply?.decision
  const candidates = decision?.candidates.map(({ id, score }) => `${id} ${score.toFixed(3)}`).join(', ')
  const before = question.previous.map((text) => html`<blockquote class="before" dir="auto">${text}</blockquote>`)
  return html`<li class="${WEIGHTS[verdict]}"><h3>${verdict}: ${question.id}, ${question.kind}</h3>
${before}<blockquote dir="auto">${question.text}</blockquote>
<p>Got ${reply ? reply.outcome + sections : 'nothing'}; expected ${expected}.</p>
${decision ? html`<p class="why">Decided by ${decision.rule}${candidates ? `; candidates ${candidates}` : ''}.</p>` : ''}</li>`
}
