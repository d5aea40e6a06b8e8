import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fold } from '../faq/fold.ts'
import { reading } from '../faq/triage/features.ts'
import { type LinearModel, odds } from '../faq/triage/linear.ts'
import { type InContext, openPieces, type PiecesModel } from '../faq/triage/pieces.ts'
import { sentences } from '../faq/triage/sentences.ts'
import { places, urgency } from '../faq/triage/small.ts'
import type { CardKind } from '../protocol/events.ts'
import { encoderFile } from '../server/engine/files.ts'
import { openEncoder } from '../server/semantic-file.ts'
import { packUseLite } from './pack-use-lite.ts'
import { modelDir } from './train-engine.ts'
import { chooseLevel, type Judged } from './triage/levels.ts'
import { furtherLines, type Line, longerLines, readCorpus } from './triage/lines.ts'
import { type PiecesSettings, trainPieces } from './triage/pieces-training.ts'
import { pack, type SmallExample, trainSmall } from './triage/small-training.ts'
import { type Example, type Settings, train } from './triage/training.ts'

const CORPUS = join(import.meta.dirname, '../test/faq/triage/corpus')
const WEIGHTS = join(import.meta.dirname, '../faq/triage/weights.ts')
const SMALL_WEIGHTS = join(import.meta.dirname, '../faq/triage/small-weights.ts')

const DANGER: Settings = { kinds: { words: 3, chars: [3, 4, 5], stems: true }, bits: 17, epochs: 6, rate: 10 }
const CARD: Settings = { kinds: { words: 2, chars: [4], stems: false }, bits: 14, epochs: 6, rate: 10 }
/** What a weight has to be worth: chosen so that all four models fit into what a conversation may load (`npm run size`). */
const PRICES = { danger: 8, body: 21, drug: 20, harm: 17 }
const PIECES: PiecesSettings = { detectors: 256, epochs: 8 }
const CARDS = ['self-harm', 'medical', 'overdose', 'violence'] as const

/**
 * Share of the harmless lines of `mixed.jsonl` that may get a card. All of them were written to share their words with emergencies: of
 * other lines that sound alarming hardly half as many get one.
 */
const FALSE_SHARE = 0.08
/** What the levels are raised by, in odds: nearly half of the lines are emergencies, and of visitors' messages hardly any. */
const CAUTION = 1.1
/** The share of false cards in the browser. */
const SMALL_FALSE_SHARE = 0.066
/** The same for a card that is shown by words alone without waiting for what they mean. */
const SURE_SHARE = 0.002
const PARTS = 3
/** How much a line of `short.jsonl` counts: they are few, and what is asked in a chat is mostly short. */
const SHORT = 4

/** A line and the file it stands in. */
type CorpusLine = Line & { from: string }

/**
 * Trains the emergency models and writes them down: the browser's in half a minute, the server's in about ten. With `--small` the
 * browser's alone.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } })
  const lines = async (name: string): Promise<CorpusLine[]> =>
    (await readCorpus(join(CORPUS, name))).map(({ text, card }) => ({ text, card, weight: 1, from: name }))
  const corpus = [
    ...(await lines('tuning.jsonl')),
    ...(await lines('ordinary.jsonl')),
    ...(await lines('short.jsonl')),
    ...(await lines('mixed.jsonl')),
  ]
  await write(SMALL_WEIGHTS, small(corpus, await furtherLines({ ordinary: 1, fixed: 16, plainest: 30 })))
  if (!values.small)
    await write(WEIGHTS, await large(corpus, await furtherLines({ ordinary: 0.5, fixed: 2, plainest: 2 })))
}

/**
 * Every third line of `mixed.jsonl`, which was written as a whole city might write and not to be hard, is kept from the models
 * whose odds the levels are chosen on.
 */
const kept = ({ from }: CorpusLine, i: number): boolean => from === 'mixed.jsonl' && i % PARTS === 0
const seen = (corpus: CorpusLine[]): CorpusLine[] => corpus.filter((line, i) => !kept(line, i))
const heavier = (corpus: CorpusLine[]): Line[] =>
  corpus.map((line) => (line.from === 'short.jsonl' ? { ...line, weight: SHORT } : line))

/** The models of the visitor's browser. */
function small(corpus: CorpusLine[], further: Line[]): Record<string, unknown> {
  const examples = (lines: Line[], yes: (card: CardKind | null) => boolean): SmallExample[] =>
    lines.map(({ text, card, weight }) => ({ places: places(sentences(text)), yes: yes(card), weight }))
  const danger = (lines: CorpusLine[]) =>
    trainSmall(
      examples([...heavier(lines), ...further, ...longerLines(lines, further)], (card) => card !== null),
      PRICES.danger,
    )
  const judge = danger(seen(corpus))
  const level = levelOf(
    'in the browser',
    corpus.filter(kept).map(({ text, card }) => ({ odds: urgency(judge, sentences(text)), urgent: card !== null })),
    SMALL_FALSE_SHARE,
  )
  const whole = danger(corpus)
  const among = (cards: readonly CardKind[], yes: readonly CardKind[], price: number) => {
    const lines = [...corpus, ...further].filter(({ card }) => card && cards.includes(card))
    return pack(
      trainSmall(
        examples(lines, (card) => card !== null && yes.includes(card)),
        price,
      ),
    )
  }
  return {
    DANGER: pack({ ...whole, bias: whole.bias - level }),
    BODY: among(CARDS, ['medical', 'overdose'], PRICES.body),
    DRUG: among(['medical', 'overdose'], ['overdose'], PRICES.drug),
    HARM: among(['self-harm', 'violence'], ['violence'], PRICES.harm),
  }
}

/** The models of the server. */
async function large(corpus: CorpusLine[], further: Line[]): Promise<Record<string, unknown>> {
  await packUseLite(encoderFile(modelDir))
  const encoder = openEncoder(encoderFile(modelDir))
  const inContext: InContext = (text) => encoder.inContext(fold(text))
  const judged = judge(corpus, further, inContext)
  const LEVELS = {
    words: CAUTION + levelOf('by words', judged.words, FALSE_SHARE),
    meaning: CAUTION + levelOf('by words and meaning', judged.meaning, FALSE_SHARE),
    sure: levelOf('without waiting', judged.words, SURE_SHARE),
  }
  const { danger, pieces } = learn(corpus, further, inContext)
  const urgent = [...heavier(corpus), ...further].filter(({ card }) => card !== null)
  const cards = CARDS.map((card) => {
    const model = train(
      urgent.map((line) => ({ read: reading(line.text), yes: line.card === card, weight: line.weight })),
      CARD,
    )
    return { card, ...packed(model) }
  })
  return { LEVELS, DANGER: packed(danger), CARDS: cards, PIECES: packedPieces(pieces) }
}

async function write(file: string, constants: Record<string, unknown>): Promise<void> {
  const lines = Object.entries(constants).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)} as const\n`,
  )
  const text = ['// Generated by `npm run triage:train` from the lines it names. Not edited by hand.\n', ...lines].join(
    '\n',
  )
  await writeFile(file, text)
  console.log(`${file}: ${text.length} bytes`)
}

function learn(
  corpus: CorpusLine[],
  further: Line[],
  inContext: InContext,
): { danger: LinearModel; pieces: PiecesModel } {
  const lines = [...heavier(corpus), ...further, ...longerLines(corpus, further)]
  const examples = lines.map(({ text, card, weight }): Example => ({ read: reading(text), yes: card !== null, weight }))
  const pieces = lines.map(({ text, card, weight }) => ({
    text,
    weight,
    right: [card !== null, ...CARDS.map((one) => (card === null ? null : card === one))],
  }))
  return { danger: train(examples, DANGER), pieces: trainPieces(pieces, inContext, PIECES) }
}

function judge(corpus: CorpusLine[], further: Line[], inContext: InContext): { words: Judged[]; meaning: Judged[] } {
  const model = learn(seen(corpus), further, inContext)
  const pieces = openPieces(model.pieces, inContext)
  const words = corpus.filter(kept).map(({ text, card }) => ({
    odds: odds(model.danger, reading(text)),
    more: pieces(text)?.[0] ?? 0,
    urgent: card !== null,
  }))
  return { words, meaning: words.map((line) => ({ ...line, odds: line.odds + line.more })) }
}

function levelOf(name: string, judged: Judged[], falseShare: number): number {
  const { level, found } = chooseLevel(judged, falseShare)
  console.log(`${name}, of lines not trained on: ${percent(found)} found, ${percent(falseShare)} false cards`)
  return Number(level.toFixed(3))
}

const base64 = (numbers: Int8Array | Float32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')

const packed = ({ kinds, weights, step, bias }: LinearModel) => ({ kinds, step, bias, weights: base64(weights) })

const packedPieces = ({ detectors, step, weights, bias, outputs }: PiecesModel) => ({
  detectors,
  step,
  bias: base64(bias),
  outputs: outputs.map((output) => ({ bias: output.bias, weights: base64(output.weights) })),
  weights: base64(weights),
})

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

await main()
