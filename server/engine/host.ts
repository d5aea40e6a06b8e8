import { join } from 'node:path'
import { createCrisis } from '../../faq/crisis.ts'
import { createTriage, triageSurely } from '../../faq/triage.ts'
import type { Content, Context, Decision, Matcher } from '../../faq/types.ts'
import { type Clock, systemClock } from '../clock.ts'
import { type Log, traceOf } from '../log.ts'
import { EngineError, traceOfEngine } from './engine-error.ts'
import type { Footing, Report } from './messages.ts'
import { startThread, type Thread } from './thread.ts'

/** Decides what to do about a question, off the thread that serves the chat. */
export interface Answering {
  /** Rejects with EngineError when there is no decision; emergency words are decided on all the same. */
  answer(question: string, context: Context): Promise<Decision>
}

export interface EngineHost extends Answering {
  /** What the engine has learned. */
  readonly content: Content
  /** What it goes by. */
  readonly footing: Footing
  /** Takes no more questions, lets those that were asked come to their end, then ends the thread. */
  close(): Promise<void>
}

export interface EngineSettings {
  /** The folder with `site.yaml` and `content`. It is read once: a thread that is started again learns the same content. */
  contentDir: string
  /** The folder with the sentence encoder and what was learned ahead of the start; the build's when none is given. */
  modelDir?: string
  /** In the place of the clinic's own setting. */
  matcher?: Matcher | undefined
  log: Log
  clock?: Clock
  /** How long a visitor's question may take, waiting included, ms; null or nothing for what `PATIENCE` says. */
  deadlineMs?: number | null
  /** How long the thread may work on one question until it is ended, ms; by default as `PATIENCE` says. */
  stuckMs?: number
  /** How long the thread may take to read and learn the content, ms. */
  startMs?: number
  /** Questions that may wait at once; more fail at once. */
  maxWaiting?: number
  /** Until an ended thread is started again, ms: the first time, and at most. Doubled each time in between. */
  restartMs?: { first: number; most: number }
  /** The file that the thread runs. */
  file?: URL
}

/** Whoever is plainly in danger does not wait for the thread. */
const plainly = createCrisis(triageSurely)
/** For when the engine fails: by words alone, with nothing to load. */
const { crisisOf, lastingCrisisOf } = createCrisis(createTriage(null))

/** Vanilla fuse.js alone takes a third of a second for a question, and several for the longest. */
const PATIENCE: Record<Matcher, { deadlineMs: number; stuckMs: number }> = {
  full: { deadlineMs: 150, stuckMs: 2000 },
  fuse: { deadlineMs: 4000, stuckMs: 10_000 },
}

const builtModel = join(import.meta.dirname, '../../dist/model')

/** A thread that lived this long was well: the next restart is the first again, ms. */
const WELL_MS = 60_000

interface Waiting {
  question: string
  context: Context
  resolve(decision: Decision): void
  reject(error: EngineError): void
  stopTimer(): void
}

/**
 * Reads the content and learns it, in a thread of its own. Resolves when questions can be asked; rejects with ContentError
 * when the content is refused.
 */
export async function openEngine(settings: EngineSettings): Promise<EngineHost> {
  const { log, clock = systemClock, startMs = 120_000, maxWaiting = 200, matcher } = settings
  const { contentDir, modelDir = builtModel, restartMs = { first: 100, most: 10_000 } } = settings
  const file = settings.file ?? new URL('worker.ts', import.meta.url)

  /** By id, in the order of asking. */
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  /** The question that the thread works on; it may have been given up since. */
  let working: { id: number; stopTimer(): void } | null = null
  let thread: Thread | null = null
  let starting: Thread | null = null
  let startedAt = 0
  let failures = 0
  let closing = false
  let whenIdle: (() => void) | null = null
  let stopRestart = (): void => {}

  /** Takes a question out of those that wait. */
  function settle(id: number, end: (question: Waiting) => void): void {
    const question = waiting.get(id)
    if (!question) return
    waiting.delete(id)
    question.stopTimer()
    end(question)
    if (waiting.size === 0) whenIdle?.()
  }

  const fail = (id: number, error: EngineError): void => settle(id, (question) => question.reject(error))

  /** One question is with the thread at a time: it is known what a thread that ends was working on, and for how long. */
  function next(): void {
    const first = waiting.entries().next().value
    if (!thread || working || !first) return
    const [id, { question, context }] = first
    working = { id, stopTimer: clock.after(stuckMs, () => lost(new EngineError('engine-stuck'))) }
    thread.ask({ id, question, context })
  }

  function onReply(reply: Extract<Report, { id: number }>): void {
    working?.stopTimer()
    working = null
    if (reply.type === 'decided') settle(reply.id, (question) => question.resolve(reply.decision))
    else fail(reply.id, new EngineError('engine-failed', { cause: reply.error }))
    next()
  }

  /** The thread is gone: whoever waits is told now, because another takes longer to start than anybody waits. */
  function lost(cause: unknown): void {
    void thread?.end()
    thread = null
    working?.stopTimer()
    working = null
    for (const id of [...waiting.keys()]) fail(id, new EngineError('engine-down', { cause }))
    if (clock.now() - startedAt >= WELL_MS) failures = 0
    startAgain(cause)
  }

  function startAgain(cause: unknown): void {
    if (closing) return
    const ms = Math.min(restartMs.first * 2 ** failures, restartMs.most)
    failures += 1
    log.error({ event: 'engine', ms, ...traceOf(cause) }, 'the engine ended and is started again')
    stopRestart = clock.after(ms, () => {
      starting = start({ content })
      starting.ready.then(serveWith(starting), startAgain)
    })
  }

  const start = (source: { folder: string } | { content: Content }): Thread =>
    startThread({ file, task: { source, contentDir, modelDir, matcher }, clock, startMs, onReply, onLost: lost })

  const serveWith = (ready: Thread) => (): void => {
    starting = null
    startedAt = clock.now()
    thread = ready
  }

  function ask(question: string, context: Context): Promise<Decision> {
    if (closing) return Promise.reject(new EngineError('engine-closed'))
    if (!thread) return Promise.reject(new EngineError('engine-down'))
    if (waiting.size >= maxWaiting) return Promise.reject(new EngineError('engine-full'))
    return new Promise((resolve, reject) => {
      const id = ++lastId
      // When this thread was held up, the decision may be here already and only not read yet.
      const late = (): unknown => setImmediate(() => fail(id, new EngineError('engine-late')))
      waiting.set(id, { question, context, resolve, reject, stopTimer: clock.after(deadlineMs, late) })
      next()
    })
  }

  // compiled here and now, not while somebody in danger waits
  crisisOf('What should I know before a first visit', 'en')
  const first = start({ folder: settings.contentDir })
  const { content, footing } = await first.ready
  const patience = PATIENCE[footing.matcher]
  const deadlineMs = settings.deadlineMs ?? patience.deadlineMs
  const stuckMs = settings.stuckMs ?? Math.max(patience.stuckMs, deadlineMs)
  serveWith(first)()

  return {
    content,
    footing,
    async answer(question, context) {
      const plain = plainly.crisisOf(question, context.locale)
      if (plain) return plain
      try {
        return await ask(question, context)
      } catch (error) {
        const crisis = crisisOf(question, context.locale) ?? lastingCrisisOf(question, context)
        if (!crisis) throw error
        log.error({ event: 'engine', ...traceOfEngine(error) }, 'the engine failed in an emergency; the card is shown')
        return crisis
      }
    },
    async close() {
      closing = true
      stopRestart()
      if (waiting.size > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
      await Promise.all([thread?.end(), starting?.end()])
    },
  }
}
