import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureTool } from '../support/ensure-tools.ts'
import { SYNCHRONOUS_NORMAL } from './bugs.ts'
import { type Step, traced } from './disk-trace.ts'
import { exactly, type Fault, type FaultOptions, type Found } from './fault.ts'
import { memory } from './memory.ts'
import { withMutant } from './mutant.ts'
import { CutDisk } from './power-cut.ts'
import { seeded } from './random.ts'
import { Heard, judged } from './store-judge.ts'

interface Cuts {
  /** Power cuts that were replayed. */
  cuts: number
  /** Messages acknowledged before a cut, summed over the cuts. */
  acked: number
  lost: number
  dup: number
  misordered: number
  /** Cuts after which the store did not open, or a chat could not be read whole. */
  corrupt: number
  /** Cuts that lost something. */
  bad: number
}

/**
 * Writes `messages` messages with the sources in `tree`, and cuts the power at `cuts` moments of that. The same `seed` cuts
 * at the same moments of the same trace.
 */
export async function powerCuts(
  tree: string,
  { messages, cuts, seed }: { messages: number; cuts: number; seed: number },
): Promise<Cuts> {
  ensureTool('strace')
  const folder = mkdtempSync(join(memory(), 'bedside-power-'))
  try {
    return await replayed(await writing(tree, folder, messages), { folder: join(folder, 'found'), cuts, seed })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function writing(tree: string, folder: string, messages: number): Promise<Step[]> {
  const data = join(folder, 'data')
  mkdirSync(data)
  const db = join(data, 'chat.db')
  const said = join(folder, 'said')
  const child = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(tree, 'test/faults/store-child.ts'),
    db,
    '1',
    String(messages),
    said,
  ]
  const trace = join(folder, 'trace')
  const steps = await traced(child, { db, said, trace })
  rmSync(trace)
  return steps
}

async function replayed(
  steps: Step[],
  { folder, cuts, seed }: { folder: string; cuts: number; seed: number },
): Promise<Cuts> {
  const random = seeded(seed)
  const moments = Array.from({ length: cuts }, () => random.below(steps.length + 1)).sort((a, b) => a - b)
  const disk = new CutDisk()
  const heard = new Heard()
  const found: Cuts = { cuts, acked: 0, lost: 0, dup: 0, misordered: 0, corrupt: 0, bad: 0 }
  let at = 0
  for (const moment of moments) {
    for (; at < moment; at++) {
      const step = steps[at]
      if (!step) break
      if (step.kind === 'said') heard.hear(step.line)
      disk.apply(step, at)
    }
    const { lost, dup, gap, misordered, damage } = await afterCut(disk.cut(random), folder, heard)
    found.acked += heard.acked
    found.lost += lost
    found.dup += dup
    found.misordered += misordered
    if (damage !== null || gap > 0) found.corrupt += 1
    if (lost > 0 || damage !== null) found.bad += 1
  }
  return found
}

async function afterCut(files: Map<string, Buffer>, folder: string, heard: Heard) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  for (const [name, content] of files) writeFileSync(join(folder, name), content)
  return judged(join(folder, 'chat.db'), heard)
}

/** With {@link powerCuts} at these counts: the figures, and what they have to be. */
export async function cutPower(
  { messages, cuts }: { messages: number; cuts: number },
  { tree }: Pick<FaultOptions, 'tree'>,
): Promise<Found> {
  const found = await powerCuts(tree, { messages, cuts, seed: 3 })
  return {
    figures: { ...found },
    goals: [
      exactly('cuts', found.cuts, cuts),
      exactly('lost', found.lost, 0),
      exactly('dup', found.dup, 0),
      exactly('misordered', found.misordered, 0),
      exactly('corrupt', found.corrupt, 0),
    ],
  }
}

export const fault: Fault = {
  id: 'F3',
  about: 'the power is cut at a random moment; what was not synced is kept, dropped or torn by chance',
  async run({ nightly, tree }) {
    const size = nightly ? { messages: 10_000, cuts: 5000 } : { messages: 1500, cuts: 500 }
    const { figures, goals } = await cutPower(size, { tree })
    // The contrast shows that the cuts would find something.
    const normal = await withMutant(tree, SYNCHRONOUS_NORMAL, (copy) =>
      powerCuts(copy, { messages: 300, cuts: 50, seed: 3 }),
    )
    const contrast = { cutsUnderNormal: normal.cuts, cutsThatLostUnderNormal: normal.bad, lostUnderNormal: normal.lost }
    return { figures: { ...figures, ...contrast }, goals }
  },
}
