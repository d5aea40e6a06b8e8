import { readFile } from 'node:fs/promises'
import type { CardKind } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { CALM } from '../../test/faq/triage/calm.ts'
import { EMERGENCIES } from '../../test/faq/triage/emergencies.ts'
import { PANEL } from '../../test/faq/triage/panel.ts'
import { PLAIN } from '../../test/faq/triage/plain.ts'
import { readQuestions } from '../eval/questions.ts'

/** A message and the emergency card that it needs. */
export interface Line {
  text: string
  card: CardKind | null
  /** How much it counts in training, 1 as a rule. */
  weight: number
}

/** A message of a corpus file, one JSON object a line. */
export interface CorpusLine {
  text: string
  card: CardKind | null
  /** What kind of emergency, or of harmless message that sounds like one. */
  kind: string
  lang: 'en' | 'es'
}

/** Rejects when the file cannot be read or a line is not JSON. */
export async function readCorpus(file: string): Promise<CorpusLine[]> {
  const text = await readFile(file, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CorpusLine)
}

export interface LineWeights {
  /** Plain questions are many and easy: all of them together must not outweigh the harmless lines that sound alarming. */
  ordinary: number
  /** The lines that every version has to get right, and the plainest ones among them. */
  fixed: number
  plainest: number
}

/** Messages beside the corpus: ordinary questions to the clinic, and the lines that the tests ask about one by one. */
export async function furtherLines({ ordinary: ordinaryWeight, fixed, plainest }: LineWeights): Promise<Line[]> {
  const { entries, topics, smalltalk } = await loadContent('faq')
  const questions = await readQuestions('test/faq/questions.jsonl')
  const ordinary = [
    ...entries.map(({ question }) => question),
    ...[...entries, ...topics, ...smalltalk].flatMap(({ phrasings }) => phrasings),
    ...questions.filter(({ expect }) => expect !== 'crisis').map(({ text }) => text),
  ]
  return [
    ...[...new Set(ordinary)].map((text) => ({ text, card: null, weight: ordinaryWeight })),
    ...CALM.map((text) => ({ text, card: null, weight: fixed })),
    ...PANEL.map(({ text, card }) => ({ text, card, weight: fixed })),
    ...linesOf(EMERGENCIES, fixed),
    ...linesOf(PLAIN, plainest),
  ]
}

const linesOf = (lists: Record<CardKind, string[]>, weight: number): Line[] =>
  Object.entries(lists).flatMap(([card, texts]) => texts.map((text) => ({ text, card: card as CardKind, weight })))

/** Of ten lines this many are also met in a longer message. Most long messages are ordinary, so fewer that tell of danger. */
const LONGER = { harmless: 3, urgent: 2 }

/**
 * Longer messages, made of lines: people tell of danger among practical matters, and tell long stories that have none. Every line
 * that is taken stands among up to five ordinary ones.
 */
export function longerLines(corpus: Line[], further: Line[]): Line[] {
  const ordinary = further.filter(({ card }) => card === null).map(({ text }) => text)
  return corpus.flatMap(({ text, card }, i) => {
    if ((i * 7) % 10 >= (card ? LONGER.urgent : LONGER.harmless)) return []
    const around = Array.from(
      { length: 1 + (i % 5) },
      (_, n) => ordinary[(i * 31 + n * 997) % ordinary.length] as string,
    )
    around.splice(i % (around.length + 1), 0, text)
    return [{ text: around.join(i % 2 ? '. ' : ' '), card, weight: 1 }]
  })
}
