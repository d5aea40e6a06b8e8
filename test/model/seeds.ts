import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Coverage, Violation } from './coverage.ts'
import type { play as Play } from './play.ts'
import type { Parts } from './sim-ground.ts'
import { type History, histories, type Move } from './steps.ts'

/** A history that once failed, and what it found. The moves themselves are kept: a seed makes others when steps are added. */
interface Kept {
  found: string
  seed: number
  moves: Move[]
}

export const kept = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as Kept[]

/** Moves of a history beside the four that it begins with; a helping hand counts as one and is three. */
const MOST_MOVES = 18
const arbitrary = histories(MOST_MOVES)

export function historyOf(seed: number): History {
  const [history] = fc.sample(arbitrary, { seed, numRuns: 1 })
  if (!history) throw new Error(`no history for seed ${seed}`)
  return history
}

/** How long the smallest history that still fails is looked for, ms. */
const SHRINK_MS = 60_000

/** What to tell about a seed that failed: the smallest history that fails as well, ready for `seeds.json`. */
export async function report(seed: number, error: unknown, play: typeof Play, parts?: Parts): Promise<string> {
  const property = fc.asyncProperty(arbitrary, (history) => play(history, new Coverage(), parts))
  const { counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_MS,
  })
  const [smallest] = counterexample ?? []
  const told = (failure: unknown) => (failure instanceof Violation ? failure.message : String((failure as Error).stack))
  const lines = [`seed ${seed}: ${told(error)}`]
  if (smallest) {
    lines.push(
      `smallest: ${told(errorInstance)}`,
      JSON.stringify({ found: '', seed: smallest.seed, moves: smallest.moves }),
    )
  }
  return lines.join('\n')
}
