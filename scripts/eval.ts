import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { disagreements } from './eval/agreement.ts'
import { openClinic } from './eval/clinic.ts'
import { type Reply, readQuestions } from './eval/questions.ts'
import { report } from './eval/report.ts'
import { judge } from './eval/score.ts'
import { visit } from './eval/visitor.ts'

const USAGE = 'usage: npm run eval -- QUESTIONS.jsonl [--replies OUT.jsonl] [--misses] [--content DIR]\n'

/** Asks every question of a file as a visitor of a real server and prints how the replies score. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      replies: { type: 'string' },
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
  process.stdout.write(`${report(judged, { misses: values.misses, sectionsOf: clinic.sectionsOf })}\n`)
  const astray = disagreements(replies)
  if (astray.length === 0) return 0
  process.stderr.write(`\nTHE ENGINE AND THE VISITOR DISAGREE:\n${astray.join('\n')}\n`)
  return 1
}

process.exitCode = await main()
