import { readFileSync } from 'node:fs'

/** A hostile text of `test/corpus/`. The files hold ASCII alone: whatever else, lone surrogates too, is escaped. */
export interface HostileText {
  id: string
  category: string
  text: string
  /** What becomes of it as a message; `closed`: no frame may be as long, so the connection ends. */
  expect: 'stored' | 'empty' | 'malformed' | 'too-long' | 'closed'
}

type Line = Omit<HostileText, 'expect'> & Partial<Pick<HostileText, 'expect'>> & { times?: number }

/** Texts with `times` are written once in the file and repeated here. Without an expectation they are to be stored. */
function read(name: string): HostileText[] {
  const lines = readFileSync(new URL(`../corpus/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => {
    const { id, category, text, times = 1, expect = 'stored' } = JSON.parse(line) as Line
    return { id, category, text: text.repeat(times), expect }
  })
}

/** Corpus U: what Unicode can do to a text. */
export const unicodeTexts = read('unicode')
/** Corpus X: what would be code, markup or a command somewhere. */
export const injectionTexts = read('injection')
