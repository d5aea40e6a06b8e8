import { expect, test, vi } from 'vitest'
import type { Library } from '../../protocol/staff.ts'
import { createShelves } from '../../staff/models/library.ts'
import { slashIn } from '../../staff/slash.ts'
import { APPROVED } from '../support/model.ts'

const answer = (entryId: string, title: string, words = ''): Library['answers'][number] => {
  const [approved] = APPROVED.answers
  return { ...APPROVED, answers: [{ ...approved, entryId, title }], words }
}
const library: Library = {
  answers: [
    answer('fibromyalgia', 'Can ketamine help with fibromyalgia?'),
    answer('tmj', 'Can it help with TMJ?', 'jaw'),
  ],
  replies: [{ title: 'Callback', text: 'May we call you?' }],
  steps: null,
  reviewedBy: null,
}

const names = (shelves: ReturnType<typeof createShelves>, typed: string) =>
  shelves
    .find('en', typed)
    .map((insert) => (insert.kind === 'reply' ? insert.title : insert.approved.answers[0].entryId))

test('answers are found by title and words, saved replies by title and text, and all are offered before anything is typed', async () => {
  const shelves = createShelves(async () => library)
  expect(names(shelves, 'fib')).toEqual([])
  shelves.load('en')
  await vi.waitFor(() => expect(shelves.in('en').value).not.toBeNull())
  expect(names(shelves, 'fib')).toEqual(['fibromyalgia'])
  expect(names(shelves, 'jaw')).toEqual(['tmj'])
  expect(names(shelves, 'call')).toEqual(['Callback'])
  expect(names(shelves, '')).toEqual(['Callback', 'fibromyalgia', 'tmj'])
  expect(names(shelves, 'zzzz')).toEqual([])
  expect(shelves.answer('en', 'tmj')?.words).toBe('jaw')
})

test('what is there stays where it cannot be fetched again', async () => {
  let works = true
  const shelves = createShelves(async () => {
    if (!works) throw new Error('offline')
    return library
  })
  shelves.load('en')
  await vi.waitFor(() => expect(names(shelves, 'fib')).toHaveLength(1))
  works = false
  shelves.load('en')
  await Promise.resolve()
  expect(names(shelves, 'fib')).toHaveLength(1)
})

test.each([
  ['/', { from: 0, typed: '' }],
  ['/fib', { from: 0, typed: 'fib' }],
  ['This may help: /fib', { from: 15, typed: 'fib' }],
  ['/back pain', { from: 0, typed: 'back pain' }],
  ['two lines\n/x', { from: 10, typed: 'x' }],
])('the slash in %j asks for something to insert', (text, slash) => {
  expect(slashIn(text)).toEqual(slash)
})

test.each([
  '',
  'and / or',
  '24/7',
  'https://clinic.example/x',
  `/${'x'.repeat(60)}`,
  '/fib\n',
])('%j is only text', (text) => {
  expect(slashIn(text)).toBeNull()
})
