import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { masterKeys } from '../../server/master-keys.ts'
import { type Talk, talk } from './bare-talk.ts'
import { atLeast, atMost, exactly, type Goal } from './fault.ts'
import { until } from './load.ts'
import { startProgram } from './program.ts'
import { judged } from './store-judge.ts'

const VISITORS = 20
/** How soon everybody is to be served again once the disk is well, ms. */
const RECOVERY_MS = 10_000

/** What is done to the disk of the program with this process id, until that has ended; gives how it is undone. */
export type Hurt = (pid: number, isGone: () => boolean) => Promise<() => Promise<void> | void>

export interface Trouble {
  acked: number
  refused: number
  /** Refusals that did not say `unavailable`: that is what the visitor's end calls "not sent yet". */
  saidOtherwise: number
  /** What `/readyz` answered meanwhile. */
  readyzMeanwhile: number
  /** Until `/readyz` was well again and every visitor had something acknowledged, ms. */
  recoveredMs: number
  /** 1 when the program ended before it was told to. */
  exits: number
  /** Acknowledged and not there. */
  falseAcks: number
  dup: number
  gap: number
  misordered: number
  damage: string
}

/** The real program under load, on a disk that is hurt and made well again. `tree` holds its sources. */
export async function diskTrouble(
  { tree, dataDir, under = [] }: { tree: string; dataDir: string; under?: string[] },
  hurt: Hurt,
): Promise<Trouble> {
  const program = await startProgram({ tree, dataDir, under })
  let crowd: Talk | null = null
  try {
    crowd = await talk(program.url, VISITORS)
    const { heard, ackedBy } = crowd
    const isGone = () => program.child.exitCode !== null || program.child.signalCode !== null
    /** A program that has ended is judged by what it leaves: nothing more is to be seen of it. */
    const seen = (what: string, found: () => unknown) => until(what, async () => isGone() || (await found()), 60)
    await seen('messages are acknowledged', () => heard.acked >= VISITORS)
    const heal = await hurt(program.pid, isGone)
    await seen('messages are refused', () => heard.refused >= 2 * VISITORS)
    await seen('the program says that it cannot store', async () => (await readyz(program.url)) === 503)
    const readyzMeanwhile = await readyz(program.url)
    await heal()
    const from = performance.now()
    const before = [...ackedBy]
    await seen('the program says that it can store', async () => (await readyz(program.url)) === 200)
    await seen('everybody is served', () => ackedBy.every((acked, who) => acked > (before[who] ?? 0)))
    const recoveredMs = Math.round(performance.now() - from)
    await crowd.stop()
    const exits = isGone() ? 1 : 0
    const code = await program.end('SIGTERM')
    const ring = await masterKeys(join(dataDir, 'master.key'))
    const { lost, damage, ...verdict } = await judged(join(dataDir, 'chat.db'), heard, ring)
    return {
      acked: heard.acked,
      refused: heard.refused,
      saidOtherwise: heard.refused - (heard.refusals.get('unavailable') ?? 0),
      readyzMeanwhile,
      recoveredMs,
      exits: exits || code !== 0 ? 1 : 0,
      falseAcks: lost,
      ...verdict,
      damage: damage ?? 'none',
    }
  } finally {
    await crowd?.stop()
    await program.end('SIGKILL')
  }
}

/** 0 when nobody answers. */
async function readyz(url: string): Promise<number> {
  // What it found is kept for a second.
  await pause(200)
  const response = await fetch(`${url}/readyz`).catch(() => null)
  await response?.arrayBuffer()
  return response?.status ?? 0
}

export const unharmed = (found: Trouble): Goal[] => [
  atLeast('refused', found.refused, VISITORS),
  exactly('refusals that say something else than not sent yet', found.saidOtherwise, 0),
  exactly('readiness meanwhile', found.readyzMeanwhile, 503),
  exactly('false acknowledgements', found.falseAcks, 0),
  exactly('dup', found.dup, 0),
  exactly('gap', found.gap, 0),
  exactly('misordered', found.misordered, 0),
  exactly('exits', found.exits, 0),
  { name: `damage: ${found.damage}`, ok: found.damage === 'none' },
  atMost('recovered ms', found.recoveredMs, RECOVERY_MS),
]
