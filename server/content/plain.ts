import type { z } from 'zod'
import type { Path } from './yaml.ts'

type Issue = z.core.$ZodIssue

/** What is wrong with a value, in plain sentences, and the place in it. */
export interface Fault {
  path: Path
  problem: string
}

/** What the schema found wrong: where, what, what to do. */
export function plain(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey([...issue.path, key]))
      : { path: issue.path, problem: sentenceFor(issue) },
  )
}

const unknownKey = (path: Path): Fault => ({
  path,
  problem: `The key "${path.map(String).join('.').slice(0, MAX_KEY)}" is not known. Remove it or correct its spelling.`,
})

/** Characters of a key that are shown: a damaged file can have a whole page for a key. */
const MAX_KEY = 100

function sentenceFor(issue: Issue): string {
  const where = place(issue.path)
  switch (issue.code) {
    case 'invalid_type':
      // the library says only in its text whether the value was missing
      if (/received undefined|nonoptional/.test(issue.message)) return `${where} is missing. Add it.`
      return `${where} must be ${kind(issue.expected)}.${issue.expected === 'string' ? ' Put it in quotes.' : ''}`
    case 'invalid_value':
      return `${where} must be one of: ${issue.values.map(String).join(', ')}.`
    case 'too_small':
      if (issue.origin === 'string') return `${where} is empty. Fill it in.`
      if (issue.origin === 'array') return `${where} must have at least ${issue.minimum}.`
      return `${where} must be at least ${issue.minimum}.`
    case 'too_big':
      if (issue.origin === 'string') return `${where} is longer than ${issue.maximum} characters. Shorten it.`
      if (issue.origin === 'array') return `${where} has more than ${issue.maximum}. Remove some.`
      return `${where} must be at most ${issue.maximum}.`
    default:
      return `${where} ${issue.message}`
  }
}

/** `answer.0.text` as people count: "answer 1, text". */
function place(path: Issue['path']): string {
  if (path.length === 0) return 'The file'
  const words: string[] = []
  for (const part of path) {
    const last = words.length - 1
    if (typeof part === 'number' && last >= 0) words[last] = `${words[last]} ${part + 1}`
    else words.push(String(part))
  }
  return `"${words.join(', ')}"`
}

function kind(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text'
    case 'array':
      return 'a list'
    case 'object':
      return 'a map of keys and values'
    case 'int':
    case 'number':
      return 'a whole number'
    default:
      return expected
  }
}
