import type { OpenEngine } from '../answer.ts'
import type { Calibration, TierCalibration } from '../calibration.ts'
import type { Reading } from '../decide.ts'
import type { Judge } from '../judge.ts'
import type { Turn } from '../types.ts'
import { upperBound } from './bound.ts'
import { crossFit } from './cross-fit.ts'
import { chooseThreshold, type Threshold } from './threshold.ts'

/** A line of the calibration set, written by somebody who has not seen the phrasings. */
export interface CalibrationLine {
  text: string
  /** Its group, for the figures: `answerable`, `near`, `personal`, … */
  kind: string
  /** Ids of the entries that answer it wholly; none where a person has to. */
  entries: string[]
  /** Earlier messages of the same visitor, oldest first. */
  previous: string[]
}

/** What is asked of the thresholds. Shares are 0..1. */
export interface Aims {
  /** Wrong answers among those given, at the most. */
  wrongAnswers: number
  /** The same for questions that are judged by their words alone. */
  wrongByWords: number
  /** Questions that only a person can answer and that are met with titles instead. */
  needlessTitles: number
  /** How sure the first is, and the second: what goes by words alone still has to pass the threshold for answers. */
  confidence: number
  confidenceByWords: number
  /** Out of 1 what visitors' messages are that reach the rankers, by kind of line; `answerable` stands for all with entries. */
  mix: Record<string, number>
}

/**
 * The lines are harder than what visitors write: of those without an answer most were made to look as if they had one. On the
 * plain questions of `test/faq/questions.jsonl` the same thresholds are far below these ceilings. The mix is an estimate: most messages that reach the rankers can be answered, and of those that cannot most ask for another
 * subject in its own words (`near`), few for another side of a subject that the content has (`near-hard`).
 */
export const AIMS: Aims = {
  wrongAnswers: 0.065,
  wrongByWords: 0.03,
  needlessTitles: 0.08,
  confidence: 0.9,
  confidenceByWords: 0.5,
  mix: { answerable: 0.62, near: 0.18, 'near-hard': 0.05, personal: 0.08, far: 0.07 },
}

/** The outcome for one line, by a calibrator that has not seen it. */
export interface Outcome {
  line: CalibrationLine
  /** Decided before any ranking, or because it is exactly a phrasing. */
  early: boolean
  /** Probability that the first entry is right; 0 where there was none. */
  p: number
  outcome: 'answer' | 'clarify' | 'handoff'
  wrong: boolean
  entryId: string | null
}

export interface Calibrated {
  calibration: Calibration
  outcomes: Outcome[]
}

/** One ranked line: both readings, and the lines of its fold. */
interface Ranked {
  line: CalibrationLine
  words: Reading
  meaning: Reading | null
  judge: Judge
  group: number
}

/**
 * Finds from the lines when to act on a ranking. Cross-fitted: no threshold is tried on a probability from a calibrator that has
 * seen the line. Lines that are decided before any ranking, exact phrasings and messages of several questions count in none of it.
 */
export function calibrate(engine: OpenEngine, lines: CalibrationLine[], digest: string, aims: Aims = AIMS): Calibrated {
  const ranked: Ranked[] = []
  const outcomes: Outcome[] = []
  for (const [group, line] of lines.entries()) {
    const previous = turnsOf(engine, line.previous)
    const examined = engine.examine(line.text, { locale: 'en', previous })
    const [question, ...more] = examined.early ? [] : examined.questions
    const crisis = engine.answer(line.text, { locale: 'en', previous }).outcome === 'crisis'
    if (
      crisis ||
      examined.early ||
      !question ||
      more.length > 0 ||
      !examined.judge.hasEntries ||
      examined.judge.exact(question.words)
    ) {
      const decision = engine.answer(line.text, { locale: 'en', previous })
      const outcome = decision.outcome === 'answer' || decision.outcome === 'clarify' ? decision.outcome : 'handoff'
      const entryId = decision.entryIds[0] ?? null
      const wrong = outcome === 'answer' && !decision.entryIds.some((id) => line.entries.includes(id))
      outcomes.push({ line, early: true, p: 0, outcome, wrong, entryId })
      continue
    }
    const { judge } = examined
    ranked.push({ line, ...judge.read(question.words, question.around, previous), judge, group })
  }

  const words = tierOf(ranked, ({ words: reading }) => reading, aims)
  const full = ranked.every(({ meaning }) => meaning)
  const meaning = full ? tierOf(ranked, (r) => r.meaning ?? r.words, aims) : null
  const sure = chooseThreshold(words.judged, { ceiling: aims.wrongByWords, confidence: aims.confidenceByWords })
  const final = meaning ?? words
  final.lines.forEach(({ line, reading, judge }, i) => {
    const byWords = (words.judged[i]?.p ?? 0) >= sure.at
    const tier = byWords ? words : final
    const used = byWords ? ranked[i]?.words : reading
    const p = (byWords ? words : final).judged[i]?.p ?? 0
    const entryId = used ? (judge.idOf(used.entries[0] ?? -1) ?? null) : null
    const answered = p >= tier.calibration.answer.at
    const offered = !answered && (tier.three[i] ?? 0) >= tier.calibration.clarify.at
    const outcome = answered ? 'answer' : offered ? 'clarify' : 'handoff'
    outcomes.push({ line, early: false, p, outcome, entryId, wrong: answered && !line.entries.includes(entryId ?? '') })
  })
  return {
    calibration: { digest, words: { ...words.calibration, sure }, meaning: meaning?.calibration ?? null },
    outcomes,
  }
}

interface Tier {
  calibration: TierCalibration
  /** In the order of the lines. */
  judged: { p: number; wrong: boolean; weight: number }[]
  three: number[]
  lines: { line: CalibrationLine; reading: Reading; judge: Judge }[]
}

function tierOf(ranked: Ranked[], readingOf: (r: Ranked) => Reading, aims: Aims): Tier {
  const looked = ranked.map((r) => {
    const reading = readingOf(r)
    const ids = reading.entries.slice(0, 3).map((c) => r.judge.idOf(c) ?? '')
    return {
      line: r.line,
      judge: r.judge,
      reading,
      signals: reading.signals,
      // spread over the folds, the same way each time
      group: Math.imul(r.group + 1, 2_654_435_761) >>> 8,
      right: r.line.entries.includes(ids[0] ?? ''),
      among: ids.some((id) => r.line.entries.includes(id)),
    }
  })
  const kindOf = (line: CalibrationLine): string => (line.entries.length > 0 ? 'answerable' : line.kind)
  const counts = new Map<string, number>()
  for (const { line } of looked) counts.set(kindOf(line), (counts.get(kindOf(line)) ?? 0) + 1)
  const weightOf = (line: CalibrationLine): number => (aims.mix[kindOf(line)] ?? 0.01) / (counts.get(kindOf(line)) ?? 1)
  const rankable = looked
    .filter(({ signals }) => signals.length > 0)
    .map((l) => ({ ...l, weight: weightOf(l.line) * looked.length }))
  const first = crossFit(rankable)
  const three = crossFit(rankable.map((l) => ({ ...l, right: l.among })))
  const heldFirst = new Map(rankable.map(({ line }, i) => [line, first.held[i] ?? 0]))
  const heldThree = new Map(rankable.map(({ line }, i) => [line, three.held[i] ?? 0]))

  const judged = looked.map((l) => ({ p: heldFirst.get(l.line) ?? 0, wrong: !l.right, weight: weightOf(l.line) }))
  const answer = chooseThreshold(judged, { ceiling: aims.wrongAnswers, confidence: aims.confidence })
  const threes = looked.map((l) => heldThree.get(l.line) ?? 0)
  const clarify = titlesThreshold(
    looked.map((l, i) => ({
      answerable: l.line.entries.length > 0,
      p: threes[i] ?? 0,
      answered: (judged[i]?.p ?? 0) >= answer.at,
      among: l.among,
    })),
    aims.needlessTitles,
  )
  return {
    calibration: { first: first.calibrator, three: three.calibrator, answer, clarify },
    judged,
    three: threes,
    lines: looked,
  }
}

/** The lowest probability from which titles are offered while few of the questions that only a person can answer get any. */
function titlesThreshold(
  lines: { answerable: boolean; p: number; answered: boolean; among: boolean }[],
  ceiling: number,
): Threshold {
  const out = lines.filter(({ answerable }) => !answerable)
  const open = lines.filter(({ answered }) => !answered).toSorted((a, b) => b.p - a.p)
  let chosen: Threshold = { at: 1.01, share: 0, wrong: 0, bound: 0 }
  let needless = 0
  let wrong = 0
  for (const [i, line] of open.entries()) {
    if (!line.answerable) needless += 1
    if (!line.among) wrong += 1
    if (open[i + 1]?.p === line.p) continue
    if (needless > ceiling * out.length) break
    chosen = {
      at: line.p,
      share: (i + 1) / Math.max(1, lines.length),
      wrong: wrong / (i + 1),
      bound: upperBound(needless, out.length, 0.9),
    }
  }
  return chosen
}

function turnsOf(engine: OpenEngine, messages: string[]): Turn[] {
  const turns: Turn[] = []
  for (const text of messages) {
    const { outcome, entryIds, topicId } = engine.answer(text, { locale: 'en', previous: turns })
    turns.push({ text, outcome, entryIds, topicId })
  }
  return turns
}
