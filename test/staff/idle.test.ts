import { expect, test, vi } from 'vitest'
import { createIdle, IDLE_MS } from '../../staff/models/idle.ts'

function watch() {
  const clock = { now: 1_000_000 }
  const onActive = vi.fn()
  const onIdle = vi.fn()
  return { clock, onActive, onIdle, idle: createIdle({ now: () => clock.now, onActive, onIdle }) }
}

test('a console locks after 15 minutes without input, once', () => {
  const { clock, idle, onIdle } = watch()
  clock.now += IDLE_MS - 1
  idle.tick()
  expect(onIdle).not.toHaveBeenCalled()
  clock.now += 1
  idle.tick()
  clock.now += IDLE_MS
  idle.tick()
  expect(onIdle).toHaveBeenCalledTimes(1)
})

test('input here or in another tab keeps it open', () => {
  const { clock, idle, onIdle } = watch()
  for (const input of [idle.input, idle.inputElsewhere, idle.input]) {
    clock.now += IDLE_MS - 1
    input()
    idle.tick()
  }
  expect(onIdle).not.toHaveBeenCalled()
})

test('the first key after a computer slept locks it and does not keep it open', () => {
  const { clock, idle, onIdle } = watch()
  clock.now += 8 * 60 * 60_000
  idle.input()
  expect(onIdle).toHaveBeenCalledTimes(1)
})

test('others are told that somebody is here, once a minute at most and only if there was input', () => {
  const { clock, idle, onActive } = watch()
  for (let second = 0; second < 120; second += 1) {
    clock.now += 1000
    idle.input()
    idle.tick()
  }
  expect(onActive).toHaveBeenCalledTimes(2)
  for (let second = 0; second < 120; second += 1) {
    clock.now += 1000
    idle.tick()
  }
  expect(onActive).toHaveBeenCalledTimes(2)
})
