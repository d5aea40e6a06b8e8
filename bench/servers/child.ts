import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a process has used so far. */
export interface Usage {
  /** Time of all its threads on a processor, ms. */
  cpuMs: number
  /** Resident memory, and the part of it that values of the serving thread take, bytes. */
  rss: number
  heapUsed: number
}

/** A server that is measured: a process of its own, so that whoever loads it takes none of its time. */
export interface MeasuredServer {
  url: string
  pid: number
  /** With `collected` what is no longer used is collected before. */
  usage(options?: { collected: boolean }): Promise<Usage>
  stop(): Promise<void>
}

/** What the measured process is told, and what it tells. */
export type ToServer = { ask: 'usage'; collected: boolean } | { ask: 'stop' }
export type FromServer = { url: string } | { usage: Usage }

/** The flags that the product is started with (`npm start`), for every server that is measured. */
const FLAGS = ['--disable-proto=delete', '--max-semi-space-size=4', '--expose-gc']

/** Starts `file` of this folder; it says where it listens. Rejects when it ends before that. */
export async function startMeasured(
  file: 'product.ts' | 'bare.ts',
  args: string[] = [],
  flags: string[] = [],
): Promise<MeasuredServer> {
  const child = fork(join(import.meta.dirname, file), args, { execArgv: [...FLAGS, ...flags] })
  const ended = once(child, 'exit')
  const ask = async (message: ToServer): Promise<FromServer> => {
    const answer = answerOf(child, ended)
    child.send(message)
    return await answer
  }
  const first = await answerOf(child, ended)
  if (!('url' in first)) throw new Error(`${file} began with something else than its address`)
  return {
    url: first.url,
    pid: child.pid ?? 0,
    async usage({ collected } = { collected: false }) {
      const answer = await ask({ ask: 'usage', collected })
      if (!('usage' in answer)) throw new Error(`${file} said something else than its usage`)
      return answer.usage
    },
    async stop() {
      child.send({ ask: 'stop' } satisfies ToServer)
      await ended
    },
  }
}

async function answerOf(child: ChildProcess, ended: Promise<unknown[]>): Promise<FromServer> {
  const first = await Promise.race([once(child, 'message'), ended.then(([code]) => `it ended with ${String(code)}`)])
  if (typeof first === 'string') throw new Error(`the measured server did not answer: ${first}`)
  return first[0] as FromServer
}
