import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { masterKeys } from '../../server/master-keys.ts'
import { exactly, type Fault, type FaultOptions, type Found } from './fault.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { clientCode } from './load.ts'
import { type ProgramSettings, startProgram } from './program.ts'

const LASTS_MS = { perChange: 5000, nightly: 120_000 }
const VISITORS = 60

export const files: Fault = {
  id: 'F26-files',
  about: `the program may have 64 files open, and ${VISITORS} visitors come`,
  run: (options) => underLimits(options, { under: ['prlimit', '--nofile=64'] }),
}

/** Too few to begin with, in one part of the program or another. */
const TOO_FEW_FILES = [24, 32, 40]

export const refusedStarts: Fault = {
  id: 'F26-start',
  about: 'the program is started where it may not open what it needs',
  async run({ tree, tell }) {
    let started = 0
    let obscure = 0
    for (const limit of TOO_FEW_FILES) {
      const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
      try {
        const running = await startProgram({ tree, dataDir, under: ['prlimit', `--nofile=${limit}`] })
        await running.end('SIGKILL')
        started += 1
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error)
        tell(said.split('\n').filter(Boolean).slice(2).join(' '))
        if (!isPlain(said)) obscure += 1
      } finally {
        rmSync(dataDir, { recursive: true, force: true })
      }
    }
    return {
      figures: { starts: TOO_FEW_FILES.length, started, obscure },
      goals: [exactly('starts that were refused without a plain sentence', obscure, 0)],
    }
  },
}

export const heap: Fault = {
  id: 'F26-heap',
  about: `the program may have a heap of 96 MB, and ${VISITORS} visitors come`,
  run: (options) => underLimits(options, { nodeOptions: ['--max-old-space-size=96'] }),
}

async function underLimits({ nightly, tree, tell }: FaultOptions, limits: Partial<ProgramSettings>): Promise<Found> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
  try {
    const running = await startProgram({ tree, dataDir, ...limits })
    const { openVisitor } = await clientCode(tree)
    const visitors = Array.from({ length: VISITORS }, (_, n) => openVisitor({ url: running.url, name: `v${n}` }))
    try {
      const talking = setInterval(() => {
        for (const visitor of visitors) if (visitor.pending < 2) visitor.say()
      }, 1200)
      await pause(nightly ? LASTS_MS.nightly : LASTS_MS.perChange)
      clearInterval(talking)
      const connected = visitors.filter(({ connection }) => connection.state === 'online').length
      const endedItself = running.child.exitCode ?? running.child.signalCode
      const said = running.output
      const acked = visitors.reduce((sum, { testimony }) => sum + testimony.acked.size, 0)
      await running.end('SIGKILL')
      tell(`${connected} of ${VISITORS} were connected, ${acked} acknowledged`)
      for (const visitor of visitors) visitor.stop()
      const ring = await masterKeys(join(dataDir, 'master.key'))
      const final = await readFinalState(join(dataDir, 'chat.db'), ring)
      // What was on its way when it ended is on no screen: the views are not held against anybody.
      const ends = visitors.map(({ testimony }) => ({ ...testimony, views: () => [] }))
      const verdict = judge(ends, final)
      const badExit = endedItself !== null && !isPlain(said) ? 1 : 0
      return {
        figures: { started: 1, connected, endedItself: String(endedItself ?? 'no'), ...verdict },
        goals: [exactly('exits without a plain sentence', badExit, 0), ...flawless(verdict)],
      }
    } finally {
      for (const visitor of visitors) visitor.stop()
      await running.end('SIGKILL')
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A whole sentence besides the one that says that it did not start, no stack, and nothing that a program says as it breaks. */
function isPlain(said: string): boolean {
  const words = said.replace(/^.*\n/, '').replace('Bedside did not start.', '')
  return /[A-Z][^\n]{20,}\./.test(words) && !/\n\s+at |FATAL ERROR|core dumped|initialization failure/.test(said)
}
