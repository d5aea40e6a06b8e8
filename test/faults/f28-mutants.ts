import * as bugs from './bugs.ts'
import { claimRace } from './claim-race.ts'
import { killedAgain } from './f01-kill.ts'
import { cutPower } from './f03-power-cut.ts'
import { badNetwork } from './f05-bad-network.ts'
import { exactly, type Fault, type FaultOptions, type Found } from './fault.ts'
import { type Change, withMutant } from './mutant.ts'

type Options = Pick<FaultOptions, 'tree' | 'tell'>

/** Faults at counts that are enough to catch a bug of their kind. */
const SMALL = {
  F1: (options: Options) => killedAgain({ kills: 8, wanted: 200 }, options),
  F3: (options: Options) => cutPower({ messages: 200, cuts: 40 }, options),
  F5: (options: Options) => badNetwork({ wanted: 150, lastsMs: 300 }, options),
  F17: (options: Options) => claimRace(20, options),
}

interface Seeded {
  bug: string
  changes: Change[]
  /** The fault that has to catch it, and what that has to say. */
  by: keyof typeof SMALL
  saying: RegExp
}

const SEEDED: Seeded[] = [
  { bug: 'acknowledgement before commit', changes: bugs.ACK_BEFORE_COMMIT, by: 'F3', saying: /^lost / },
  { bug: 'synchronous=NORMAL', changes: bugs.SYNCHRONOUS_NORMAL, by: 'F3', saying: /^lost / },
  { bug: 'no dedup of client ids', changes: bugs.NO_DEDUP, by: 'F5', saying: /^(dup|repeats) / },
  { bug: 'window of five', changes: bugs.WINDOW_OF_FIVE, by: 'F1', saying: /^misordered / },
  { bug: 'claim read, then written', changes: bugs.CLAIM_READ_THEN_WRITE, by: 'F17', saying: /^(claims|double) / },
]

export const fault: Fault = {
  id: 'F28',
  about:
    'five bugs are put into copies of the sources, and each has to be caught by its fault; without a bug nothing may be',
  async run({ tree, tell }) {
    const quiet = { tell: () => {} }
    const figures: Record<string, string> = {}
    let caught = 0
    for (const { bug, changes, by, saying } of SEEDED) {
      const missed = await withMutant(tree, changes, (copy) => missedGoals(SMALL[by]({ tree: copy, ...quiet })))
      const words = missed.find((goal) => saying.test(goal))
      if (words) caught += 1
      figures[bug] = words
        ? `caught by ${by}: ${words}`
        : `not caught by ${by}: ${missed.join('; ') || 'it missed nothing'}`
      tell(`${bug}: ${figures[bug]}`)
    }
    let falseAlarms = 0
    for (const [id, run] of Object.entries(SMALL)) {
      // Times are held to by the faults themselves; here only bugs count.
      const missed = (await missedGoals(run({ tree, ...quiet }))).filter((goal) => !/ ms/.test(goal))
      if (missed.length === 0) continue
      falseAlarms += 1
      tell(`without a bug ${id} says: ${missed.join('; ')}`)
    }
    return {
      figures: { seeded: SEEDED.length, caught, falseAlarms, ...figures },
      goals: [exactly('caught', caught, SEEDED.length), exactly('false alarms', falseAlarms, 0)],
    }
  },
}

/** What a fault misses. One that cannot even come to its end misses everything, which says nothing about why. */
async function missedGoals(found: Promise<Found>): Promise<string[]> {
  try {
    return (await found).goals.filter(({ ok }) => !ok).map(({ name }) => name)
  } catch (error) {
    return [`it did not come to an end: ${error instanceof Error ? error.message : String(error)}`]
  }
}
