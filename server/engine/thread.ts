import { Worker } from 'node:worker_threads'
import type { Content } from '../../faq/types.ts'
import type { Clock } from '../clock.ts'
import { cachingEnv } from '../code-cache.ts'
import { ContentError } from '../content.ts'
import { EngineError } from './engine-error.ts'
import type { Footing, Report, Request, Task } from './messages.ts'

type Reply = Extract<Report, { id: number }>

/** What a thread has learned, and what it goes by. */
export interface Learned {
  content: Content
  footing: Footing
}

export interface Thread {
  /**
   * What it has learned, once questions can be asked. Rejects with ContentError when the folder was refused, and with what went
   * wrong when the thread ended or took too long.
   */
  ready: Promise<Learned>
  ask(request: Request): void
  /** Ends it, whatever it is doing. Nothing is heard from it any more. */
  end(): Promise<void>
}

interface ThreadSettings {
  /** The file that it runs. */
  file: URL
  task: Task
  clock: Clock
  /** How long it may take to get ready, ms. */
  startMs: number
  onReply(reply: Reply): void
  /** It ended by itself after it was ready. */
  onLost(cause: unknown): void
}

/** Memory for JavaScript values, MiB: many times what a large clinic's content takes. Beyond it the thread ends, not the server. */
const MAX_HEAP_MIB = 512
/** The part of it for values that are soon forgotten, MiB. V8 takes four times as much by itself, of which nothing is gained. */
const YOUNG_HEAP_MIB = 12

export function startThread({ file, task, clock, startMs, onReply, onLost }: ThreadSettings): Thread {
  const worker = new Worker(file, {
    workerData: task,
    name: 'engine',
    env: cachingEnv(),
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
  })
  const { promise: ready, resolve, reject } = Promise.withResolvers<Learned>()
  let content: Content | null = null
  let state: 'starting' | 'ready' | 'ended' = 'starting'

  const end = async (): Promise<void> => {
    state = 'ended'
    stopWaiting()
    await worker.terminate()
  }
  /** Ended by itself or given up: whoever waits is told, once. */
  const lose = (cause: unknown): void => {
    const before = state
    if (before === 'ended') return
    void end()
    if (before === 'starting') reject(cause)
    else onLost(cause)
  }
  const stopWaiting = clock.after(startMs, () => lose(new EngineError('engine-stuck')))

  worker.on('message', (report: Report) => {
    if (state === 'ended') return
    switch (report.type) {
      case 'refused':
        return lose(new ContentError(report.problems))
      case 'loaded':
        content = report.content
        return
      case 'ready':
        if (!content) return lose(new EngineError('engine-failed'))
        state = 'ready'
        stopWaiting()
        return resolve({ content, footing: report.footing })
      default:
        return onReply(report)
    }
  })
  worker.on('messageerror', lose)
  worker.on('error', lose)
  worker.on('exit', () => lose(new EngineError('engine-down')))

  return { ready, ask: (request) => worker.postMessage(request), end }
}
