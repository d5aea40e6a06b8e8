import { checkAnswering } from './checks/answering.ts'
import { checkAttribution } from './checks/attribution.ts'
import { checkPhrasings } from './checks/phrasings.ts'
import type { Problem } from './checks/problem.ts'
import { type CountSyllables, checkReading } from './checks/reading.ts'
import { checkSources } from './checks/sources.ts'
import type { Content, Engine } from './types.ts'

export interface Minimums {
  /** English entries at least. */
  entries: number
  /** Different phrasings an entry at least. */
  phrasings: number
  /** Highest reading grade without a waiver. */
  grade: number
}

export const MINIMUMS: Minimums = { entries: 45, phrasings: 20, grade: 8 }

export interface CheckTools {
  engine: Engine
  syllables: CountSyllables
  minimums: Minimums
}

/** Everything that keeps the content from being published; nothing when it may be. Pure, and as fast as the engine. */
export function checkContent(content: Content, { engine, syllables, minimums }: CheckTools): Problem[] {
  return [
    ...enough(content, minimums.entries),
    ...checkSources(content),
    ...checkAttribution(content),
    ...checkPhrasings(content, minimums.phrasings),
    ...checkReading(content, syllables, minimums.grade),
    ...checkAnswering(content, engine),
  ]
}

function enough({ entries }: Content, minimum: number): Problem[] {
  const count = entries.filter(({ lang }) => lang === 'en').length
  if (count >= minimum) return []
  const problem = `There are ${count} English entries. Write at least ${minimum}.`
  return [{ file: 'content/en/entries', entry: null, problem }]
}
