import { ANA, startStaffServer } from '../test/support/staff-http.ts'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { mannWhitney } from './mann-whitney.ts'

/** Tries of each kind in a run. */
const EACH = 100

interface Found {
  machine: Machine
  /** ms. */
  known: Spread
  unknown: Spread
  /** The median of one by that of the other, for each run. */
  ratio: Spread
  /** How likely times of one and the same kind differ as much: the p of the Mann-Whitney U test. */
  p: number
  goals: Goal[]
}

export const signIn: Bench = {
  about: 'time of a wrong password for an address that has an account, and for one that has none',
  async run({ runs, tell }) {
    const on = machine(['better-auth'])
    const server = await startStaffServer()
    const known: number[] = []
    const unknown: number[] = []
    const ratios: number[] = []
    try {
      await server.auth.createAdmin(ANA)
      for (let run = 0; run < runs; run += 1) {
        tell(`round ${run + 1} of ${runs}`)
        const round: [number[], number[]] = [[], []]
        for (let n = 0; n < EACH; n += 1) {
          for (const [side, email] of [ANA.email, `nobody${n}@clinic.example`].entries()) {
            const began = performance.now()
            await server.browser(`10.${run}.${n}.${side}`).signIn(email, 'a wrong password')
            round[side]?.push(performance.now() - began)
          }
        }
        known.push(...round[0])
        unknown.push(...round[1])
        ratios.push(spread(round[0]).median / spread(round[1]).median)
      }
    } finally {
      await server.stop()
    }
    const p = mannWhitney(known, unknown)
    const name = 'p that the times of both are alike (Mann-Whitney)'
    const goals: Goal[] = [{ name, found: p, unit: '', goal: 0.01, aim: null, atLeast: true }]
    const ratio = spread(ratios)
    const found: Found = { machine: on, known: spread(known), unknown: spread(unknown), ratio, p, goals }
    return { text: textOf(found), data: found }
  },
}

function textOf({ machine: on, known, unknown, ratio, goals }: Found): string {
  return [
    ...machineLines(on),
    '',
    `A wrong password, one after the other, the two kinds in turn, ${EACH} of each in a round. Medians (least-most).`,
    ...table([
      ['address', 'ms'],
      ['has an account', withSpread(known)],
      ['has none', withSpread(unknown)],
      ['one by the other', withSpread(ratio)],
    ]),
    '',
    ...goalTable(goals),
  ].join('\n')
}
