import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine } from '../../faq/answer.ts'
import { AIMS, type Calibrated, type CalibrationLine, calibrate } from '../../faq/calibrate/calibrate.ts'
import type { Calibration } from '../../faq/calibration.ts'
import type { EngineModel } from '../../faq/model.ts'
import { problemsWith, readLines } from '../../scripts/faq-calibrate.ts'
import { loadContent } from '../../server/content.ts'
import { builtEngine, builtParts } from '../support/engine.ts'

const content = await loadContent('faq')
const lines = await readLines('faq')
/** Three of four lines to find thresholds by: of fewer no threshold can be held against the aim. The rest shows what they are worth. */
const most = lines.filter((_, i) => i % 4 !== 3)
const others = lines.filter((_, i) => i % 4 === 3)

/** A ranker that has forgotten nearly all of what it learned and two of three phrasings. */
function worse({ rankers }: EngineModel): EngineModel {
  const { en } = rankers
  if (!en?.semantic) throw new Error('The model was made without the encoder.')
  const { lexical, semantic } = en
  const kept = [...semantic.labels.keys()].filter((row) => row % 3 === 0)
  const { size } = semantic
  return {
    rankers: {
      ...rankers,
      en: {
        ...en,
        lexical: {
          ...lexical,
          documents: lexical.documents.filter((_, i) => i % 3 === 0),
          logistic: { ...lexical.logistic, weights: lexical.logistic.weights.map(forget) },
        },
        semantic: {
          ...semantic,
          logistic: { ...semantic.logistic, weights: semantic.logistic.weights.map(forget) },
          discriminant: { ...semantic.discriminant, weights: semantic.discriminant.weights.map(forget) },
          labels: Int32Array.from(kept, (row) => semantic.labels[row] ?? 0),
          vectors: Float32Array.from(
            kept.flatMap((row) => [...semantic.vectors.subarray(row * size, (row + 1) * size)]),
          ),
        },
      },
    },
  }
}

const forget = (weight: number): number => weight / 8

/** What an engine with this calibration makes of lines that it was not calibrated on, by the mix of what visitors ask. */
async function onOthers(model: EngineModel, calibration: Calibration): Promise<{ answered: number; wrong: number }> {
  const { embed, inContext } = await builtParts(content)
  const engine = createEngine(content, { model, embed, inContext, calibration })
  const kindOf = ({ entries, kind }: CalibrationLine): string => (entries.length > 0 ? 'answerable' : kind)
  const counts = Map.groupBy(others, kindOf)
  let answered = 0
  let wrong = 0
  for (const line of others) {
    if (line.previous.length > 0) continue
    const { outcome, entryIds } = engine.answer(line.text, { locale: 'en', previous: [] })
    if (outcome !== 'answer') continue
    const weight = (AIMS.mix[kindOf(line)] ?? 0.01) / (counts.get(kindOf(line))?.length ?? 1)
    answered += weight
    if (!entryIds.some((id) => line.entries.includes(id))) wrong += weight
  }
  return { answered, wrong: wrong / answered }
}

describe('a deliberately worse ranker', () => {
  let good: Calibrated
  let bad: Calibrated
  let badModel: EngineModel
  let goodModel: EngineModel

  beforeAll(async () => {
    const { model, embed, inContext } = await builtParts(content)
    goodModel = model
    badModel = worse(model)
    good = calibrate(createEngine(content, { model, embed, inContext }), most, 'good')
    bad = calibrate(createEngine(content, { model: badModel, embed, inContext }), most, 'bad')
  }, 300_000)

  test('answers less, instead of worse', async () => {
    const [before, after] = [await onOthers(goodModel, good.calibration), await onOthers(badModel, bad.calibration)]
    console.log('answered and wrong on other lines, by the good ranker and the worse one:', before, after)
    expect(after.answered).toBeLessThan(0.8 * before.answered)
    expect(after.wrong).toBeLessThanOrEqual(AIMS.wrongAnswers)
  }, 300_000)
})

describe('the check of a calibration', () => {
  const kept = async (): Promise<Calibration> => JSON.parse(JSON.stringify((await builtParts(content)).calibration))

  test('has nothing to say of one that is found again', async () => {
    expect(problemsWith(await kept(), await kept(), AIMS)).toEqual([])
  })

  test('names one of another content, a moved threshold and too many wrong answers', async () => {
    const found = await kept()
    expect(problemsWith(null, found, AIMS)).toEqual([expect.stringContaining('There is no calibration.json')])
    expect(problemsWith({ ...found, digest: 'other' }, found, AIMS)).toEqual([
      expect.stringContaining('The content was changed'),
    ])
    const moved = await kept()
    moved.words.answer.at -= 0.1
    expect(problemsWith(moved, found, AIMS)).toEqual([expect.stringContaining('The engine has changed')])
    const loose = await kept()
    loose.words.answer.bound = 0.2
    expect(problemsWith(loose, found, AIMS)).toEqual([expect.stringContaining('Up to 20.0 % of the answers')])
  })
})

test('the same lines give the same calibration', async () => {
  const { model, embed, inContext } = await builtParts(content)
  const some = most.slice(0, 120)
  const once = (): Calibrated => calibrate(createEngine(content, { model, embed, inContext }), some, 'same')
  expect(once()).toEqual(once())
})

test('the built engine answers by this calibration', async () => {
  const engine = await builtEngine(content)
  expect(engine.answer('How long does one ketamine infusion last?', { locale: 'en', previous: [] }).outcome).toBe(
    'answer',
  )
})
