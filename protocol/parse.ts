import { ChatError } from './errors.ts'

/**
 * Small parsers for what crosses a socket or a frame. A parser takes `unknown` and returns a typed value or throws
 * ChatError `malformed`, naming the path and never the value: values are visitors' words.
 */
export type Parser<T> = (input: unknown, path?: string) => T
export type Parsed<P> = P extends Parser<infer T> ? T : never

const malformed = (path: string, expected: string): ChatError =>
  new ChatError('malformed', `${path || 'payload'}: expected ${expected}`)

/** An object with exactly these keys; an unknown key is refused, a key whose parser accepts `undefined` may be absent. */
export function object<Shape extends Record<string, Parser<unknown>>>(
  shape: Shape,
): Parser<{ [K in keyof Shape]: Parsed<Shape[K]> }> {
  const keys = Object.keys(shape)
  return (input, path = '') => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) throw malformed(path, 'an object')
    for (const key of Object.keys(input)) {
      if (!Object.hasOwn(shape, key)) throw malformed(path, 'no unknown keys')
    }
    const out: Record<string, unknown> = Object.create(null)
    for (const key of keys) {
      const value = Object.hasOwn(input, key) ? (input as Record<string, unknown>)[key] : undefined
      const parser = shape[key]
      if (parser) out[key] = parser(value, path ? `${path}.${key}` : key)
    }
    return out as { [K in keyof Shape]: Parsed<Shape[K]> }
  }
}

/** A string of `min`..`max` UTF-16 units; lone surrogates are refused, because they cannot be stored byte-equal. */
export function string({ min = 0, max }: { min?: number; max: number }): Parser<string> {
  return (input, path = '') => {
    if (typeof input !== 'string') throw malformed(path, 'a string')
    if (input.length < min) throw malformed(path, `at least ${min} characters`)
    if (input.length > max) throw new ChatError('too-long', `${path}: at most ${max} characters`)
    if (!input.isWellFormed()) throw malformed(path, 'well-formed text')
    return input
  }
}

/** What a person typed: 1..`maxChars` UTF-16 units, not blank. Kept byte for byte, never trimmed. */
export function text({ maxChars }: { maxChars: number }): Parser<string> {
  const parse = string({ max: maxChars })
  return (input, path = '') => {
    const value = parse(input, path)
    if (value.trim() === '') throw new ChatError('empty', `${path}: nothing was written`)
    return value
  }
}

/** A 128-bit id as 32 lower-case hexadecimal digits: chats, client ids, log generations. */
export const id: Parser<string> = (input, path = '') => {
  if (typeof input !== 'string' || !/^[0-9a-f]{32}$/.test(input)) throw malformed(path, 'a 128-bit hexadecimal id')
  return input
}

/** An entry's or a topic's name: a short kebab-case slug. */
export const slug: Parser<string> = (input, path = '') => {
  if (typeof input !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(input)) throw malformed(path, 'a short name')
  return input
}

/** A whole number in `min`..`max`. */
export function integer({ min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }): Parser<number> {
  return (input, path = '') => {
    if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < min || input > max) {
      throw malformed(path, `a whole number from ${min} to ${max}`)
    }
    return input
  }
}

export const boolean: Parser<boolean> = (input, path = '') => {
  if (typeof input !== 'boolean') throw malformed(path, 'true or false')
  return input
}

export function oneOf<const Values extends readonly string[]>(values: Values): Parser<Values[number]> {
  return (input, path = '') => {
    if (typeof input !== 'string' || !values.includes(input)) throw malformed(path, `one of ${values.join(', ')}`)
    return input
  }
}

/** A list of `min`..`max` values. */
export function list<T>(parser: Parser<T>, { min, max }: { min: number; max: number }): Parser<T[]> {
  return (input, path = '') => {
    if (!Array.isArray(input) || input.length < min || input.length > max) {
      throw malformed(path, `a list of ${min} to ${max}`)
    }
    return input.map((value, i) => parser(value, `${path}[${i}]`))
  }
}

/** Whatever it is: something that another parser looks at later. */
export const anything: Parser<unknown> = (input) => input

/** The value, or null where it is null or absent. */
export function nullable<T>(parser: Parser<T>): Parser<T | null> {
  return (input, path = '') => (input === null || input === undefined ? null : parser(input, path))
}
