import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The program as its owner starts it: a process of its own, real ports on loopback, a data folder of its own. */
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A machine that is busy with other tests must not make an answer late: how fast answers are is told by `bench/`. */
const PATIENT = '10000'

export interface RunningServer {
  url: string
  demoUrl: string
  dataDir: string
  /** The one-time link that was printed, or null. */
  setupLink: string | null
  /** Everything printed since the last start. */
  output(): string
  /** Sends the signal to a server that goes on. */
  signal(signal: NodeJS.Signals): void
  /** Sends the signal and resolves with the exit code (null when a signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts again on the same ports and data. */
  start(): Promise<void>
  /** Stops it if it runs and removes the data. */
  cleanUp(): Promise<void>
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export function spawnServer(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--disable-proto=delete', '--max-semi-space-size=4', 'server/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the program until it ends by itself: for starts that must be refused. */
export async function runToEnd(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawnServer(env)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const [port, demoPort] = [await freePort(), await freePort()]
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'bedside-')))
  const all = {
    PORT: String(port),
    DEMO_PORT: String(demoPort),
    DATA_DIR: dataDir,
    NETWORK_ALLOWANCE: '1000',
    ANSWER_WITHIN_MS: PATIENT,
    ...env,
  }
  let child: ChildProcess | null = null
  let output = ''

  const server: RunningServer = {
    url: `http://localhost:${port}`,
    demoUrl: `http://localhost:${demoPort}`,
    dataDir,
    setupLink: null,
    output: () => output,
    async start() {
      output = ''
      const started = spawnServer(all)
      child = started
      await new Promise<void>((resolve, reject) => {
        const onData = (chunk: Buffer) => {
          output += chunk
          if (output.includes('Stop with Ctrl-C')) resolve()
        }
        started.stdout?.on('data', onData)
        started.stderr?.on('data', onData)
        started.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${output}`)))
      })
      server.setupLink = /https?:\/\/\S+\/setup\/\S+/.exec(output)?.[0] ?? null
    },
    signal: (signal) => void child?.kill(signal),
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
      const ended = once(child, 'exit') as Promise<[number | null]>
      child.kill(signal)
      return (await ended)[0]
    },
    async cleanUp() {
      await server.stop('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** The program over a copy of the content, which a test may change. */
export async function startServerWithOwnContent(
  env: Record<string, string> = {},
): Promise<RunningServer & { contentDir: string }> {
  const contentDir = await mkdtemp(join(tmpdir(), 'bedside-faq-'))
  await cp(join(root, 'faq'), contentDir, { recursive: true })
  const server = await startServer({ CONTENT_DIR: contentDir, ...env })
  const { cleanUp } = server
  return Object.assign(server, {
    contentDir,
    async cleanUp() {
      await cleanUp()
      await rm(contentDir, { recursive: true, force: true })
    },
  })
}
