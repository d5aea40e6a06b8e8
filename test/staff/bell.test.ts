import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { InboxRow } from '../../protocol/staff.ts'
import { ringFor, type Sound, soundFor } from '../../staff/models/bell.ts'
import { row } from './fixtures.ts'

const SECOND = 1000
const waiting = (n: number, since: number): InboxRow => row(n, { waitingSince: since })

function bell() {
  const line = signal<readonly InboxRow[]>([])
  const unread = signal<ReadonlySet<string>>(new Set())
  const now = signal(0)
  const heard: [at: number, sound: Sound][] = []
  const stop = ringFor({ line, unread, now, voice: { play: (sound) => heard.push([now.peek() / SECOND, sound]) } })
  /** Lets the clock tick once a second up to `until`, s. */
  const tickTo = (until: number) => {
    while (now.peek() < until * SECOND) now.value += SECOND
  }
  return { line, unread, now, heard, stop, tickTo }
}

test('the longer somebody waits, the more pressing the sound; emergency words sound like nothing else', () => {
  const line = [waiting(1, 0)]
  expect(soundFor([], 0)).toBeNull()
  expect([0, 59, 60, 179, 180].map((s) => soundFor(line, s * SECOND))).toEqual([
    'new',
    'new',
    'minute',
    'minute',
    'late',
  ])
  expect(soundFor([...line, row(2, { flag: 'medical' })], 0)).toBe('emergency')
})

test('it rings at once, again while nobody takes the chat, and changes at one and at three minutes', () => {
  const { line, heard, tickTo, stop } = bell()
  line.value = [waiting(1, 0)]
  tickTo(200)
  expect(heard.filter(([, sound]) => sound === 'new').map(([at]) => at)).toEqual([0, 30])
  expect(heard.find(([, sound]) => sound === 'minute')?.[0]).toBe(60)
  expect(heard.find(([, sound]) => sound === 'late')?.[0]).toBe(180)
  expect(heard.filter(([at, sound]) => sound === 'late' && at <= 196).map(([at]) => at)).toEqual([180, 188, 196])
  stop()
})

test('it is silent from the moment the last one is taken', () => {
  const { line, heard, tickTo, stop } = bell()
  line.value = [waiting(1, 0)]
  tickTo(10)
  line.value = []
  tickTo(300)
  expect(heard).toEqual([[0, 'new']])
  stop()
})

test('somebody new is heard at once, even between two rings', () => {
  const { line, heard, tickTo, stop } = bell()
  line.value = [waiting(1, 0)]
  tickTo(5)
  line.value = [waiting(1, 0), waiting(2, 5 * SECOND)]
  expect(heard).toEqual([
    [0, 'new'],
    [5, 'new'],
  ])
  stop()
})

test('new words in an own chat are heard once', () => {
  const { unread, heard, tickTo, stop } = bell()
  unread.value = new Set(['a'])
  tickTo(60)
  unread.value = new Set()
  expect(heard).toEqual([[0, 'message']])
  stop()
})
