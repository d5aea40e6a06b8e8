import { parentPort, workerData } from 'node:worker_threads'
import { ChatError } from '../../protocol/errors.ts'
import { flushCompiledCode } from '../code-cache.ts'
import { rule } from '../conversation/rule.ts'
import { countChat } from '../insight/counting.ts'
import type { StoreLog } from './group-commit.ts'
import type { Store } from './port.ts'
import { Keyring } from './seal.ts'
import { openSqliteStore } from './sqlite.ts'
import type { FromStore, StoreAnswer, StoreCall, StoreSetup } from './sqlite-messages.ts'
import { StoreError } from './store-error.ts'

/** The thread that has the database: it alone waits for the disk. */

const port = parentPort
if (!port) throw new Error('this file is the start of a thread')
const tell = (message: FromStore): void => port.postMessage(message)

const log: StoreLog = {
  error: (fields, message) => tell({ log: 'error', fields, message }),
  info: ({ waiting }, message) => tell({ log: 'info', fields: { code: null, waiting }, message }),
}

/** Answers of one turn go back together, as the calls came. */
let answers: StoreAnswer[] = []
function answer(one: StoreAnswer): void {
  if (answers.push(one) > 1) return
  setImmediate(() => {
    tell({ answers })
    answers = []
  })
}

function refused(id: number, error: unknown): StoreAnswer {
  if (!(error instanceof ChatError)) return { id, failure: error instanceof Error ? error.name : typeof error }
  const { code, message, details, cause } = error
  return { id, refusal: { code, message, details, cause: cause instanceof Error ? traceable(cause) : null } }
}

/** The code that a failure carries, else its name: neither says what anybody wrote. */
const traceable = (error: Error): string => ('errcode' in error ? `sqlite ${String(error.errcode)}` : error.name)

async function serve(store: Store, { id, method, args }: StoreCall): Promise<void> {
  try {
    const call = store[method] as (...args: unknown[]) => Promise<unknown>
    answer({ id, value: await call(...args) })
  } catch (error) {
    answer(refused(id, error))
  }
  if (method === 'close') setImmediate(() => port?.close())
}

try {
  const { path, masters } = workerData as StoreSetup
  const store = await openSqliteStore({ path, ring: new Keyring(masters), rule, counting: countChat, log })
  port.on('message', (calls: StoreCall[]) => {
    for (const call of calls) void serve(store, call)
  })
  tell({ opened: { gen: store.gen } })
  flushCompiledCode()
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  tell({ notOpened: error.message })
}
