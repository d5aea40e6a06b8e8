import type { Problem } from '../../faq/checks/problem.ts'
import type { Content, Context, Decision, Matcher } from '../../faq/types.ts'

/** What a thread is started with: a folder to read, or content that was read before. */
export interface Task {
  source: { folder: string } | { content: Content }
  /** The clinic's folder, for its calibration. */
  contentDir: string
  /** The folder with the sentence encoder and what was learned ahead of the start. */
  modelDir: string
  /** In the place of the clinic's own setting. */
  matcher?: Matcher | undefined
}

/** What an engine has to go by, for the operator. */
export type Footing =
  | { matcher: 'fuse' }
  | {
      matcher: 'full'
      /** Goes by the meaning of words, too. */
      meaning: boolean
      /** The thresholds were found for these phrasings, for others, or never. */
      calibration: 'current' | 'stale' | 'none'
    }

export interface Request {
  id: number
  question: string
  context: Context
}

/** What a thread says: first `refused`, or `loaded` and then `ready`; then one reply a request, in their order. */
export type Report =
  | { type: 'refused'; problems: Problem[] }
  | { type: 'loaded'; content: Content }
  | { type: 'ready'; footing: Footing }
  | { type: 'decided'; id: number; decision: Decision }
  | { type: 'failed'; id: number; error: unknown }
