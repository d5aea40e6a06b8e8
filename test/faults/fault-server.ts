import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { serialize } from 'node:v8'
import { loadContent } from '../../server/content.ts'
import type { FromServer, Measured, OpenOptions, ToServer } from './child-messages.ts'

/** A server in a process of its own, on one port and one database for as long as the fault lasts. */
export interface FaultServer {
  readonly url: string
  readonly port: number
  /** Whether it listens: said to be open, and not ended since. */
  readonly isUp: boolean
  /** The database file. */
  readonly file: string
  readonly pid: number
  /** Everything that its processes said on standard error. */
  readonly complaints: string
  /** Starts on what is in the folder; resolves with how long it took until it listened, ms. Rejects when it does not. */
  start(): Promise<number>
  signal(signal: NodeJS.Signals): void
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>
  /** Resolves with how the process that runs now ends: its exit code, or the signal. */
  ended(): Promise<number | NodeJS.Signals>
  /** Resolves when it has done what it was told. */
  tell(message: Exclude<ToServer, { type: 'open' }>): Promise<void>
  measure(options?: { collect: boolean }): Promise<Measured>
  /** Ends it and removes the folder. */
  cleanUp(): Promise<void>
}

export interface ServerSettings {
  /** Root of the sources that it is started from. */
  tree: string
  store?: OpenOptions['store']
  timings?: OpenOptions['timings']
  /** How many processes wait, loaded, for their turn: a start is then an opening alone. */
  spares?: number
  /** Stands before the command, such as `prlimit --nofile=64`. */
  under?: string[]
  nodeOptions?: string[]
}

let contentFile: Promise<string> | null = null

/** The clinic's content in a file that is quickly read; gone with this process. */
function preparedContent(): Promise<string> {
  contentFile ??= loadContent('faq').then((content) => {
    const folder = mkdtempSync(join(tmpdir(), 'bedside-content-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'content')
    writeFileSync(file, serialize(content))
    return file
  })
  return contentFile
}

/** A server that has not been started yet. */
export async function prepareServer(settings: ServerSettings): Promise<FaultServer> {
  const { tree, store = 'thread', timings = {}, spares = 0, under = [], nodeOptions = [] } = settings
  const folder = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
  const content = await preparedContent()
  const waiting: Promise<ChildProcess>[] = []
  let child: ChildProcess | null = null
  let port = 0
  let up = false
  let complaints = ''

  function load(): Promise<ChildProcess> {
    const node = [process.execPath, '--expose-gc', ...nodeOptions, join(tree, 'test/faults/server-child.ts')]
    const [command = '', ...args] = [...under, ...node]
    const loading = spawn(command, args, {
      cwd: tree,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    loading.stderr?.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk).slice(-20_000)
    })
    return answered(loading, 'loaded').then(() => loading)
  }

  /** The next message of this type. Rejects when the process ends before it. */
  function answered<Type extends FromServer['type']>(
    from: ChildProcess,
    type: Type,
  ): Promise<Extract<FromServer, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromServer) => {
        if (message.type === 'not-open') settle(() => reject(new Error(message.message)))
        if (message.type === type) settle(() => resolve(message as Extract<FromServer, { type: Type }>))
      }
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => reject(new Error(`the server ended with ${code ?? signal} before "${type}":\n${complaints}`)))
      const settle = (act: () => void) => {
        from.off('message', onMessage)
        from.off('exit', onExit)
        act()
      }
      from.on('message', onMessage)
      from.on('exit', onExit)
    })
  }

  const running = (): ChildProcess => {
    if (!child) throw new Error('the server was not started')
    return child
  }
  const hasEnded = (one: ChildProcess): boolean => one.exitCode !== null || one.signalCode !== null

  async function end(one: ChildProcess): Promise<void> {
    if (hasEnded(one)) return
    const gone = once(one, 'exit')
    one.kill('SIGKILL')
    await gone
  }

  return {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    get port() {
      return port
    },
    file: join(folder, 'chat.db'),
    get isUp() {
      return up && child !== null && !hasEnded(child)
    },
    get pid() {
      return running().pid ?? 0
    },
    get complaints() {
      return complaints
    },
    async start() {
      const next = await (waiting.shift() ?? load())
      const from = performance.now()
      const opened = answered(next, 'open')
      const open: ToServer = { type: 'open', options: { folder, contentFile: content, port, store, timings } }
      next.send(open)
      child = next
      up = false
      port = (await opened).port
      up = true
      const tookMs = performance.now() - from
      while (waiting.length < spares) {
        const spare = load()
        spare.catch(() => {})
        waiting.push(spare)
      }
      return tookMs
    },
    signal: (signal) => void running().kill(signal),
    kill: () => end(running()),
    async ended() {
      const one = running()
      if (!hasEnded(one)) await once(one, 'exit')
      return one.exitCode ?? one.signalCode ?? 0
    },
    async tell(message) {
      const done = answered(running(), 'done')
      running().send(message)
      await done
    },
    async measure({ collect } = { collect: false }) {
      const measured = answered(running(), 'measured')
      const ask: ToServer = { type: 'measure', collect }
      running().send(ask)
      return measured
    },
    async cleanUp() {
      const spare = await Promise.allSettled(waiting.splice(0))
      const all = spare.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      await Promise.all([...all, ...(child ? [child] : [])].map(end))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
