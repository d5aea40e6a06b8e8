import Fuse from 'fuse.js'
import type { Locale } from '../protocol/events.ts'
import { type Judged, toPerson, unsure } from './decide.ts'
import { type PlainJudge, rightWords, wordCounts } from './judge.ts'
import { isFiller, words } from './normalize.ts'
import { isKnown } from './spelling.ts'
import { type Target, targetsOf } from './targets.ts'
import type { Content } from './types.ts'

/**
 * How sure fuse.js must be, 0..1. Chosen by hand, as in a typical fuse.js set-up: its score is no probability, and no
 * threshold on it tells right answers from wrong ones. This way of matching is there for comparison and answers far worse.
 */
export const FUSE_CONFIDENCE = 0.6
/** Most characters of a question that are looked up: 7,600 phrasings cost fuse.js some 0.1 s for every 32 of them. */
const MAX_CHARS = 128
const MAX_CANDIDATES = 3

/** Judges by vanilla fuse.js alone: every question and phrasing in one index, nothing set but that scores are told. */
export function createFuseJudge(content: Content, lang: Locale): PlainJudge {
  const targets = targetsOf(content, lang)
  const vocabulary = wordCounts(content, targets)
  const everyday = rightWords(lang)
  const phrasings = targets.flatMap((target) => target.phrasings.map((words) => ({ text: words.join(' '), target })))
  const fuse = new Fuse(
    phrasings.map(({ text }) => text),
    { includeScore: true },
  )

  /** The classes with a phrasing that is found, best first. */
  function find(text: string): { target: Target; confidence: number }[] {
    const best = new Map<Target, number>()
    // best first; fuse.js counts the other way
    for (const { refIndex, score = 1 } of fuse.search(text.slice(0, MAX_CHARS))) {
      const target = phrasings[refIndex]?.target
      if (target && !best.has(target)) best.set(target, 1 - score)
      if (best.size === MAX_CANDIDATES) break
    }
    return [...best].map(([target, confidence]) => ({ target, confidence }))
  }

  function judge(question: string[]): Judged {
    const found = find(question.join(' '))
    const candidates = found.map(({ target: { id, kind, title }, confidence }) => {
      return { id, kind, title, score: Math.round(confidence * 1000) / 1000 }
    })
    const first = found[0]
    const needed = FUSE_CONFIDENCE
    if (!first || first.confidence < needed) return { verdict: unsure(`fuse<${needed.toFixed(2)}`, needed), candidates }
    const { id, kind } = first.target
    const rule = `fuse>=${needed.toFixed(2)}`
    return {
      verdict: kind === 'entry' ? { kind: 'answer', entryId: id, rule, needed } : toPerson(first.target, needed),
      candidates,
    }
  }

  return {
    hasEntries: targets.some(({ kind }) => kind === 'entry'),
    known: (word) => isKnown(word, (w) => vocabulary.has(w) || everyday.has(w)),
    reader: () => (plain) => words(plain).filter((word) => !isFiller(word)),
    exact: () => null,
    judge,
  }
}
