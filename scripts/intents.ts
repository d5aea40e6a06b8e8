import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { probability } from '../faq/calibrate/calibrator.ts'
import { crossFit } from '../faq/calibrate/cross-fit.ts'
import { chooseThreshold } from '../faq/calibrate/threshold.ts'
import { COMMON_WORDS } from '../faq/lexicon/common-words.ts'
import { FUNCTION_WORDS } from '../faq/lexicon/function-words.ts'
import { SUBJECT_WORDS } from '../faq/lexicon/subjects.ts'
import { normalize } from '../faq/normalize.ts'
import { weighted } from '../faq/rankers/features.ts'
import { openRanker, trainRanker } from '../faq/rankers/rank.ts'
import type { Meaning } from '../faq/semantic/encoder.ts'
import { signalsOf } from '../faq/signals.ts'
import { createSpelling } from '../faq/spelling.ts'
import { openEncoder } from '../server/semantic-file.ts'
import { withTypos } from './intents/typos.ts'
import { packUseLite } from './pack-use-lite.ts'

/**
 * Runs the engine's rankers and calibration on a public set of intents and writes a prediction for each line of TEST: how well
 * the engine would do for a clinic whose questions nobody here has seen.
 *
 *   npm run intents -- TRAIN CALIBRATION TEST OUT.jsonl [--typos PERCENT]
 *
 * With `--typos 10` one word in ten of the lines of TEST has a slip.
 */

interface Line {
  text: string
  intent: string | null
  /** What kind of line without an intent it is. */
  oos?: string
}

/** Wrong answers allowed among those given; without a margin, so that what is measured is the rankers and not the size of the set. */
const AIM = { ceiling: 0.02, confidence: 0 }
const IN = 'in scope'
/** Of what visitors ask; the kinds of lines without an intent share the rest evenly. */
const IN_SCOPE = 0.75

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { typos: { type: 'string', default: '0' } },
})
const typos = Number(values.typos) / 100
const [trainFile, calibrationFile, testFile, outFile] = positionals
if (!trainFile || !calibrationFile || !testFile || !outFile || !(typos >= 0 && typos <= 1)) {
  process.stderr.write('Usage: npm run intents -- TRAIN CALIBRATION TEST OUT.jsonl [--typos PERCENT]\n')
  process.exit(2)
}
const read = async (file: string): Promise<Line[]> =>
  (await readFile(file, 'utf8')).split('\n').flatMap((line) => (line.trim() ? [JSON.parse(line) as Line] : []))
const [train, calibration, test] = await Promise.all([read(trainFile), read(calibrationFile), read(testFile)])
const modelFile = join(import.meta.dirname, '../dist/model/use-lite.bin')
await packUseLite(modelFile)
const encoder = openEncoder(modelFile)
const vectors = new Map<string, Meaning>()
const embed = (text: string): Meaning => {
  const known = vectors.get(text) ?? encoder.meaning(text)
  vectors.set(text, known)
  return known
}

const intents = [...new Set(train.flatMap(({ intent }) => intent ?? []))].sort()
const texts = train.map(({ text, intent }) => ({
  words: normalize(text).split(' '),
  label: intents.indexOf(intent ?? ''),
}))
const vocabulary = new Map<string, number>()
for (const word of texts.flatMap(({ words }) => words)) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1)
const spelling = createSpelling(vocabulary, new Set([...COMMON_WORDS, ...FUNCTION_WORDS, ...SUBJECT_WORDS]))
const ranker = openRanker(trainRanker(texts, intents.length, new Map(), embed), new Map(), embed)
const classes = [...intents.keys()]

interface Looked {
  ranked: number[]
  signals: number[]
}

function look(text: string): Looked {
  const words = spelling.reader().correct(normalize(text).split(' '))
  const asked = { words: weighted(words), text: words.join(' ') }
  const ranking = ranker.byMeaning(asked, ranker.byWords(asked))
  const ranked = classes.toSorted((a, b) => (ranking.shares[b] ?? 0) - (ranking.shares[a] ?? 0))
  const strange = words.filter((word) => !vocabulary.has(word)).length / words.length
  const around = { strangeness: strange, length: words.length, leans: false, foreignTo: () => 0 }
  return { ranked, signals: signalsOf(ranking, ranked[0] ?? 0, classes, [], around) }
}

const kindOf = ({ intent, oos = '' }: Line): string => (intent === null ? oos : IN)
const counts = new Map<string, number>()
for (const line of calibration) counts.set(kindOf(line), (counts.get(kindOf(line)) ?? 0) + 1)
/** All together 1. */
const weightOf = (line: Line): number =>
  (kindOf(line) === IN ? IN_SCOPE : (1 - IN_SCOPE) / Math.max(1, counts.size - 1)) / (counts.get(kindOf(line)) ?? 1)
const looked = calibration.map((line, group) => {
  const { signals, ranked } = look(line.text)
  const at = line.intent === null ? -1 : ranked.map((c) => intents[c]).indexOf(line.intent)
  return {
    signals,
    group: Math.imul(group, 2_654_435_761) >>> 8,
    right: at === 0,
    among: at >= 0 && at < 3,
    weight: weightOf(line) * calibration.length,
  }
})
const first = crossFit(looked)
const three = crossFit(looked.map((line) => ({ ...line, right: line.among })))
const answer = chooseThreshold(
  looked.map(({ right, weight }, i) => ({ p: first.held[i] ?? 0, wrong: !right, weight })),
  AIM,
)
const clarify = chooseThreshold(
  looked.map(({ among, weight }, i) => ({ p: three.held[i] ?? 0, wrong: !among, weight })),
  { ceiling: 0.1, confidence: 0.5 },
)
const lines = test.map(({ text }) => {
  const { ranked, signals } = look(withTypos(text, typos))
  const confidence = probability(first.calibrator, signals)
  const outcome =
    confidence >= answer.at ? 'answer' : probability(three.calibrator, signals) >= clarify.at ? 'clarify' : 'handoff'
  return JSON.stringify({ ranked: ranked.slice(0, 5).map((c) => intents[c]), confidence, outcome })
})
await writeFile(outFile, `${lines.join('\n')}\n`)
console.log(JSON.stringify({ intents: intents.length, answer, clarify }))
