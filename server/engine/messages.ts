import type { Problem } from '../../faq/checks/problem.ts'
import type { Content, Context, Decision } from '../../faq/types.ts'

/** What a thread is started with: a folder to read, or content that was read before. */
export interface Task {
  source: { folder: string } | { content: Content }
  /** The language model's file, or null for none. */
  modelFile: string | null
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
  | { type: 'ready' }
  | { type: 'decided'; id: number; decision: Decision }
  | { type: 'failed'; id: number; error: unknown }
