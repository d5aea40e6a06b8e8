import { expect, test } from 'vitest'
import { piecesOf } from '../../staff/pieces.ts'

test('a list is cut into pieces, and a piece in which nothing changed stays the array that it was', () => {
  const first = piecesOf(['a', 'b', 'c', 'd', 'e'], 2, [])
  expect(first).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  const longer = piecesOf(['a', 'b', 'c', 'd', 'e', 'f', 'g'], 2, first)
  expect(longer).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f'], ['g']])
  expect(longer[0]).toBe(first[0])
  expect(longer[1]).toBe(first[1])
  const changed = piecesOf(['a', 'b', 'C', 'd'], 2, longer)
  expect(changed).toEqual([
    ['a', 'b'],
    ['C', 'd'],
  ])
  expect(changed[0]).toBe(first[0])
  expect(piecesOf([], 2, changed)).toEqual([])
})
