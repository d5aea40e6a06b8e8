import Fuse from 'fuse.js'
import type { Content, Engine } from '../../faq/types.ts'
import { median } from '../figures.ts'
import { type Row, type Run, rowOf } from './figures.ts'
import { worstCases } from './texts.ts'

/** How often ours is asked for one time of fuse.js where that takes very long, half before and half after it. */
const OURS_A_ROUND = 10
/** Rounds of one worst case end when fuse.js has taken this long, ms. */
const ENOUGH_MS = 10_000

export interface Times {
  phrasings: number
  /** First the questions as visitors ask them, then each worst case, then all texts together. */
  rows: Row[]
}

/** Both matchers in turn on the same texts in the same process: what slows the machine down slows both. */
export function measureTimes(
  { content, engine, questions }: { content: Content; engine: Engine; questions: string[] },
  runs: number,
  tell: (line: string) => void,
): Times {
  const phrasings = [
    ...content.entries.flatMap((entry) => [entry.question, ...entry.phrasings]),
    ...content.topics.flatMap((topic) => [topic.label, ...topic.phrasings]),
  ]
  const fuse = new Fuse(phrasings)
  const ours = (text: string): number => timed(() => engine.answer(text, { locale: 'en', previous: [] }))
  const theirs = (text: string): number => timed(() => fuse.search(text))

  tell('warming up')
  for (const text of questions) ours(text)
  for (const text of questions.slice(0, 10)) theirs(text)

  const typical: Run[] = Array.from({ length: runs }, (_, at) => {
    tell(`typical questions, run ${at + 1} of ${runs}`)
    const run: Run = { ours: [], fuse: [] }
    questions.forEach((text, i) => {
      // who goes first changes, so that neither always finds the caches as the other left them
      if (i % 2 === 0) run.ours.push(ours(text))
      run.fuse.push(theirs(text))
      if (i % 2 === 1) run.ours.push(ours(text))
    })
    return run
  })

  const worst = worstCases(content).map(({ name, text }) => {
    tell(`4,000 characters: ${name}`)
    const rounds: Run[] = []
    let spent = 0
    for (let round = 0; round < runs && spent < ENOUGH_MS; round++) {
      const asked = text(round + 1)
      const half = (): number[] => Array.from({ length: OURS_A_ROUND / 2 }, () => ours(asked))
      const before = half()
      const once = theirs(asked)
      rounds.push({ ours: [...before, ...half()], fuse: [once] })
      spent += once
    }
    return { name, rounds }
  })

  // each worst case counts as one more text of a run
  const once = (side: keyof Run): number[] => worst.map(({ rounds }) => median(rounds.flatMap((run) => run[side])))
  const all = typical.map((run) => ({ ours: [...run.ours, ...once('ours')], fuse: [...run.fuse, ...once('fuse')] }))
  return {
    phrasings: phrasings.length,
    rows: [
      rowOf('typical questions', typical),
      ...worst.map(({ name, rounds }) => rowOf(name, rounds)),
      rowOf('all texts together', all),
    ],
  }
}

function timed(work: () => unknown): number {
  const from = performance.now()
  work()
  return performance.now() - from
}
