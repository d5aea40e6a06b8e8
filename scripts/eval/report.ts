import { byKind, type Figure, figures, type Judged, type Verdict } from './score.ts'

const GOOD: ReadonlySet<Verdict> = new Set(['right', 'correct', 'tolerated'])

const percent = ({ count, of }: Figure): string => (of === 0 ? '-' : String(Number(((100 * count) / of).toFixed(1))))

/** The figures, the verdicts by kind and, where asked for, every line that was not right. */
export function report(judged: Judged[], { misses }: { misses: boolean }): string {
  const lines = figures(judged).map(
    (f) => `${f.name.padEnd(52)} ${String(f.count).padStart(4)} / ${String(f.of).padEnd(4)} ${percent(f)} %`,
  )
  lines.push('')
  for (const { kind, lines: total, verdicts } of byKind(judged)) {
    const tally = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')
    lines.push(`${kind.padEnd(24)} ${String(total).padStart(3)}  ${tally}`)
  }
  if (misses) lines.push('', ...judged.filter(({ verdict }) => !GOOD.has(verdict)).map(missLine))
  return lines.join('\n')
}

function missLine({ question, reply, verdict }: Judged): string {
  const got = `${reply?.outcome ?? '-'} ${(reply?.sections ?? []).join(',')}`
  const wanted = question.expect === 'answer' ? question.sections.join(',') : question.expect
  const text = JSON.stringify(question.text.slice(0, 160))
  return `${verdict.toUpperCase()} ${question.id} [${question.kind}] ${text} -> ${got} (wanted ${wanted})`
}
