import { describe, expect, test } from 'vitest'
import { firstRows, groupsOf, line, matches, reasonOf } from '../../staff/inbox-view.ts'
import { ANA, BEN, row } from './fixtures.ts'

const me = ANA.id
const ana = { id: 'ana', name: 'Ana' }
const codes = (rows: { code: string }[]) => rows.map(({ code }) => code)
const shape = (groups: ReturnType<typeof groupsOf>) => groups.map(({ name, rows }) => [name, codes(rows)])

describe('who is taken first', () => {
  test('emergency words come before any wait, and within each the oldest comes first', () => {
    const rows = [row(1), row(4, { flag: 'medical' }), row(2), row(3, { flag: 'self-harm' })]
    expect(codes(line(rows))).toEqual(['M3', 'M4', 'M1', 'M2'])
  })

  test('emergency words that met an empty clinic need a person as much as those that wait', () => {
    const left = row(1, { state: 'left_message', waitingSince: null, flag: 'overdose' })
    expect(codes(line([row(2), left]))).toEqual(['M1', 'M2'])
  })

  test('a visitor with emergency words who went back to the assistant before anyone came is still in the line', () => {
    expect(line([row(1, { state: 'bot', waitingSince: null, flag: 'self-harm' })])).toHaveLength(1)
  })

  test('emergency words that a person has dealt with no longer call for one', () => {
    expect(line([row(1, { state: 'bot', waitingSince: null, flag: 'self-harm', epoch: 2 })])).toEqual([])
    expect(line([row(1, { state: 'staff', owner: BEN, waitingSince: null, flag: 'self-harm', epoch: 1 })])).toEqual([])
    expect(line([row(1, { state: 'closed', waitingSince: null, flag: 'self-harm' })])).toEqual([])
  })
})

describe('the lists', () => {
  const rows = [
    row(1),
    row(2, { state: 'staff', owner: ana, epoch: 1, waitingSince: null }),
    row(3, { state: 'staff', owner: BEN, epoch: 1, waitingSince: null }),
    row(4, { state: 'left_message', waitingSince: null }),
    row(5, { state: 'bot', waitingSince: null, trigger: null }),
    row(6, { state: 'closed', waitingSince: null }),
    row(7, { state: 'staff', owner: ana, epoch: 1, waitingSince: null, flag: 'medical' }),
    row(8, { flag: 'medical' }),
  ]

  test('waiting shows who needs a person, emergencies in a group of their own', () => {
    expect(shape(groupsOf(rows, 'waiting', me))).toEqual([
      ['answer-first', ['M8']],
      ['oldest-first', ['M1']],
    ])
  })

  test('mine shows what I own, emergencies first', () => {
    expect(shape(groupsOf(rows, 'mine', me))).toEqual([
      ['answer-first', ['M7']],
      ['others', ['M2']],
    ])
  })

  test('all shows everything open under who has it', () => {
    expect(shape(groupsOf(rows, 'all', me))).toEqual([
      ['answer-first', ['M7', 'M8']],
      ['oldest-first', ['M1']],
      ['mine', ['M2']],
      ['with-others', ['M3']],
      ['left', ['M4']],
      ['with-bot', ['M5']],
    ])
  })

  test('left messages and closed chats have lists of their own', () => {
    expect(shape(groupsOf(rows, 'left', me))).toEqual([['oldest-first', ['M4']]])
    expect(shape(groupsOf(rows, 'closed', me))).toEqual([['newest-first', ['M6']]])
  })

  test('no row of an open list is shown twice', () => {
    for (const list of ['waiting', 'mine', 'all', 'left'] as const) {
      const shown = groupsOf(rows, list, me).flatMap((group) => codes(group.rows))
      expect(new Set(shown).size).toBe(shown.length)
    }
  })
})

test('search finds a row by code, last words or contact, in any case', () => {
  const found = row(1, { code: 'K7', lastWords: 'Is there PARKING?', contact: 'pat@example.org' })
  for (const words of ['k7', 'parking', ' Pat@ ', '']) expect(matches(found, words)).toBe(true)
  expect(matches(found, 'bus')).toBe(false)
})

describe('why a row stands where it stands', () => {
  const plain = { unread: false, draft: false }

  test('emergency words are named before the reason of the hand-off', () => {
    expect(reasonOf(row(1, { flag: 'medical', trigger: 'red-flag' }), me, plain)).toEqual({
      kind: 'flag',
      card: 'medical',
    })
  })

  test('a wait names what made the assistant give up', () => {
    expect(reasonOf(row(1, { trigger: 'unsure-twice' }), me, plain)).toEqual({
      kind: 'trigger',
      trigger: 'unsure-twice',
    })
  })

  test('an own chat says the most pressing thing about it', () => {
    const mine = row(1, { state: 'staff', owner: ana, epoch: 1 })
    expect(reasonOf(mine, me, { unread: true, draft: true }).kind).toBe('new-message')
    expect(reasonOf(mine, me, { unread: false, draft: true }).kind).toBe('draft')
    expect(reasonOf(mine, me, plain).kind).toBe('replying')
  })

  test("another's chat names its owner", () => {
    expect(reasonOf(row(1, { state: 'staff', owner: BEN, epoch: 1 }), me, plain)).toEqual({ kind: 'with', name: 'Ben' })
  })
})

test('the first rows of a list are those under its first headings, and no heading is left without rows', () => {
  const groups = groupsOf([row(1, { flag: 'medical' }), row(2), row(3)], 'waiting', me)
  const names = (count: number) => firstRows(groups, count).map(({ name, rows }) => [name, rows.length])
  expect(names(0)).toEqual([])
  expect(names(1)).toEqual([['answer-first', 1]])
  expect(names(2)).toEqual([
    ['answer-first', 1],
    ['oldest-first', 1],
  ])
  expect(firstRows(groups, 100)).toEqual(groups)
})
