import { expect, test } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import { createLog, traceOf } from '../../server/log.ts'

function logging(): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = []
  return { lines, log: createLog('info', { write: (line) => lines.push(line) }) }
}

test('a log line holds allowed fields alone, and no value that could be a sentence', () => {
  const { lines, log } = logging()
  const fields = {
    event: 'message:send',
    code: 'unavailable',
    count: 3,
    text: 'canary-text',
    token: 'canary-token',
    address: '203.0.113.7',
    error: new Error('canary-error'),
    chat: 'my chest hurts',
    cause: 'line one\nline two',
    where: `x${'y'.repeat(100)}`,
  }
  log.error(fields, 'request failed')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 50,
    time: expect.any(Number),
    msg: 'request failed',
    event: 'message:send',
    code: 'unavailable',
    count: 3,
    chat: '(withheld)',
    cause: '(withheld)',
    where: '(withheld)',
  })
})

test('an error is traced by its kind and place, never by its message', () => {
  const trace = traceOf(new TypeError('canary: visitor words'))
  expect(trace).toEqual({ cause: 'TypeError', where: expect.stringMatching(/^log\.test\.ts:\d+$/) })
  const full = Object.assign(new Error('canary'), { code: 'ENOSPC' })
  expect(traceOf(full).cause).toBe('ENOSPC')
  expect(traceOf(new ChatError('unavailable', 'canary')).cause).toBe('unavailable')
  expect(traceOf('canary')).toEqual({ cause: 'string' })
})
