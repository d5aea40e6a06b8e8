import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { openEngine } from '../../server/engine/host.ts'
import { createLog } from '../../server/log.ts'
import { worstCases } from './texts.ts'

/** What the thread that serves the chat goes through while the engine's thread works. Run as a process of its own. */
export interface ServingFigures {
  /** The longest time in which the thread did nothing else, ms: while nothing is asked, which is the machine's own part; and while worst-case texts are. */
  idleMs: number
  heldUpMs: number
  /** The longest that handing over a question takes, ms: the emergency rules, which run on this thread. */
  handingOverMs: number
  asked: number
  /** Questions that had no decision within the deadline. */
  late: number
}

const TEXTS_A_CASE = 5
const IDLE_MS = 3000

async function measure(): Promise<ServingFigures> {
  const contentDir = join(import.meta.dirname, '../../faq')
  const host = await openEngine({ contentDir, log: createLog('fatal') })
  const texts = worstCases(host.content).flatMap(({ text }) =>
    Array.from({ length: TEXTS_A_CASE }, (_, at) => text(at + 100)),
  )
  let handingOverMs = 0
  let late = 0
  const ask = async (text: string): Promise<void> => {
    const from = performance.now()
    const decision = host.answer(text, { locale: 'en', previous: [] })
    handingOverMs = Math.max(handingOverMs, performance.now() - from)
    await decision.catch(() => {
      late += 1
    })
    // as between two messages, so that one hold-up is not taken for two
    await delay(5)
  }

  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  await delay(IDLE_MS)
  const idleMs = histogram.max / 1e6
  histogram.reset()
  // the first time after a reset is not counted
  await delay(20)
  for (const text of texts) await ask(text)
  histogram.disable()
  await host.close()
  return { idleMs, heldUpMs: histogram.max / 1e6, handingOverMs, asked: texts.length, late }
}

process.stdout.write(JSON.stringify(await measure()))
