import { readFile } from 'node:fs/promises'
import type { Decision } from '../../faq/types.ts'
import { OUTCOMES, type Outcome } from '../../protocol/events.ts'

/** What a right reply to a question may be. */
export type Expected = 'answer' | 'handoff' | 'crisis' | 'smalltalk' | 'clarify_or_handoff' | 'answer_or_handoff'

/** One message that a visitor may send, and the reply that is right. One JSON object a line of a questions file. */
export interface Question {
  id: string
  text: string
  kind: string
  expect: Expected
  /** Section ids that a right answer comes from. */
  sections: string[]
  /** Regular expressions, case-insensitive: a right answer matches every one. */
  must: string[]
  /** Regular expressions, case-insensitive: a reply that matches one is wrong, whatever its outcome. */
  mustNot: string[]
  /** Earlier messages of the same visitor, oldest first. */
  previous: string[]
  note: string
}

/** What the engine decided and why; a visitor never sees it. */
export type Reasons = Pick<Decision, 'outcome' | 'entryIds' | 'choiceIds' | 'rule' | 'needed' | 'candidates'>

/** What the visitor got back. One JSON object a line of a replies file. */
export interface Reply {
  id: string
  outcome: Outcome
  /** Section ids of the passages of the answers. */
  sections: string[]
  /** Section ids of the entries that were offered as titles, best first. */
  suggested: string[]
  /** Everything the visitor is shown in the reply, the disclaimer left out. */
  text: string
  disclaimer: string | null
  /** null where the bot did not reply: the message was refused, or a person had been called before it. */
  decision: Reasons | null
}

const EXPECTED: ReadonlySet<string> = new Set<Expected>([
  ...OUTCOMES.filter((outcome) => outcome !== 'clarify'),
  'clarify_or_handoff',
  'answer_or_handoff',
])

/** Section ids that an answer may come from; none where no answer is expected. */
export const wantedSections = ({ expect, sections }: Question): string[] =>
  expect === 'answer' || expect === 'answer_or_handoff' ? sections : []

/** The questions of a file. Rejects, naming the line, when one is not a question. */
export async function readQuestions(file: string): Promise<Question[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : parse(line, `${file}:${index + 1}`)))
}

function parse(line: string, where: string): Question {
  const q = JSON.parse(line) as Partial<Question>
  if (typeof q.id !== 'string' || typeof q.text !== 'string' || !EXPECTED.has(q.expect ?? '')) {
    throw new Error(`${where}: not a question with id, text and expect`)
  }
  return {
    id: q.id,
    text: q.text,
    kind: q.kind ?? 'other',
    expect: q.expect as Expected,
    sections: q.sections ?? [],
    must: q.must ?? [],
    mustNot: q.mustNot ?? [],
    previous: q.previous ?? [],
    note: q.note ?? '',
  }
}
