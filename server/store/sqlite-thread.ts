import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ChatError } from '../../protocol/errors.ts'
import { cachingEnv } from '../code-cache.ts'
import type { StoreLog } from './group-commit.ts'
import type { Store } from './port.ts'
import { unavailable } from './rows.ts'
import type { Keyring } from './seal.ts'
import type { FromStore, StoreAnswer, StoreCall, StoreMethod, StoreSetup } from './sqlite-messages.ts'
import { StoreError } from './store-error.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/**
 * The embedded store in a thread of its own: while the disk makes it wait, heartbeats go on and everybody else is served.
 * Calls of one turn of the loop travel together, and writes among them share a commit. Rejects as `openSqliteStore` does.
 */
export async function openSqliteThread({
  path,
  ring,
  log,
}: {
  path: string
  ring: Keyring
  log?: StoreLog | undefined
}): Promise<Store> {
  const setup: StoreSetup = { path, masters: ring.masters }
  const worker = new Worker(join(import.meta.dirname, 'sqlite-worker.ts'), {
    workerData: setup,
    env: cachingEnv(),
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const [first] = (await once(worker, 'message')) as [FromStore]
  if ('notOpened' in first) {
    await worker.terminate()
    throw new StoreError(first.notOpened)
  }
  if (!('opened' in first)) throw new Error('the thread of the database began with something else')
  return throughThread(worker, first.opened.gen, log)
}

function throughThread(worker: Worker, gen: string, log?: StoreLog): Store {
  const waiting = new Map<number, Waiting>()
  let calls: StoreCall[] = []
  let lastId = 0
  let closed = false

  function settle(answer: StoreAnswer): void {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('value' in answer) call?.resolve(answer.value)
    else if ('refusal' in answer) call?.reject(asRefused(answer.refusal))
    else call?.reject(Object.assign(new Error('the store failed'), { name: answer.failure }))
  }

  worker.on('message', (message: FromStore) => {
    if ('answers' in message) for (const answer of message.answers) settle(answer)
    else if ('log' in message) log?.[message.log](message.fields, message.message)
  })
  // What has gone wrong unseen may go on wrong: the process ends by it, as for any error that nobody caught.
  worker.on('error', (error) => {
    throw error
  })
  worker.on('exit', () => {
    for (const { reject } of waiting.values()) reject(unavailable())
    if (!closed) throw new Error('the thread of the database ended')
  })

  function call<T>(method: StoreMethod, args: unknown[]): Promise<T> {
    if (closed) return Promise.reject(unavailable())
    if (calls.length === 0) {
      setImmediate(() => {
        worker.postMessage(calls)
        calls = []
      })
    }
    lastId += 1
    const id = lastId
    calls.push({ id, method, args })
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: (value) => resolve(value as T), reject })
    })
  }

  return {
    gen,
    create: (...args) => call('create', args),
    append: (...args) => call('append', args),
    read: (...args) => call('read', args),
    conversation: (...args) => call('conversation', args),
    heads: (...args) => call('heads', args),
    openHeads: (...args) => call('openHeads', args),
    tokenHash: (...args) => call('tokenHash', args),
    list: (...args) => call('list', args),
    stale: (...args) => call('stale', args),
    recentWaits: (...args) => call('recentWaits', args),
    erase: (...args) => call('erase', args),
    purge: (...args) => call('purge', args),
    tombstone: (...args) => call('tombstone', args),
    dayCounts: (...args) => call('dayCounts', args),
    flagged: (...args) => call('flagged', args),
    record: (...args) => call('record', args),
    audited: (...args) => call('audited', args),
    search: (...args) => call('search', args),
    unanswered: (...args) => call('unanswered', args),
    probe: () => call('probe', []),
    async close() {
      if (closed) return
      const ended = once(worker, 'exit')
      const closing = call('close', [])
      closed = true
      await closing
      await ended
    },
  }
}

function asRefused({
  code,
  message,
  details,
  cause,
}: Extract<StoreAnswer, { refusal: unknown }>['refusal']): ChatError {
  return new ChatError(code, message, {
    ...details,
    ...(cause === null ? {} : { cause: Object.assign(new Error('the database refused'), { code: cause }) }),
  })
}
