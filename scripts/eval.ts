import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { disagreements } from './eval/agreement.ts'
import { openClinic } from './eval/clinic.ts'
import { page } from './eval/page.ts'
import { type Reply, readQuestions } from './eval/questions.ts'
import { report } from './eval/report.ts'
import { judge } from './eval/score.ts'
import { visit } from './eval/visitor.ts'

const USAGE =
  'usage: npm run eval -- QUESTIONS.jsonl [--report FILE.html] [--replies OUT.jsonl] [--misses] [--content DIR]\n'

/** Asks every question of a file as a visitor of a real server, prints how the replies score and writes a report with plots. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      replies: { type: 'string' },
      report: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'eval.html') },
      misses: { type: 'boolean', default: false },
      content: { type: 'string', default: join(import.meta.dirname, '..', 'faq') },
    },
  })
  const [file] = positionals
  if (file === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  const questions = await readQuestions(file)
  const clinic = await openClinic(values.content)
  const replies: Reply[] = []
  try {
    for (const question of questions) replies.push(await visit(clinic, question))
  } finally {
    await clinic.close()
  }
  if (values.replies !== undefined) {
    await writeFile(values.replies, replies.map((reply) => `${JSON.stringify(reply)}\n`).join(''))
  }
  const judged = judge(questions, replies)
  const { sectionsOf } = clinic
  process.stdout.write(`${report(judged, { misses: values.misses, sectionsOf })}\n`)
  const astray = disagreements(replies)
  await mkdir(dirname(values.report), { recursive: true })
  await writeFile(
    values.report,
    page({ judged, sectionsOf, name: basename(file), at: new Date(), disagreements: astray }),
  )
  process.stdout.write(`\nreport: ${values.report}\n`)
  if (astray.length === 0) return 0
  process.stderr.write(`\nTHE ENGINE AND THE VISITOR DISAGREE:\n${astray.join('\n')}\n`)
  return 1
}

process.exitCode = await main()
