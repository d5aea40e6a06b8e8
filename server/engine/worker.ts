import { setImmediate } from 'node:timers/promises'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createEngine, createFuseEngine } from '../../faq/answer.ts'
import { type EngineModel, trainModel } from '../../faq/model.ts'
import type { Embed } from '../../faq/rankers/semantic.ts'
import type { Encoder } from '../../faq/semantic/encoder.ts'
import { ModelFileError } from '../../faq/semantic/packed.ts'
import type { Content, Engine, Entry } from '../../faq/types.ts'
import { flushCompiledCode } from '../code-cache.ts'
import { ContentError, loadContent } from '../content.ts'
import { openEncoder } from '../semantic-file.ts'
import { digestOf, encoderFile, meaningsFile, modelFile, readCalibration, readModel, remembering } from './files.ts'
import type { Footing, Report, Request, Task } from './messages.ts'

/**
 * The thread that reads the clinic's content, learns it, and decides on questions. Nothing here can hold up the thread that
 * serves the chat: a file that takes for ever to read and a question that takes for ever to decide end with this thread.
 */

/** The one place where the engine is made. What was learned ahead of the start is used where it is of this very content. */
async function makeEngine(
  content: Content,
  { contentDir, modelDir, matcher = content.site.matcher }: Task,
): Promise<{ engine: Engine; footing: Footing }> {
  if (matcher === 'fuse') return { engine: createFuseEngine(content), footing: { matcher } }
  const encoder = encoderIn(modelDir)
  const embed = encoder?.meaning ?? null
  const inContext = encoder?.inContext ?? null
  const digest = digestOf(content, embed !== null)
  const model = (await readModel(modelFile(modelDir), digest)) ?? (await learn(content, embed, modelDir))
  const calibration = await readCalibration(contentDir)
  const engine = createEngine(content, { model, embed, inContext, calibration })
  const state = calibration === null ? 'none' : calibration.digest === digest ? 'current' : 'stale'
  return { engine, footing: { matcher, meaning: embed !== null, calibration: state } }
}

async function learn(content: Content, embed: Embed | null, modelDir: string): Promise<EngineModel> {
  return trainModel(content, embed && (await remembering(embed, meaningsFile(modelDir))).embed)
}

/** Without the encoder the engine goes by words alone, and says so. */
function encoderIn(modelDir: string): Encoder | null {
  try {
    return openEncoder(encoderFile(modelDir))
  } catch (error) {
    if (error instanceof ModelFileError) return null
    throw error
  }
}

/** Questions that are answered before a visitor's, so that theirs is not the one that everything is compiled for. */
const WARM_UP = { beforeReady: 4, after: 16 }

async function warmUp(engine: Engine, { entries }: Content, ready: () => void): Promise<void> {
  const ask = ({ question, lang }: Entry): unknown =>
    // without its first letter it is nobody's phrasing and has to be spelled and ranked
    engine.answer(question.slice(1), { locale: lang, previous: [] })
  const { beforeReady, after } = WARM_UP
  entries.slice(0, beforeReady).forEach(ask)
  ready()
  for (const entry of entries.slice(beforeReady, beforeReady + after)) {
    // a visitor who asks already comes first
    await setImmediate()
    ask(entry)
  }
}

async function serve(port: MessagePort, task: Task): Promise<void> {
  const report = (message: Report): void => port.postMessage(message)
  let content: Content
  try {
    content = 'content' in task.source ? task.source.content : await loadContent(task.source.folder)
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    report({ type: 'refused', problems: error.problems })
    return
  }
  report({ type: 'loaded', content })
  const { engine, footing } = await makeEngine(content, task)
  port.on('message', ({ id, question, context }: Request) => {
    try {
      report({ type: 'decided', id, decision: engine.answer(question, context) })
    } catch (error) {
      report({ type: 'failed', id, error: error instanceof Error ? error : new Error(typeof error) })
    }
  })
  const ready = () => report({ type: 'ready', footing })
  // fuse.js would take seconds for it and gain nothing
  if (footing.matcher === 'fuse') ready()
  else await warmUp(engine, content, ready)
  flushCompiledCode()
}

if (parentPort) await serve(parentPort, workerData as Task)
