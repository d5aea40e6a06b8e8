import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The calls by which SQLite changes its files. */
const WRITING = 'pwrite64,fsync,fdatasync,ftruncate'

export interface Failing {
  /** Calls that were made to fail. */
  failed(): number
  /** Lets calls through again. */
  stop(): Promise<void>
}

/**
 * Makes the calls of a running process on these files fail with `error`: from the `first` of them on, or with `once` that one
 * alone. Resolves when strace has hold of the process. Rejects where it may not.
 */
export async function failCalls(
  pid: number,
  files: string[],
  { error, first = 1, once: single = false }: { error: 'EIO' | 'EROFS'; first?: number; once?: boolean },
): Promise<Failing> {
  const inject = `inject=${WRITING}:error=${error}:when=${first}${single ? '' : '+'}`
  const paths = files.flatMap((file) => ['-P', file])
  const args = ['-f', '-p', String(pid), ...paths, '-e', `trace=${WRITING}`, '-e', inject, '-s', '0']
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let failed = 0
  let attached = () => {}
  const attaching = new Promise<void>((resolve) => {
    attached = resolve
  })
  let said = ''
  strace.stderr.on('data', (chunk: Buffer) => {
    const lines = (said + chunk).split('\n')
    said = lines.pop() ?? ''
    for (const line of lines) {
      if (line.includes(' attached')) attached()
      if (line.includes('(INJECTED)')) failed += 1
    }
  })
  const ended = once(strace, 'exit')
  const early = ended.then(([code]) => {
    throw new Error(`strace ended with ${code}: ${said}`)
  })
  early.catch(() => {})
  await Promise.race([attaching, early])
  return {
    failed: () => failed,
    async stop() {
      strace.kill('SIGINT')
      await ended
    },
  }
}
