import type { Content, Entry } from '../types.ts'
import { fileOf, type Problem } from './problem.ts'

/** The number of syllables of one English word; 0 for what it cannot read. */
export type CountSyllables = (word: string) => number

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.,%/-]*/gu
const SENTENCE_END = /[.?!]+["”’')]*(?=\s|$)/g

/**
 * The Flesch-Kincaid grade level of English text: years of school that reading it takes, about 0 to 20; 0 for no words.
 * Source: Kincaid et al., Research Branch Report 8-75, Naval Technical Training Command, 1975.
 */
export function readingGrade(text: string, syllables: CountSyllables): number {
  const words = text.match(WORD) ?? []
  if (words.length === 0) return 0
  const sentences = Math.max(1, text.match(SENTENCE_END)?.length ?? 0)
  const spoken = words.reduce((sum, word) => sum + Math.max(1, syllables(word)), 0)
  return 0.39 * (words.length / sentences) + 11.8 * (spoken / words.length) - 15.59
}

/** The grade of an entry's whole answer, to one decimal: what is printed is what is compared. */
export function gradeOf({ answer }: Entry, syllables: CountSyllables): number {
  return Math.round(readingGrade(answer.map(({ text }) => text).join(' '), syllables) * 10) / 10
}

/** English answers above grade `maximum` that have no waiver. The formula is made for English alone. */
export function checkReading({ entries }: Content, syllables: CountSyllables, maximum: number): Problem[] {
  return entries.flatMap((entry) => {
    if (entry.lang !== 'en' || entry.gradeWaiver !== null) return []
    const grade = gradeOf(entry, syllables)
    if (grade <= maximum) return []
    const problem = `The answer reads at grade ${grade.toFixed(1)}, above ${maximum}. Use shorter words and sentences, or say in "gradeWaiver" why that cannot be.`
    return [{ file: fileOf('entries', entry), entry: entry.id, problem }]
  })
}
