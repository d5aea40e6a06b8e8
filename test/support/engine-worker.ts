import { parentPort, workerData } from 'node:worker_threads'
import { ContentError, loadContent } from '../../server/content.ts'
import type { Report, Request, Task } from '../../server/engine/messages.ts'
import { wordEngine } from './server-engine.ts'

/**
 * A thread for `openEngine` that does what its first word says and otherwise decides by the first word. `modelDir` is a
 * word to it as well: "never" never gets ready, "dead" ends before it is.
 */
const { source, modelDir } = workerData as Task
const report = (message: Report): void => parentPort?.postMessage(message)

if (modelDir === 'never') for (;;);
if (modelDir === 'dead') throw new Error('canary: no model')

const sleep = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

const learned = 'content' in source ? 'content' : 'folder'
const content = 'content' in source ? source.content : await loadContent(source.folder).catch(refused)

function refused(error: unknown): null {
  if (!(error instanceof ContentError)) throw error
  report({ type: 'refused', problems: error.problems })
  return null
}

if (content) {
  report({ type: 'loaded', content })
  parentPort?.on('message', ({ id, question, context }: Request) => {
    switch (/^\w*/.exec(question)?.[0]) {
      case 'stuck':
        for (;;);
      case 'crash':
        throw new Error(`crashed on: ${question}`)
      case 'exit':
        return process.exit(3)
      case 'slow':
        sleep(250)
        break
      case 'slower':
        sleep(2500)
    }
    try {
      const decision = wordEngine.answer(question, context)
      // which content it has learned, for the tests of a restart
      report({ type: 'decided', id, decision: { ...decision, rule: learned } })
    } catch (error) {
      report({ type: 'failed', id, error })
    }
  })
  report({ type: 'ready', footing: { matcher: 'full', meaning: false, calibration: 'none' } })
}
