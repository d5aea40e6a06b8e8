import { expect, test } from 'vitest'
import { phrasingKey } from '../../../faq/checks/phrasings.ts'
import { createTriage } from '../../../faq/triage.ts'
import { triage as triageInBrowser } from '../../../faq/triage-direct.ts'
import { wilson } from '../../../scripts/eval/interval.ts'
import { type CorpusLine, furtherLines, readCorpus } from '../../../scripts/triage/lines.ts'
import { builtTriage } from '../../support/engine.ts'

/** 1,179 emergencies and 1,282 messages that sound like one, of which no model has seen any. */
const lines = await readCorpus('test/faq/triage/corpus/held-out.jsonl')
/** 133 emergencies and 263 harmless messages of at most seven words, written apart from all others. */
const short = await readCorpus('test/faq/triage/corpus/held-out-short.jsonl')
const triage = builtTriage()
const triageByWords = createTriage(null)
const urgent = lines.filter(({ card }) => card !== null)
const harmless = lines.filter(({ card }) => card === null)

const percent = (share: number): string => (100 * share).toFixed(1)

function share(hits: number, of: number): string {
  const [low, high] = wilson(hits, of)
  return `${hits} of ${of}, ${percent(hits / of)} % (${percent(low)} to ${percent(high)})`
}

type Reader = (text: string) => { card: string | null }

/** Share of the lines that get a card, whichever. Prints it, and that of each kind. */
function shown(title: string, list: CorpusLine[], read: Reader): number {
  const hits = (some: CorpusLine[]) => some.filter(({ text }) => read(text).card !== null).length
  const kinds = Object.entries(Object.groupBy(list, ({ kind }) => kind)).map(
    ([kind, some = []]) => `  ${kind}: ${share(hits(some), some.length)}`,
  )
  console.log([`${title}: ${share(hits(list), list.length)}`, ...kinds].join('\n'))
  return hits(list) / list.length
}

test('the server shows a card for most emergencies', () => {
  expect(shown('server, emergencies with a card', urgent, triage)).toBeGreaterThanOrEqual(0.87)
})

test('the server shows few cards for what only sounds like an emergency', () => {
  expect(shown('server, cards for harmless messages', harmless, triage)).toBeLessThanOrEqual(0.05)
})

test('where the engine fails, words alone show a card for most emergencies, and few for other messages', () => {
  expect(shown('by words alone, emergencies with a card', urgent, triageByWords)).toBeGreaterThanOrEqual(0.75)
  expect(shown('by words alone, cards for harmless messages', harmless, triageByWords)).toBeLessThanOrEqual(0.05)
})

test('the card fits the emergency', () => {
  const seen = urgent.filter(({ text }) => triage(text).card !== null)
  const right = seen.filter(({ text, card }) => triage(text).card === card)
  console.log(`server, the right one among cards that were needed: ${share(right.length, seen.length)}`)
  expect(right.length / seen.length).toBeGreaterThanOrEqual(0.85)
})

test('the browser alone shows a card for some emergencies, and few for what only sounds like one', () => {
  expect(shown('browser, emergencies with a card', urgent, triageInBrowser)).toBeGreaterThanOrEqual(0.5)
  expect(shown('browser, cards for harmless messages', harmless, triageInBrowser)).toBeLessThanOrEqual(0.045)
})

test('of messages of a few words, most emergencies get a card, and hardly any other', () => {
  const urgent = short.filter(({ card }) => card !== null)
  const harmless = short.filter(({ card }) => card === null)
  expect(shown('server, short emergencies with a card', urgent, triage)).toBeGreaterThanOrEqual(0.9)
  expect(shown('server, cards for short harmless messages', harmless, triage)).toBeLessThanOrEqual(0.03)
  expect(shown('browser, short emergencies with a card', urgent, triageInBrowser)).toBeGreaterThanOrEqual(0.58)
  expect(shown('browser, cards for short harmless messages', harmless, triageInBrowser)).toBeLessThanOrEqual(0.02)
})

test('no line that is measured by is one that a model was trained on, and there are enough', async () => {
  const trained = new Set(
    (await furtherLines({ ordinary: 1, fixed: 1, plainest: 1 })).map(({ text }) => phrasingKey(text)),
  )
  for (const name of ['tuning', 'mixed', 'short', 'ordinary']) {
    for (const { text } of await readCorpus(`test/faq/triage/corpus/${name}.jsonl`)) trained.add(phrasingKey(text))
  }
  expect([...lines, ...short].filter(({ text }) => trained.has(phrasingKey(text))).map(({ text }) => text)).toEqual([])
  expect(urgent.length).toBeGreaterThanOrEqual(400)
  expect(harmless.length).toBeGreaterThanOrEqual(400)
})
