import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/process.ts'
import { exactly, type Fault, inTime } from './fault.ts'
import { quantile } from './figures.ts'
import { startProgram } from './program.ts'

const SENTENCE = 'Another server is using the database'
/** How soon the second is to give up, ms, on a machine on which a process of Node that does nothing takes `IDLE_MS`. */
const REFUSED_MS = 1000
const IDLE_MS = 60
const TRIES = 5
const PATIENCE_MS = 30_000

export const fault: Fault = {
  id: 'F25',
  about: 'a second server is started on the database of one that runs, by another name of the folder too',
  async run({ tree }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bedside-two-'))
    const alias = `${dataDir}-alias`
    symlinkSync(dataDir, alias)
    const first = await startProgram({ tree, dataDir })
    try {
      const tries: { ms: number; refused: boolean }[] = []
      const idle: number[] = []
      for (let n = 0; n < TRIES; n++) {
        tries.push(await second(tree, n % 2 === 0 ? dataDir : alias))
        idle.push(await nothing())
      }
      const refused = tries.filter((one) => one.refused).length
      const refusedMs = median(tries.map(({ ms }) => ms))
      const idleMs = median(idle)
      const limitMs = Math.round(REFUSED_MS * Math.max(1, idleMs / IDLE_MS))
      const firstGoesOn = (await fetch(`${first.url}/readyz`)).status
      return {
        figures: { tries: TRIES, refused, refusedMs, idleMs, firstGoesOn },
        goals: [
          exactly('refused with its sentence', refused, TRIES),
          inTime('refused', refusedMs, limitMs),
          exactly('readiness of the first', firstGoesOn, 200),
        ],
      }
    } finally {
      await first.end('SIGKILL')
      rmSync(alias)
      rmSync(dataDir, { recursive: true })
    }
  },
}

const median = (values: number[]): number => quantile(values, 0.5)

/** How long a process of Node takes that does nothing, ms: that is how slow the machine is at the moment. */
async function nothing(): Promise<number> {
  const from = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close')
  return performance.now() - from
}

async function second(tree: string, dataDir: string): Promise<{ ms: number; refused: boolean }> {
  const env = {
    PATH: process.env.PATH,
    PORT: String(await freePort()),
    DEMO_PORT: 'off',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  }
  const from = performance.now()
  const child = spawn(process.execPath, ['--disable-proto=delete', 'server/main.ts'], {
    cwd: tree,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk))
  // One that is let in would go on for ever.
  const ended = once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => child.kill('SIGKILL'))
  await ended
  return { ms: performance.now() - from, refused: child.exitCode === 1 && output.includes(SENTENCE) }
}
