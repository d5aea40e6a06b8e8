import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createEngine } from '../../faq/answer.ts'
import type { Content, Engine } from '../../faq/types.ts'
import { ContentError, loadContent } from '../content.ts'
import type { Report, Request, Task } from './messages.ts'

/**
 * The thread that reads the clinic's content, learns it, and decides on questions. Nothing here can hold up the thread that
 * serves the chat: a file that takes for ever to read and a question that takes for ever to decide end with this thread.
 */

/** The one place where the engine is made. */
async function makeEngine({ content }: { content: Content; modelFile: string | null }): Promise<Engine> {
  return createEngine(content)
}

/** Questions that are answered before the first visitor's, so that theirs is not the one that everything is compiled for. */
const WARM_UP = 20

function warmUp(engine: Engine, { entries }: Content): void {
  for (const { question, lang } of entries.slice(0, WARM_UP)) {
    // without its first letter it is nobody's phrasing and has to be spelled and ranked
    engine.answer(question.slice(1), { locale: lang, previous: [] })
  }
}

async function serve(port: MessagePort, { source, modelFile }: Task): Promise<void> {
  const report = (message: Report): void => port.postMessage(message)
  let content: Content
  try {
    content = 'content' in source ? source.content : await loadContent(source.folder)
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    report({ type: 'refused', problems: error.problems })
    return
  }
  report({ type: 'loaded', content })
  const engine = await makeEngine({ content, modelFile })
  warmUp(engine, content)
  port.on('message', ({ id, question, context }: Request) => {
    try {
      report({ type: 'decided', id, decision: engine.answer(question, context) })
    } catch (error) {
      report({ type: 'failed', id, error: error instanceof Error ? error : new Error(typeof error) })
    }
  })
  report({ type: 'ready' })
}

if (parentPort) await serve(parentPort, workerData as Task)
