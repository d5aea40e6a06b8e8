import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../support/process.ts'
import { ORIGIN } from './origins.ts'

/** The program itself, as its owner starts it. */
export interface Program {
  /** The address that it listens at. It is made for pages that come from `ORIGIN`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly child: ChildProcess
  /** From its start until it said that it can store, ms. */
  readonly readyMs: number
  /** Everything that it printed. */
  readonly output: string
  /** The one-time link that was printed, or null. */
  readonly setupLink: string | null
  /** Sends the signal; resolves with the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

export interface ProgramSettings {
  /** Root of the sources. */
  tree: string
  dataDir: string
  /** 0 for any. */
  port?: number
  env?: Record<string, string>
  nodeOptions?: string[]
  /** Stands before the command, such as `prlimit --nofile=64`. */
  under?: string[]
}

/** Resolves when it is ready. Rejects with what it printed when it ends before. */
export async function startProgram(settings: ProgramSettings): Promise<Program> {
  const { tree, dataDir, env = {}, nodeOptions = [], under = [] } = settings
  const port = settings.port || (await freePort())
  const url = `http://127.0.0.1:${port}`
  const node = [process.execPath, '--disable-proto=delete', '--max-semi-space-size=4', ...nodeOptions, 'server/main.ts']
  const [command = '', ...args] = [...under, ...node]
  const from = performance.now()
  const child = spawn(command, args, {
    cwd: tree,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DEMO_PORT: 'off',
      DATA_DIR: dataDir,
      PUBLIC_URL: ORIGIN,
      NETWORK_ALLOWANCE: '1000',
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk))
  const gone = () => child.exitCode !== null || child.signalCode !== null

  const isReady = async (): Promise<boolean> => {
    const response = await fetch(`${url}/readyz`).catch(() => null)
    await response?.arrayBuffer()
    return response?.status === 200
  }
  while (!(await isReady())) {
    if (gone()) throw new Error(`the program ended with ${child.exitCode ?? child.signalCode}:\n${output}`)
    await pause(10)
  }
  const readyMs = performance.now() - from

  return {
    url,
    port,
    pid: child.pid ?? 0,
    child,
    readyMs,
    get output() {
      return output
    },
    get setupLink() {
      return /https?:\/\/\S+\/setup\/\S+/.exec(output)?.[0] ?? null
    },
    async end(signal) {
      if (!gone()) {
        const ended = once(child, 'exit')
        child.kill(signal)
        await ended
      }
      return child.exitCode ?? child.signalCode ?? 0
    },
  }
}
