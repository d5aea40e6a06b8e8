import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { MATCHERS } from '../faq/types.ts'
import { disagreements } from './eval/agreement.ts'
import { openClinic } from './eval/clinic.ts'
import { page } from './eval/page.ts'
import { type Reply, readQuestions } from './eval/questions.ts'
import { report } from './eval/report.ts'
import { judge } from './eval/score.ts'
import { visit } from './eval/visitor.ts'

const USAGE =
  'usage: npm run eval -- QUESTIONS.jsonl [--report FILE.html] [--replies OUT.jsonl] [--misses] [--content DIR] [--matcher full|fuse]\n'

/** Asks every question of a file as a visitor of a real server, prints how the replies score and writes a report with plots. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      replies: { type: 'string' },
      report: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'eval.html') },
      misses: { type: 'boolean', default: false },
      content: { type: 'string', default: join(import.meta.dirname, '..', 'faq') },
      matcher: { type: 'string' },
    },
  })
  const [file] = positionals
  const matcher = MATCHERS.find((name) => name === values.matcher)
  if (file === undefined || matcher !== values.matcher) {
    process.stderr.write(USAGE)
    return 2
  }
  const questions = await readQuestions(file)
  const clinic = await openClinic(values.content, matcher)
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
  const name = clinic.matcher === 'fuse' ? `${basename(file)}, by fuse.js alone` : basename(file)
  process.stdout.write(`${name}\n\n${report(judged, { misses: values.misses, sectionsOf })}\n`)
  const astray = disagreements(replies)
  await mkdir(dirname(values.report), { recursive: true })
  await writeFile(values.report, page({ judged, sectionsOf, name, at: new Date(), disagreements: astray }))
  process.stdout.write(`\nreport: ${values.report}\n`)
  if (astray.length === 0) return 0
  process.stderr.write(`\nTHE ENGINE AND THE VISITOR DISAGREE:\n${astray.join('\n')}\n`)
  return 1
}

process.exitCode = await main()
