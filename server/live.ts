import type { Content, Site } from '../faq/types.ts'
import { LOCALES, type Locale } from '../protocol/events.ts'
import type { AnswerIndex } from '../protocol/site.ts'
import { ContentError } from './content.ts'
import type { Answering, EngineHost } from './engine/host.ts'
import type { Footing } from './engine/messages.ts'
import { type Log, traceOf } from './log.ts'
import { createReplies, type Replies } from './reply.ts'
import { answerIndex } from './site-info.ts'

/** Approved content and all that is made from it. One edition takes the place of another whole. */
export interface Edition {
  content: Content
  engine: Answering
  replies: Replies
  /** Every approved answer, to find and to read. */
  answers: Record<Locale, AnswerIndex>
}

export function editionOf(content: Content, engine: Answering): Edition {
  const replies = createReplies(content)
  const answers = Object.fromEntries(LOCALES.map((lang) => [lang, answerIndex(content, replies, lang)]))
  return { content, engine, replies, answers: answers as Edition['answers'] }
}

/** Whether what is served is what the folder holds, or what it held before it was broken. */
export type ContentState = 'current' | 'last-good'

export interface Live {
  /** What is in force at this moment. What has to fit together is taken from one call. */
  edition(): Edition
  state(): ContentState
  /** What the assistant goes by. */
  footing(): Footing
  /** Calls `listener` with each edition of the folder that differs from the one before, and in what; returns the undoing. */
  onTakenOver(listener: (edition: Edition, what: 'content' | 'settings') => void): () => void
  /** Puts other settings in force at once; everything else stays. The matcher is no such setting: it is learned with the rest. */
  adopt(site: Site): void
  /**
   * Reads the folder anew and serves what it holds; where it cannot be used, everything stays as it is and the problems are
   * told; the same problems again only where somebody `asked`. Resolves when that is done and never rejects. A call during
   * another one makes that one begin again.
   */
  reload(asked?: 'asked'): Promise<void>
  close(): Promise<void>
}

interface LiveDeps {
  /** Reads the folder and learns its content. */
  open: () => Promise<EngineHost>
  log: Log
  /** Tells a person, in plain sentences with file and line, why the folder is not taken over. */
  tell: (problems: string) => void
}

/** The clinic's content, live. Rejects as `open` does. */
export async function openLive({ open, log, tell }: LiveDeps): Promise<Live> {
  let host = await open()
  let edition = editionOf(host.content, host)
  let state: ContentState = 'current'
  let told = ''
  let running: Promise<void> | null = null
  let again = false
  let closing = false
  const listeners = new Set<Parameters<Live['onTakenOver']>[0]>()

  async function takeOver(): Promise<void> {
    const next = await open()
    // What changed while it was read may have been read by halves.
    if (again || closing) return next.close()
    const before = host
    const what = difference(edition.content, next.content)
    edition = editionOf(next.content, next)
    host = next
    state = 'current'
    told = ''
    log.info({ event: 'content', count: next.content.entries.length }, 'the content was taken over')
    if (what) for (const listener of listeners) listener(edition, what)
    await before.close()
  }

  function refused(error: unknown): void {
    if (again || closing) return
    state = 'last-good'
    const problems = error instanceof ContentError ? error.message : 'The content could not be made ready. Try again.'
    const count = error instanceof ContentError ? error.problems.length : 1
    // saving another file does not tell the same once more
    if (problems === told) return
    told = problems
    log.error({ event: 'content', count, ...traceOf(error) }, 'the content cannot be used; the last good one stays')
    tell(problems)
  }

  async function run(): Promise<void> {
    do {
      again = false
      await takeOver().catch(refused)
    } while (again && !closing)
  }

  return {
    edition: () => edition,
    state: () => state,
    footing: () => host.footing,
    onTakenOver(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    adopt(site) {
      edition = editionOf({ ...edition.content, site }, edition.engine)
      // What is being read may have been read before the change.
      if (running) again = true
    },
    reload(asked) {
      again = true
      if (asked) told = ''
      running ??= run().finally(() => {
        running = null
      })
      return running
    },
    async close() {
      closing = true
      await running
      await host.close()
    },
  }
}

/** In what two contents differ: in what is answered, in the settings alone, or (null) in nothing. */
function difference(
  { site, ...content }: Content,
  { site: nextSite, ...next }: Content,
): 'content' | 'settings' | null {
  if (JSON.stringify(content) !== JSON.stringify(next)) return 'content'
  return JSON.stringify(site) === JSON.stringify(nextSite) ? null : 'settings'
}
