import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Fault, Goal } from './fault.ts'

/**
 * Runs the faults, all or those that are named, one after the other, and prints a line of JSON for each:
 *   node test/faults/run.ts [--nightly] [--within <minutes>] [--tree <folder>] [F1 F9 ...]
 * Ends with 1 when a goal was missed, or a fault could not be run. Spans of time that were missed are told (`late`), and count at
 * night alone: by day the machine has other things to do.
 */
const FILES = readdirSync(import.meta.dirname).filter((name) => /^f\d\d-.*\.ts$/.test(name))

const { values, positionals } = parseArgs({
  options: {
    nightly: { type: 'boolean', default: false },
    /** No fault is begun after so many minutes; those that were not are named. */
    within: { type: 'string' },
    /** Sources that servers and clients are made of, other than these. */
    tree: { type: 'string', default: join(import.meta.dirname, '../..') },
  },
  allowPositionals: true,
})

// Children that are started a hundred times compile nothing twice.
const cache = mkdtempSync(join(tmpdir(), 'bedside-compiled-'))
process.env.NODE_COMPILE_CACHE = cache

const isFault = (exported: unknown): exported is Fault =>
  typeof exported === 'object' && exported !== null && 'run' in exported && 'about' in exported
const faults: Fault[] = []
// F28 before all others: what a harness finds that cannot fail proves nothing.
const isProof = (file: string): boolean => file.startsWith('f28-')
for (const file of [...FILES.filter(isProof), ...FILES.filter((file) => !isProof(file)).toSorted()]) {
  faults.push(...Object.values((await import(`./${file}`)) as object).filter(isFault))
}

/** `F1` names `F1-ready` as well. */
const isNamed = (fault: Fault, name: string): boolean => fault.id === name || fault.id.startsWith(`${name}-`)
const unknown = positionals.filter((name) => !faults.some((fault) => isNamed(fault, name)))
if (unknown.length > 0) {
  throw new Error(`There is no ${unknown.join(', ')}. There are ${faults.map(({ id }) => id).join(' ')}.`)
}
const chosen = faults.filter((fault) => positionals.length === 0 || positionals.some((name) => isNamed(fault, name)))

let missedAny = false
const until = performance.now() + Number(values.within ?? Number.POSITIVE_INFINITY) * 60_000
const notRun: string[] = []
for (const { id, about, run } of chosen) {
  if (performance.now() > until) {
    notRun.push(id)
    continue
  }
  const tell = (line: string) => process.stderr.write(`${id} ${line}\n`)
  tell(about)
  const from = performance.now()
  let line: object
  let missed: string[]
  let late: string[] = []
  try {
    const { figures, goals } = await run({ nightly: values.nightly, tree: values.tree, tell })
    const failed = goals.filter(({ ok }) => !ok)
    const decides = ({ timed }: Goal) => values.nightly || !timed
    missed = failed.filter(decides).map(({ name }) => name)
    late = failed.filter((goal) => !decides(goal)).map(({ name }) => name)
    line = { figures: { ...figures, seconds: Math.round((performance.now() - from) / 1000) } }
  } catch (error) {
    missed = [`it could not be run: ${error instanceof Error ? error.message : String(error)}`]
    line = { figures: {} }
  }
  missedAny ||= missed.length > 0
  process.stdout.write(`${JSON.stringify({ fault: id, ok: missed.length === 0, ...line, missed, late })}\n`)
}
rmSync(cache, { recursive: true, force: true })
if (notRun.length > 0) process.stderr.write(`\nNOT RUN within ${values.within} minutes: ${notRun.join(' ')}\n`)
process.exit(missedAny ? 1 : 0)
