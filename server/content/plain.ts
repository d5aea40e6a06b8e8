import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What the schema found wrong, one plain sentence an issue: where, what, what to do. */
export function plain(error: z.ZodError): string[] {
  return error.issues.map(sentenceFor)
}

function sentenceFor(issue: Issue): string {
  const where = place(issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .map(
          (key) =>
            `The key "${[...issue.path, key].map(String).join('.')}" is not known. Remove it or correct its spelling.`,
        )
        .join(' ')
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
