import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageWords, stageOf } from '../../staff/age.ts'
import { dutyTruth } from '../../staff/duty.ts'
import { commandFor, neighbour } from '../../staff/keys.ts'
import { LISTS, listHref, parseRoute } from '../../staff/route.ts'
import { strings } from '../../staff/strings/index.ts'
import { createTimes } from '../../staff/times.ts'
import { check } from '../../staff/ui/Setup.tsx'
import { visibleParts } from '../../staff/visible.ts'
import { chatId } from './fixtures.ts'

describe('addresses', () => {
  test('every list, with and without a chat, comes back from its own address', () => {
    for (const list of LISTS) {
      expect(parseRoute(listHref(list))).toEqual({ page: 'list', list, chatId: null })
      expect(parseRoute(listHref(list, chatId(7)))).toEqual({ page: 'list', list, chatId: chatId(7) })
    }
  })

  test('anything else is the first page, and a mangled chat is no chat', () => {
    for (const hash of ['', '#', '#/nowhere', '#/waiting/../../x', '#/waiting/<script>']) {
      expect(parseRoute(hash)).toEqual({ page: 'list', list: 'waiting', chatId: null })
    }
  })

  test('the set-up link carries its token', () => {
    const token = 'a1'.repeat(32)
    expect(parseRoute(`#/setup/${token}`)).toEqual({ page: 'setup', token })
    expect(parseRoute('#/setup')).toEqual({ page: 'setup', token: null })
  })
})

describe('single keys', () => {
  const press = (key: string, fields = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    defaultPrevented: false,
    ...fields,
  })

  test('mean nothing while somebody types, with a modifier, or in the middle of a composed character', () => {
    expect(commandFor(press('c'), false)).toBe('take')
    expect(commandFor(press('c'), true)).toBeNull()
    for (const field of ['ctrlKey', 'metaKey', 'altKey', 'isComposing', 'defaultPrevented']) {
      expect(commandFor(press('c', { [field]: true }), false)).toBeNull()
    }
  })

  test('J and K walk the list and stop at its ends', () => {
    const ids = ['a', 'b', 'c']
    expect(neighbour(ids, null, 1)).toBe('a')
    expect(neighbour(ids, 'a', 1)).toBe('b')
    expect(neighbour(ids, 'c', 1)).toBe('c')
    expect(neighbour(ids, 'a', -1)).toBe('a')
    expect(neighbour(ids, 'gone', -1)).toBe('c')
    expect(neighbour([], 'a', 1)).toBeNull()
  })
})

describe('ages', () => {
  test('turn at one and at three minutes', () => {
    expect([0, 59_999, 60_000, 179_999, 180_000].map(stageOf)).toEqual(['new', 'new', 'minute', 'minute', 'late'])
  })

  test('are told in whole units, and a clock that runs behind says "just now"', () => {
    const say = (ms: number) => ageWords(ms, strings.en.list)
    expect([-5000, 59_000, 61_000, 3_600_000, 90_000_000].map(say)).toEqual([
      'Just now',
      'Just now',
      '1 min',
      '1 h',
      '1 day',
    ])
  })

  test('clock times are the clinic’s, with the date on any other day', () => {
    const times = createTimes('en', 'America/Los_Angeles')
    const now = Date.UTC(2026, 10, 24, 22, 36)
    expect(times.at(now, now)).toBe('2:36 PM')
    expect(times.at(now - 86_400_000, now)).toBe('Nov 23, 2:36 PM')
    expect(times.soon(Date.UTC(2026, 10, 30, 17), now)).toBe('Monday, 9:00 AM')
  })
})

describe('what visitors are told about staff', () => {
  const t = strings.en.duty
  const ana = { id: 'ana', name: 'Ana', onDuty: true }
  const ben = { id: 'ben', name: 'Ben', onDuty: true }
  const soon = () => 'Monday, 9:00 AM'

  test('is that a person is here, also when it is somebody else', () => {
    expect(dutyTruth({ here: 1, open: true, opensAt: null, staff: [ana] }, 'ana', t, soon)).toBe(
      'Visitors see that a person is here.',
    )
    const away = { ...ana, onDuty: false }
    expect(dutyTruth({ here: 1, open: true, opensAt: null, staff: [away, ben] }, 'ana', t, soon)).toBe(
      'Visitors still see a person: Ben.',
    )
  })

  test('is that nobody is, and until when where the hours say so', () => {
    const staff = [{ ...ana, onDuty: false }]
    expect(dutyTruth({ here: 0, open: true, opensAt: null, staff }, 'ana', t, soon)).toBe(
      'Visitors see that nobody is here now.',
    )
    expect(dutyTruth({ here: 0, open: false, opensAt: 1, staff }, 'ana', t, soon)).toBe(
      'Visitors see that staff are back Monday, 9:00 AM.',
    )
  })
})

describe('characters that act unseen', () => {
  test('are taken out of the text and named', () => {
    expect(visibleParts('gnp\u202Eexe.txt')).toEqual([
      { text: 'gnp' },
      { hidden: 'U+202E', index: 3 },
      { text: 'exe.txt' },
    ])
  })

  test('are not the ones that words, lines and emoji are made of', () => {
    for (const text of ['línea\nnueva\ttab', 'مرحبا ‏', '👩‍⚕️ and क्‍ष', '']) {
      expect(visibleParts(text).every((part) => 'text' in part)).toBe(true)
    }
  })

  test('put back where they stood give the text as it was typed', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\u202E', '\u2066', '\uFEFF', '\u0000', '😀', '\u{E0041}'),
    })
    fc.assert(
      fc.property(text, (typed) => {
        const again = visibleParts(typed).map((part) =>
          'text' in part ? part.text : String.fromCodePoint(Number.parseInt(part.hidden.slice(2), 16)),
        )
        expect(again.join('')).toBe(typed)
      }),
    )
  })
})

test('the first account needs a name, an address and 12 to 128 characters of anything', () => {
  const t = strings.en.setup
  const account = { name: 'Ana', email: 'ana@clinic.example', password: 'a'.repeat(12) }
  expect(check(account, t)).toEqual({})
  expect(check({ ...account, password: 'ñ 😀'.repeat(20) }, t)).toEqual({})
  expect(check({ ...account, password: 'a'.repeat(10) }, t).password).toBe('2 more characters are needed.')
  expect(check({ ...account, password: 'a'.repeat(129) }, t).password).toBe('Use 128 characters or fewer.')
  expect(Object.keys(check({ name: '', email: 'ana', password: '' }, t))).toEqual(['name', 'email', 'password'])
})
