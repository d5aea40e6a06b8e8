import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createEngine } from '../faq/answer.ts'
import { upperBound } from '../faq/calibrate/bound.ts'
import { AIMS, type Aims, type CalibrationLine, calibrate, type Outcome } from '../faq/calibrate/calibrate.ts'
import type { Calibration } from '../faq/calibration.ts'
import { loadContent } from '../server/content.ts'
import {
  calibrationFile,
  digestOf,
  encoderFile,
  meaningsFile,
  modelFile,
  readCalibration,
  readModel,
  remembering,
} from '../server/engine/files.ts'
import { openEncoder } from '../server/semantic-file.ts'
import { modelDir, trainEngine } from './train-engine.ts'

/**
 * `npm run faq:calibrate`: finds from `content/en/calibration.jsonl` when to act on a ranking, and writes it with its evidence.
 * With `--check` it writes nothing, and fails when the calibration that is there is outdated or lets too many wrong answers through.
 */

export async function readLines(contentDir: string): Promise<CalibrationLine[]> {
  const file = join(contentDir, 'content/en/calibration.jsonl')
  return (await readFile(file, 'utf8'))
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as CalibrationLine]))
}

const percent = (count: number, of: number): string => (of === 0 ? '-' : `${((100 * count) / of).toFixed(1)} %`)

export function evidence(outcomes: Outcome[]) {
  const kinds = [...new Set(outcomes.map(({ line }) => line.kind))].sort()
  const answered = outcomes.filter(({ outcome }) => outcome === 'answer')
  const wrong = answered.filter(({ wrong }) => wrong).length
  const answerable = outcomes.filter(({ line }) => line.entries.length > 0)
  const right = answerable.filter(({ outcome, wrong }) => outcome === 'answer' && !wrong).length
  return {
    lines: outcomes.length,
    answered: answered.length,
    wrongOfAnswered: { count: wrong, of: answered.length, bound90: upperBound(wrong, answered.length, 0.9) },
    answeredRight: { count: right, of: answerable.length },
    handedOff: outcomes.filter(({ outcome }) => outcome === 'handoff').length,
    kinds: Object.fromEntries(
      kinds.map((kind) => {
        const of = outcomes.filter(({ line }) => line.kind === kind)
        const count = (o: Outcome['outcome']) => of.filter(({ outcome }) => outcome === o).length
        return [
          kind,
          {
            lines: of.length,
            answer: count('answer'),
            clarify: count('clarify'),
            handoff: count('handoff'),
            wrong: of.filter(({ wrong }) => wrong).length,
          },
        ]
      }),
    ),
  }
}

function print(found: ReturnType<typeof evidence>, calibration: Calibration): void {
  for (const [kind, { lines, answer, clarify, handoff, wrong }] of Object.entries(found.kinds)) {
    console.log(
      `${kind.padEnd(14)} ${String(lines).padStart(4)}  answered ${answer} (wrong ${wrong}), titles ${clarify}, person ${handoff}`,
    )
  }
  const { wrongOfAnswered: w, answeredRight: r } = found
  console.log(
    `wrong, of answered            ${w.count} / ${w.of}  ${percent(w.count, w.of)} (at most ${percent(w.bound90, 1)}, 90 % sure)`,
  )
  console.log(`answered right, of answerable ${r.count} / ${r.of}  ${percent(r.count, r.of)}`)
  console.log(
    `not answered, of all          ${found.lines - found.answered} / ${found.lines}  ${percent(found.lines - found.answered, found.lines)}`,
  )
  for (const [name, tier] of [
    ['by words', calibration.words],
    ['by words and meaning', calibration.meaning],
  ] as const) {
    if (!tier) continue
    const { at, share, wrong, bound } = tier.answer
    console.log(
      `${name}: answers from ${at.toFixed(3)}, titles from ${tier.clarify.at.toFixed(3)}; as visitors ask, ` +
        `${percent(share, 1)} answered, ${percent(wrong, 1)} of them wrong, at most ${percent(bound, 1)}`,
    )
  }
  console.log(`words alone are enough from ${calibration.words.sure.at.toFixed(3)}`)
}

/** A threshold may move by this much until the calibration counts as outdated: other processors round otherwise. */
const DRIFT = 0.02

/** What is wrong with a calibration in the clinic's folder beside the one found now; empty when nothing is. */
export function problemsWith(kept: Calibration | null, found: Calibration, aims: Aims): string[] {
  if (!kept) return ['There is no calibration.json. Run "npm run faq:calibrate".']
  if (kept.digest !== found.digest)
    return ['The content was changed after its calibration. Run "npm run faq:calibrate".']
  const tiers = [
    [kept.words, found.words],
    [kept.meaning, found.meaning],
  ] as const
  return tiers.flatMap(([was, is]) => {
    if (!was || !is) return was === is ? [] : ['The calibration is of another engine. Run "npm run faq:calibrate".']
    const moved = Math.abs(was.answer.at - is.answer.at) > DRIFT || Math.abs(was.clarify.at - is.clarify.at) > DRIFT
    return [
      ...(moved ? ['The engine has changed after its calibration. Run "npm run faq:calibrate".'] : []),
      ...(was.answer.bound > aims.wrongAnswers
        ? [
            `Up to ${percent(was.answer.bound, 1)} of the answers may be wrong; at most ${percent(aims.wrongAnswers, 1)} are allowed.`,
          ]
        : []),
    ]
  })
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' } } })
  const dir = positionals[0] ?? join(import.meta.dirname, '..', 'faq')
  const content = await loadContent(dir)
  await trainEngine(content)
  const digest = digestOf(content, true)
  const { inContext, meaning } = openEncoder(encoderFile(modelDir))
  const { embed, keep } = await remembering(meaning, meaningsFile(modelDir))
  const engine = createEngine(content, { model: await readModel(modelFile(modelDir), digest), embed, inContext })
  const { calibration, outcomes } = calibrate(engine, await readLines(dir), digest)
  await keep()
  const found = evidence(outcomes)
  print(found, calibration)
  if (values.check) {
    const problems = problemsWith(await readCalibration(dir), calibration, AIMS)
    for (const problem of problems) console.error(problem)
    if (problems.length > 0) process.exitCode = 1
  } else {
    await writeFile(calibrationFile(dir), `${JSON.stringify({ aims: AIMS, evidence: found, calibration }, null, 2)}\n`)
  }
}
