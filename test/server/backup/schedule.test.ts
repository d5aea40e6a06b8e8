import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backupInChild } from '../../../server/backup/child.ts'
import { nameOf } from '../../../server/backup/names.ts'
import { scheduleBackups } from '../../../server/backup/schedule.ts'
import { createLog } from '../../../server/log.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-22T09:00:00Z')

let folder: string
let clock: FakeClock
let logged: string
let made: number[]
let run: () => Promise<void>
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'bedside-schedule-')), 'backups')
  clock = new FakeClock(START)
  logged = ''
  made = []
  run = async () => {
    made.push(clock.now())
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, nameOf(clock.now())), '')
  }
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const schedule = () => {
  const log = createLog('info', { write: (line) => (logged += line) })
  return scheduleBackups({ everyMs: HOUR, folder, clock, log, run: () => run() })
}

test('a backup is made soon after the first start, and then never later than the hour after the last', async () => {
  schedule()
  await clock.advance(6 * HOUR)
  expect(made.length).toBeGreaterThanOrEqual(6)
  const gaps = [START, ...made].map((at, index, all) => (all[index + 1] ?? clock.now()) - at)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(HOUR)
  expect(Math.min(...gaps.slice(1, -1))).toBeGreaterThan(HOUR / 2)
})

test('a server that is started often makes none for that', async () => {
  await run()
  for (let n = 0; n < 5; n += 1) {
    const stop = schedule()
    await clock.advance(8 * 60_000)
    stop()
  }
  expect(made).toHaveLength(1)
})

test('a newest backup from the future, where the clock was set back, does not hold up the next', async () => {
  await run()
  clock.set(START - 24 * HOUR)
  schedule()
  await clock.advance(HOUR / 2)
  expect(made.length).toBeGreaterThan(1)
})

test('one that fails is told and tried again', async () => {
  const works = run
  run = () => Promise.reject(Object.assign(new Error('secret words'), { code: 'exit-1' }))
  schedule()
  await clock.advance(8 * 60_000)
  expect(logged).toContain('no backup was made')
  expect(logged).not.toContain('secret words')
  run = works
  await clock.advance(8 * 60_000)
  expect(made).toHaveLength(1)
})

test('one at a time is under way', async () => {
  let runs = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  run = () => {
    runs += 1
    return promise
  }
  const looks: (() => void | Promise<void>)[] = []
  const every = (_ms: number, look: () => void | Promise<void>) => {
    looks.push(look)
    return () => {}
  }
  const log = createLog('fatal', { write: () => {} })
  scheduleBackups({ everyMs: HOUR, folder, clock: { now: () => START, every, after: every }, log, run: () => run() })
  const [first, second] = [looks[0]?.(), looks[0]?.()]
  await second
  expect(runs).toBe(1)
  resolve()
  await first
  await looks[0]?.()
  expect(runs).toBe(2)
})

test('the command runs as a process of its own, and what it says when it fails is told', async () => {
  mkdirSync(folder)
  const well = join(folder, 'well.ts')
  writeFileSync(well, 'console.log("made")')
  const told: string[] = []
  await backupInChild(well, (words) => told.push(words))
  expect(told).toEqual([])
  const badly = join(folder, 'badly.ts')
  writeFileSync(badly, 'console.error("No backup was made."); process.exitCode = 1')
  await expect(backupInChild(badly, (words) => told.push(words))).rejects.toMatchObject({ code: 'exit-1' })
  expect(told).toEqual(['No backup was made.\n'])
})
