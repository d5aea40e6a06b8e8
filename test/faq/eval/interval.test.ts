import { expect, test } from 'vitest'
import { wilson } from '../../../scripts/eval/interval.ts'
import { percent } from '../../../scripts/eval/percent.ts'

test('the interval of a share is that of the textbook', () => {
  expect(wilson(10, 20).map(percent)).toEqual(['29.9', '70.1'])
})

test('the interval of none, of all and of nothing counted stays within 0 to 1', () => {
  for (let of = 1; of <= 200; of += 1) {
    expect(wilson(0, of)[0]).toBeGreaterThanOrEqual(0)
    expect(wilson(of, of)[1]).toBeLessThanOrEqual(1)
  }
  expect(wilson(0, 61).map(percent)).toEqual(['0', '5.9'])
  expect(wilson(0, 0)).toEqual([0, 1])
})
