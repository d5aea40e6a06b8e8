import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadContent } from '../server/content.ts'
import { builtEngine } from '../test/support/engine.ts'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, table } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { type Row, timeTable } from './match/figures.ts'
import { measureServer, type ServerFigures } from './match/server.ts'
import type { ServingFigures } from './match/serving.ts'
import { measureTimes } from './match/time.ts'

const root = join(import.meta.dirname, '..')
const QUESTIONS = 'test/faq/questions.jsonl'
/** How many questions the started server is asked. */
const SERVED = 200

interface Found {
  machine: Machine
  entries: number
  phrasings: number
  questions: number
  rows: Row[]
  server: ServerFigures
  serving: ServingFigures
  goals: Goal[]
}

export const match: Bench = {
  about:
    'time of a question against vanilla fuse.js on the same content, memory, start, and how long the server is held up',
  async run({ runs, tell }) {
    const content = await loadContent(join(root, 'faq'))
    const lines = (await readFile(join(root, QUESTIONS), 'utf8')).trim().split('\n')
    const questions = lines.map((line) => (JSON.parse(line) as { text: string }).text)
    const on = machine(['fuse.js'])

    tell(`starting the server ${runs} times and asking it ${SERVED} questions`)
    const server = await measureServer(questions.slice(0, SERVED), runs)
    tell('asking worst-case texts beside a thread that serves')
    const serving = await measureServing()
    const { phrasings, rows } = measureTimes({ content, engine: await builtEngine(content), questions }, runs, tell)

    const found: Found = {
      machine: on,
      entries: content.entries.length,
      phrasings,
      questions: questions.length,
      rows,
      server,
      serving,
      goals: goalsOf(rows, server, serving),
    }
    return { text: textOf(found), data: found }
  },
}

async function measureServing(): Promise<ServingFigures> {
  const file = join(import.meta.dirname, 'match/serving.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-proto=delete', file])
  return JSON.parse(stdout) as ServingFigures
}

function goalsOf(rows: Row[], server: ServerFigures, serving: ServingFigures): Goal[] {
  const worst = (of: 'p50' | 'p99'): { name: string; found: number } => {
    const found = Math.max(...rows.map(({ ratio }) => ratio[of].median))
    return { name: rows.find(({ ratio }) => ratio[of].median === found)?.name ?? '', found }
  }
  const ratio = (of: 'p50' | 'p99', goal: number, aim: number): Goal => {
    const { name, found } = worst(of)
    return { name: `${of}, ours / fuse.js, on the texts where it is highest (${name})`, found, unit: '', goal, aim }
  }
  return [
    ratio('p50', 0.2, 0.05),
    ratio('p99', 1, 0.3),
    { name: `memory after ${server.questions} questions`, found: server.usedMib, unit: ' MiB', goal: 300, aim: 180 },
    { name: 'from start to ready', found: server.readyMs.median, unit: ' ms', goal: 2000, aim: 1000 },
    { name: 'longest hold-up of the serving thread', found: serving.heldUpMs, unit: ' ms', goal: 50, aim: null },
  ]
}

function textOf({ rows, server, serving, goals, ...about }: Found): string {
  const { readyMs, startedMib } = server
  return [
    ...machineLines(about.machine),
    `fuse.js with its defaults; ${about.entries} entries and the topics, ${about.phrasings} questions and phrasings; ${about.questions} typical questions (${QUESTIONS}); worst cases of 4,000 characters`,
    '',
    'Time of a question. Percentiles are the medians of the runs; ratios are ours / fuse.js: median (least-most of the runs).',
    ...timeTable(rows),
    '',
    ...table([
      ['start to ready', `${readyMs.median.toFixed(0)} ms (${readyMs.min.toFixed(0)}-${readyMs.max.toFixed(0)})`],
      [
        'memory when ready',
        `${startedMib.median.toFixed(0)} MiB (${startedMib.min.toFixed(0)}-${startedMib.max.toFixed(0)})`,
      ],
      [`memory after ${server.questions} questions`, `${server.usedMib.toFixed(0)} MiB`],
      ['serving thread held up, at most', `${serving.heldUpMs.toFixed(1)} ms (idle: ${serving.idleMs.toFixed(1)} ms)`],
      ['of that for handing over a question', `${serving.handingOverMs.toFixed(1)} ms`],
      ['worst-case texts without a decision in time', `${serving.late} of ${serving.asked}`],
    ]),
    '',
    ...goalTable(goals),
  ].join('\n')
}
