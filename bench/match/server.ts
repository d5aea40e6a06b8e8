import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, spawnServer } from '../../test/support/process.ts'
import { visit } from '../../test/support/visitor.ts'
import { type Spread, spread } from '../figures.ts'

/** The limits on one chat let a few messages through at once. */
const QUESTIONS_A_CHAT = 4
const MIB = 1024

export interface ServerFigures {
  /** From the start of the process until it says that it is running, ms. */
  readyMs: Spread
  /** Resident memory of the process with all its threads, MiB: when it is ready, and after `questions` questions. */
  startedMib: Spread
  usedMib: number
  questions: number
}

/** The server as its owner starts it, with a new data folder each time; the last of `starts` is asked `questions`. */
export async function measureServer(questions: string[], starts: number): Promise<ServerFigures> {
  const readyMs: number[] = []
  const startedMib: number[] = []
  let usedMib = 0
  for (let at = 0; at < starts; at++) {
    const server = await start()
    try {
      readyMs.push(server.readyMs)
      startedMib.push(await memoryOf(server.pid))
      if (at < starts - 1) continue
      await askAll(server.url, questions)
      usedMib = await memoryOf(server.pid)
    } finally {
      await server.stop()
    }
  }
  return { readyMs: spread(readyMs), startedMib: spread(startedMib), usedMib, questions: questions.length }
}

async function start() {
  const dataDir = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
  const port = await freePort()
  const from = performance.now()
  const child = spawnServer({ PORT: String(port), DEMO_PORT: 'off', DATA_DIR: dataDir, NETWORK_ALLOWANCE: '1000' })
  const ended = once(child, 'exit')
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      output += chunk
      if (output.includes('Bedside is running.')) resolve()
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.once('exit', () => reject(new Error(`The server did not start:\n${output}`)))
  })
  return {
    readyMs: performance.now() - from,
    pid: child.pid ?? 0,
    url: `http://localhost:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout.trim()) / MIB
}

async function askAll(url: string, questions: string[]): Promise<void> {
  for (let at = 0; at < questions.length; at += QUESTIONS_A_CHAT) {
    const visitor = await (await visit({ url, origin: url })).start()
    for (const text of questions.slice(at, at + QUESTIONS_A_CHAT)) await visitor.say(text)
    await visitor.leave()
  }
}
