import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from '../../client/backoff.ts'

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('every wait lies between half a second and fifteen, and at most doubles from one try to the next', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2000 }), share, (attempt, random) => {
      const wait = backoffMs(attempt, () => random)
      expect(wait).toBeGreaterThanOrEqual(500)
      expect(wait).toBeLessThanOrEqual(Math.min(15_000, 500 * 2 ** (attempt + 1)))
    }),
  )
})

test('pages that lost the same server come back spread over the whole span', () => {
  for (const attempt of [0, 3, 50]) {
    const waits = Array.from({ length: 100 }, (_, page) => backoffMs(attempt, () => page / 100))
    expect(new Set(waits).size).toBe(100)
    const longest = Math.min(15_000, 500 * 2 ** (attempt + 1))
    expect(Math.min(...waits)).toBe(500)
    expect(Math.max(...waits)).toBeGreaterThan(0.95 * longest)
  }
})
