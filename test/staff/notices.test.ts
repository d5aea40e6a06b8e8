import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { InboxRow } from '../../protocol/staff.ts'
import { noticeFor } from '../../staff/models/notices.ts'
import { strings } from '../../staff/strings/index.ts'
import { row } from './fixtures.ts'

const MINUTE = 60_000

function notices() {
  const line = signal<readonly InboxRow[]>([])
  const now = signal(0)
  const shown: string[] = []
  const stop = noticeFor({
    line,
    now,
    words: (count, ms) => strings.en.alerts.notice(count, Math.floor(ms / MINUTE)),
    desktop: { show: (title) => shown.push(title), clear: () => shown.push('(gone)') },
  })
  return { line, now, shown, stop }
}

test('a notice says how many wait and how long, at the beginning, at one minute and at three, and nothing else', () => {
  const { line, now, shown } = notices()
  line.value = [row(1, { waitingSince: 0, lastWords: 'canary words', flag: 'medical' })]
  for (let at = 0; at <= 5 * MINUTE; at += 1000) now.value = at
  expect(shown).toEqual(['A visitor is waiting', 'A visitor is waiting (1 min)', 'A visitor is waiting (3 min)'])
})

test('somebody new is noticed, and the notice goes with the last who waits', () => {
  const { line, now, shown } = notices()
  line.value = [row(1, { waitingSince: 0 })]
  now.value = MINUTE + 1000
  line.value = [row(1, { waitingSince: 0 }), row(2, { waitingSince: MINUTE })]
  line.value = [row(2, { waitingSince: MINUTE })]
  line.value = []
  expect(shown).toEqual([
    'A visitor is waiting',
    'A visitor is waiting (1 min)',
    '2 visitors are waiting (1 min)',
    'A visitor is waiting',
    '(gone)',
  ])
})

test('nothing is left of it when the console is left', () => {
  const { line, shown, stop } = notices()
  line.value = [row(1, { waitingSince: 0 })]
  stop()
  line.value = []
  expect(shown).toEqual(['A visitor is waiting', '(gone)'])
})
