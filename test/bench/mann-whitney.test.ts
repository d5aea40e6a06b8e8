import { expect, test } from 'vitest'
import { mannWhitney } from '../../bench/mann-whitney.ts'

const range = (from: number, step: number): number[] => Array.from({ length: 20 }, (_, n) => from + n * step)

test('values that take turns are alike, and values of which one side has all the small ones are not', () => {
  expect(mannWhitney(range(1, 2), range(2, 2))).toBeCloseTo(0.797, 3)
  expect(mannWhitney(range(1, 1), range(21, 1)) * 1e8).toBeCloseTo(6.8, 1)
  expect(mannWhitney(range(21, 1), range(1, 1))).toBe(mannWhitney(range(1, 1), range(21, 1)))
})

test('the same values on both sides are alike, and ties belong to neither', () => {
  expect(mannWhitney(range(1, 1), range(1, 1))).toBeCloseTo(1, 6)
  expect(mannWhitney([1, 1, 2], [1, 2, 2])).toBeGreaterThan(0.3)
})

test('nothing says nothing', () => {
  expect(mannWhitney([], [1])).toBeNaN()
})
