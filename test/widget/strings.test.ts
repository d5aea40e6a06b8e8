import { expect, test } from 'vitest'
import { en } from '../../widget/panel/strings/en.ts'
import { es } from '../../widget/panel/strings/es.ts'
import { moreEn } from '../../widget/panel/strings/more-en.ts'
import { moreEs } from '../../widget/panel/strings/more-es.ts'

/** Words that are the same in both languages. */
const SAME = new Set(['crisis', 'crisisButton', 'no'])

/** Every text of a language by its path; a function is called with telling arguments. */
function texts(words: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    const name = path + key
    if (typeof value === 'string') found.set(name, value)
    else if (typeof value === 'function') found.set(name, String(value(2, 3, 4)))
    else for (const [inner, text] of texts(value, `${name}.`)) found.set(inner, text)
  }
  return found
}

const english = new Map([...texts(en), ...texts(moreEn, 'more.')])
const spanish = new Map([...texts(es), ...texts(moreEs, 'more.')])

test('both languages have the same texts', () => {
  expect([...spanish.keys()]).toEqual([...english.keys()])
})

test('nothing is left in English', () => {
  const left = [...spanish].filter(
    ([name, text]) => text === english.get(name) && !SAME.has(name) && /\p{L}/u.test(text),
  )
  expect(left).toEqual([])
})

test('both languages fill the same places and use every argument', () => {
  for (const [name, text] of english) {
    const places = (of: string) => [...of.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()
    expect(places(spanish.get(name) ?? ''), name).toEqual(places(text))
    const digits = (of: string) => [...new Set(of.match(/\b[234]\b/g))].sort()
    expect(digits(spanish.get(name) ?? ''), name).toEqual(digits(text))
  }
})

test('bold marks come in pairs', () => {
  for (const [name, text] of [...english, ...spanish]) {
    expect((text.match(/\*/g)?.length ?? 0) % 2, name).toBe(0)
  }
})

test('one of something is not said as many', () => {
  for (const words of [en, es]) {
    expect(words.unread(1)).not.toBe(words.unread(2).replace('2', '1'))
    expect(words.showPassages(1)).not.toMatch(/1/)
    expect(words.staffMembers(1)).not.toBe(words.staffMembers(2).replace('2', '1'))
  }
})

test('nobody shouts, and nothing is said that the house does not say', () => {
  for (const [name, text] of [...english, ...spanish]) {
    expect(text, name).not.toMatch(/[!¡]|\bOops\b|\bOK\b|Click here|Submit/)
  }
})
