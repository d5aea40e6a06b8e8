import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createEngine } from '../faq/answer.ts'
import { upperBound } from '../faq/calibrate/bound.ts'
import { AIMS, type CalibrationLine, calibrate, type Outcome } from '../faq/calibrate/calibrate.ts'
import { loadContent } from '../server/content.ts'
import {
  calibrationFile,
  digestOf,
  encoderFile,
  modelFile,
  readModel,
  remembering,
  vectorsFile,
} from '../server/engine/files.ts'
import { openEncoder } from '../server/semantic-file.ts'
import { modelDir, trainEngine } from './train-engine.ts'

/** `npm run faq:calibrate`: finds from `content/en/calibration.jsonl` when to act on a ranking, and writes it with its evidence. */

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

if (import.meta.main) {
  const dir = process.argv[2] ?? join(import.meta.dirname, '..', 'faq')
  const content = await loadContent(dir)
  await trainEngine(content)
  const digest = digestOf(content, true)
  const { embed, keep } = await remembering(openEncoder(encoderFile(modelDir)).embed, vectorsFile(modelDir))
  const engine = createEngine(content, { model: await readModel(modelFile(modelDir), digest), embed })
  const { calibration, outcomes } = calibrate(engine, await readLines(dir), digest)
  await keep()
  const found = evidence(outcomes)
  await writeFile(calibrationFile(dir), `${JSON.stringify({ aims: AIMS, evidence: found, calibration }, null, 2)}\n`)
  for (const [kind, { lines, answer, clarify, handoff, wrong }] of Object.entries(found.kinds)) {
    console.log(
      `${kind.padEnd(14)} ${String(lines).padStart(4)}  answered ${answer} (wrong ${wrong}), titles ${clarify}, person ${handoff}`,
    )
  }
  const { wrongOfAnswered: w, answeredRight: r } = found
  console.log(
    `wrong, of answered          ${w.count} / ${w.of}  ${percent(w.count, w.of)} (at most ${percent(w.bound90, 1)}, 90 % sure)`,
  )
  console.log(`answered right, of answerable ${r.count} / ${r.of}  ${percent(r.count, r.of)}`)
  for (const [name, tier] of [
    ['words', calibration.words],
    ['meaning', calibration.meaning],
  ] as const) {
    if (tier) console.log(name, 'answers from', tier.answer.at.toFixed(3), 'titles from', tier.clarify.at.toFixed(3))
  }
  console.log('words alone from', calibration.words.sure.at.toFixed(3))
}
