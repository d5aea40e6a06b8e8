import { expect, test } from 'vitest'
import { disagreements } from '../../../scripts/eval/agreement.ts'
import { judgedAs } from './judged.ts'

test('a reply that is not what the engine decided is told of', () => {
  const agreed = judgedAs('q1', {}, { entryIds: ['a'] })
  const differs = judgedAs('q2', {}, { entryIds: ['a'] }, { outcome: 'handoff' })
  const silent = judgedAs('q3', {}, null)
  const replies = [agreed, differs, silent].flatMap(({ reply }) => reply ?? [])
  expect(disagreements(replies)).toEqual(['q2: the engine decided answer (p>=0.70), the visitor saw handoff'])
})
