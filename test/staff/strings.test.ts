import { describe, expect, test } from 'vitest'
import { strings } from '../../staff/strings/index.ts'
import { lineWords } from '../../staff/ui/lines.ts'

/** Every leaf as a path and the text that it says for small arguments. */
function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]]
  if (typeof node === 'function') {
    const args = [1, 2].map((n) => Array.from({ length: 3 }, () => n))
    const names = [['Ana'], ['Ana', 'Ben']]
    return args.map((each, i): [string, string] => {
      // A list of names is what some take; the others take numbers or text.
      const say = node as (...values: unknown[]) => string
      const text = /others|seesPersonAnyway/.test(path)
        ? say(names[i])
        : say(...(path.startsWith('chat.lines') ? each.map(String) : each))
      return [`${path}(${i + 1})`, text]
    })
  }
  return Object.entries(node as object).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key))
}

/** The same in both languages because they are names, numbers or used in both. */
const SAME = /^(product|nav\.label|nav\.chats|list\.minutes|list\.hours|title)/

describe('what the console says', () => {
  const en = new Map(leaves(strings.en))
  const es = new Map(leaves(strings.es))

  test('has the same keys in both languages', () => {
    expect([...es.keys()].sort()).toEqual([...en.keys()].sort())
  })

  test('leaves nothing empty and nothing untranslated', () => {
    const untranslated = [...en].filter(([path, text]) => !SAME.test(path) && es.get(path) === text)
    expect(untranslated).toEqual([])
    for (const [path, text] of [...en, ...es]) expect(text.trim(), path).not.toBe('')
  })

  test('shows no number and no name twice or as something else', () => {
    for (const [path, text] of [...en, ...es]) expect(text, path).not.toMatch(/undefined|NaN|\[object|null/)
  })

  test('speaks calmly: no exclamation marks, no emoji, no "please wait"', () => {
    for (const [path, text] of [...en, ...es]) {
      expect(text, path).not.toMatch(/[!¡]|\p{Extended_Pictographic}|please|oops|just a|por favor/iu)
    }
  })
})

test('a Spanish time at the end of a sentence does not end it twice', () => {
  const words = lineWords({ type: 'reopened' }, '2:42 p. m.', 'ana', strings.es)
  expect(words).toBe('Abierto de nuevo a las 2:42 p. m.')
})

test('the reader is told of what they did as "you" and of others by name', () => {
  const joined = { type: 'joined', staff: { id: 'ana', name: 'Ana' }, from: null, note: null } as const
  expect(lineWords(joined, '2:41 PM', 'ana', strings.en)).toBe(
    'You took this chat at 2:41 PM. The assistant is silent.',
  )
  expect(lineWords(joined, '2:41 PM', 'ben', strings.en)).toBe(
    'Ana took this chat at 2:41 PM. The assistant is silent.',
  )
})

test('lengths of time are told in their largest whole unit', () => {
  const say = (seconds: number) => strings.en.banner.noConnection(seconds * 1000)
  expect([1, 59, 60, 240, 3600, 2 * 86_400].map(say)).toEqual([
    'No connection for 1 second.',
    'No connection for 59 seconds.',
    'No connection for 1 minute.',
    'No connection for 4 minutes.',
    'No connection for 1 hour.',
    'No connection for 2 days.',
  ])
})
