import { attemptsOf } from './attempts.ts'
import { confusions } from './confusion.ts'
import { areaUnder, operation, riskCoverage, tenths } from './curve.ts'
import { wilson } from './interval.ts'
import { percent } from './percent.ts'
import { wantedSections } from './questions.ts'
import { byKind, figures, isRight, type Judged } from './score.ts'

const MOST_CONFUSIONS = 10

/**
 * The figures with their intervals, the verdicts by kind, what another threshold would do, which entries were given wrongly
 * and, where asked for, every line that was not right.
 */
export function report(
  judged: Judged[],
  { misses, sectionsOf }: { misses: boolean; sectionsOf: (entryId: string) => string[] },
): string {
  const lines = figures(judged).map(({ name, count, of }) => {
    const start = `${name.padEnd(52)} ${String(count).padStart(4)} / ${String(of).padEnd(4)}`
    return of === 0 ? `${start} - %` : `${start} ${`${percent(count / of)} %`.padEnd(7)} ${interval(count, of)}`
  })
  lines.push('')
  for (const { kind, lines: total, right, verdicts } of byKind(judged)) {
    const tally = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')
    lines.push(`${kind.padEnd(24)} ${String(total).padStart(3)}  ${tally}; ${percent(right / total)} % right`)
  }
  lines.push('', ...curveLines(judged, sectionsOf), '', ...confusionLines(judged, sectionsOf))
  if (misses) lines.push('', ...judged.filter((one) => !isRight(one)).map(missLine))
  return lines.join('\n')
}

function interval(count: number, of: number): string {
  const [low, high] = wilson(count, of)
  return `(${percent(low)} to ${percent(high)})`
}

function curveLines(judged: Judged[], sectionsOf: (entryId: string) => string[]): string[] {
  const attempts = attemptsOf(judged, sectionsOf)
  const points = riskCoverage(attempts)
  const area = areaUnder(points)
  const { coverage, risk, thresholds } = operation(attempts)
  const row = (name: string, wrong: string, threshold: string): string =>
    `${name.padStart(8)}  ${wrong.padStart(6)}  ${threshold}`
  return [
    `risk by coverage, ${attempts.length} lines that expect an answer or a person`,
    row('coverage', 'risk', 'threshold'),
    ...tenths(points).map(({ coverage: share, point }) =>
      point
        ? row(`${percent(share)} %`, `${percent(point.risk)} %`, point.threshold?.toFixed(3) ?? 'none needed')
        : row(`${percent(share)} %`, '-', 'no threshold reaches it'),
    ),
    row(
      `${percent(coverage)} %`,
      risk === null ? '-' : `${percent(risk)} %`,
      `${listed(thresholds)}, as the engine runs`,
    ),
    area === null
      ? 'area under the curve: -'
      : `area under the curve (AURC, mean risk) ${area.toFixed(4)} up to ${percent(points.at(-1)?.coverage ?? 0)} % coverage`,
  ]
}

const listed = (thresholds: number[]): string =>
  thresholds.length === 0 ? 'none' : thresholds.map((threshold) => threshold.toFixed(3)).join(' or ')

function confusionLines(judged: Judged[], sectionsOf: (entryId: string) => string[]): string[] {
  const all = confusions(judged, sectionsOf)
  const shown = all.slice(0, MOST_CONFUSIONS)
  const title = shown.length < all.length ? `confusions, the first ${shown.length} of ${all.length}` : 'confusions'
  return [
    `${title}${all.length === 0 ? ': none' : ''}`,
    ...shown.map(({ entryId, as, expected, questions }) => {
      return `${String(questions.length).padStart(4)}  ${as} ${entryId} where ${expected} was expected: ${questions.join(' ')}`
    }),
  ]
}

function missLine({ question, reply, verdict }: Judged): string {
  const got = `${reply?.outcome ?? '-'} ${(reply?.sections ?? []).join(',')}`
  const wanted = question.expect === 'answer' ? wantedSections(question).join(',') : question.expect
  const text = JSON.stringify(question.text.slice(0, 160))
  return `${verdict.toUpperCase()} ${question.id} [${question.kind}] ${text} -> ${got} (wanted ${wanted})`
}
