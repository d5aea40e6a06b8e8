import { describe, expect, test } from 'vitest'
import { EMPTY_THREAD, fold } from '../../client/thread.ts'
import type { Fact, HandoffTrigger, Why } from '../../protocol/events.ts'
import { strings } from '../../staff/strings/index.ts'
import { whySentence } from '../../staff/ui/Context.tsx'
import { explain } from '../../staff/why.ts'
import { log, opened, said } from './fixtures.ts'

const asked = (trigger: HandoffTrigger, why: Partial<Why> = {}): Fact => ({
  type: 'handoff:requested',
  trigger,
  why: { trigger, rule: 'asked', needed: null, candidates: [], ...why },
})
const threadOf = (...facts: Fact[]) => fold(EMPTY_THREAD, { gen: 'g', events: log(facts) })
const sentence = (...facts: Fact[]) => {
  const why = explain(threadOf(...facts))
  return why && whySentence(why, strings.en)
}
const candidate = (entryId: string, score: number) => ({ entryId, title: `title of ${entryId}`, score })

test('a chat that nobody was asked for has no reason', () => {
  expect(explain(threadOf(opened, said('hi')))).toBeNull()
})

test('an unsure answer is told with the best score and the one that was needed', () => {
  const unsure = asked('unsure-twice', { needed: 0.72, candidates: [candidate('a', 0.46), candidate('b', 0.31)] })
  expect(sentence(opened, said('is it safe?'), unsure)).toBe(
    'Unsure two times in a row. The best match reached 46%, and an answer needs 72%.',
  )
})

test('two answers that were both good enough are told as too close', () => {
  const close = asked('none-of-these', { needed: 0.7, candidates: [candidate('a', 0.78), candidate('b', 0.75)] })
  expect(sentence(opened, said('surgery?'), close)).toMatch(/More than one answer reached the 70% that is needed/)
})

test('a subject that the article leaves out is named, and is not among the bars', () => {
  const cost = asked('not-covered', {
    rule: 'topic:cost',
    needed: 0.5,
    candidates: [candidate('cost', 0.97), candidate('dose', 0.02), candidate('x', 0.001)],
  })
  expect(sentence(opened, said('price?'), cost)).toBe(
    'The article does not cover this question. It was recognized as “title of cost” (97%).',
  )
  expect(explain(threadOf(opened, said('price?'), cost))?.candidates.map(({ entryId }) => entryId)).toEqual(['dose'])
})

test('who asked for a person before any question left nothing to read', () => {
  expect(sentence(opened, asked('asked'))).toBe(
    'The visitor asked for a person. Before any question. There is nothing to read first.',
  )
  expect(sentence(opened, said('hi'), asked('asked'))).toBe('The visitor asked for a person.')
})

test('the newest reason counts, and it stays told after the chat was taken', () => {
  const thread = threadOf(opened, asked('asked'), { type: 'handoff:cancelled' }, said('hm'), asked('not-helpful'), {
    type: 'chat:claimed',
    staff: { id: 'ana', name: 'Ana' },
    epoch: 1,
  })
  expect(explain(thread)?.trigger).toBe('not-helpful')
})

describe('in both languages', () => {
  const triggers = Object.keys(strings.en.why.triggers) as HandoffTrigger[]
  test.each(triggers)('%s has a sentence of its own', (trigger) => {
    const why = explain(threadOf(opened, said('hi'), asked(trigger)))
    if (!why) throw new Error('no reason')
    expect(whySentence(why, strings.en)).not.toBe(whySentence(why, strings.es))
  })
})
