import type { HandoffTrigger } from '../protocol/events.ts'
import { probability } from './calibrate/calibrator.ts'
import type { Calibration, TierCalibration } from './calibration.ts'
import type { Fit } from './fit.ts'
import type { Ranking } from './rankers/rank.ts'
import { type Circumstances, signalsOf } from './signals.ts'
import type { Target } from './targets.ts'
import type { Candidate, TemplateId } from './types.ts'

/** The share of belief from which a topic is what was asked; below it the visitor is told less, and a person comes either way. */
export const TOPIC_AT = 0.3
/** Likeness to a topic's closest phrasing: below the first it was not what was asked, above the second its share counts wholly. */
const UNLIKE = 0.12
const ALIKE = 0.27
/** Most titles that are offered. */
const MAX_CHOICES = 3

/** What one question of a message comes to. */
export type Verdict = {
  rule: string
  /** The probability that an answer needed; null where none was involved. */
  needed: number | null
} & (
  | { kind: 'answer'; entryId: string }
  | { kind: 'clarify'; choiceIds: string[] }
  | { kind: 'person'; topicId: string | null; templateId: TemplateId | null; trigger: HandoffTrigger }
)

/** A question, read and ready to be ranked. */
export interface Seen extends Circumstances {
  question: string[]
  words: Ranking
  /** Asks for the meaning as well: the heavier part, done only when it is needed. */
  meaning(): Ranking
  /** Entries that the turn before has shown; what leans on it asks for something else. */
  shown: string[]
}

/** A verdict with what it rests on. */
export interface Judged {
  verdict: Verdict
  candidates: Candidate[]
}

/** What a ranking says once the entries that cannot be meant are set aside. */
export interface Reading {
  /** Classes of entries that may be the answer, most probable first. */
  entries: number[]
  /** The most believed class of all, and whether it is a topic. */
  top: number
  /** Why the entry ahead of all others cannot be the answer, or null. */
  misfit: string | null
  /** For the first entry; none where no entry is left. */
  signals: number[]
}

/** Reads rankings of one language's classes. */
export interface Decider {
  read(seen: Seen, ranking: Ranking): Reading
  decide(seen: Seen): Judged
}

/** `calibration` is null until the content was calibrated: then nothing is answered on a ranking alone. */
export function createDecider(targets: Target[], fit: Fit, calibration: Calibration | null): Decider {
  const entryClasses = targets.flatMap(({ kind }, c) => (kind === 'entry' ? [c] : []))
  const topicClasses = targets.flatMap(({ kind }, c) => (kind === 'topic' ? [c] : []))
  const nameOf = (c: number): string => targets[c]?.id ?? ''

  function read(seen: Seen, ranking: Ranking): Reading {
    const { shares } = ranking
    const byShare = (a: number, b: number): number => (shares[b] ?? 0) - (shares[a] ?? 0)
    const asked = entryClasses.filter((c) => !seen.shown.includes(nameOf(c))).sort(byShare)
    const ahead = asked[0]
    const entries = asked.slice(0, 2 * MAX_CHOICES).filter((c) => !fit.misfit(seen.question, nameOf(c)))
    const first = entries[0]
    return {
      entries,
      top: [...asked.slice(0, 1), ...topicClasses].sort(byShare)[0] ?? 0,
      misfit: ahead === undefined ? null : fit.misfit(seen.question, nameOf(ahead)),
      signals: first === undefined ? [] : signalsOf(ranking, first, entries, topicClasses, seen),
    }
  }

  function decide(seen: Seen): Judged {
    const byWords = read(seen, seen.words)
    if (!calibration) return uncalibrated(seen, byWords)
    if (byWords.signals.length > 0 && chance(calibration.words.first, byWords) >= calibration.words.sure.at) {
      return conclude(seen, seen.words, byWords, calibration.words)
    }
    const { meaning } = calibration
    const ranking = meaning ? seen.meaning() : seen.words
    return ranking.semantic && meaning
      ? conclude(seen, ranking, read(seen, ranking), meaning)
      : conclude(seen, seen.words, byWords, calibration.words)
  }

  function conclude(seen: Seen, ranking: Ranking, reading: Reading, tier: TierCalibration): Judged {
    const { entries, top, misfit, signals } = reading
    const first = entries[0]
    const needed = tier.answer.at
    const p = first === undefined ? 0 : chance(tier.first, reading)
    const candidates = candidatesOf(seen, ranking, reading, tier)
    const found = (verdict: Verdict): Judged => ({ verdict, candidates })
    const topic = targets[top]
    if (topic?.kind === 'topic' && belief(seen, ranking, top) >= TOPIC_AT) return found(toPerson(topic, needed))
    if (first === undefined || signals.length === 0) return found(unsure(misfit ?? 'nothing-like-it', needed))
    if (topic?.kind === 'entry' && p >= needed) {
      return found({ kind: 'answer', entryId: nameOf(first), rule: `p>=${needed.toFixed(2)}`, needed })
    }
    if (entries.length > 1 && probability(tier.three, signals) >= tier.clarify.at) {
      const choiceIds = entries.slice(0, MAX_CHOICES).map(nameOf)
      return found({ kind: 'clarify', choiceIds, rule: `p<${needed.toFixed(2)}`, needed })
    }
    return found(unsure(misfit ?? `p<${needed.toFixed(2)}`, needed))
  }

  /** The most believed classes of all, an entry's score being the probability that it is right. */
  function candidatesOf(seen: Seen, ranking: Ranking, { entries }: Reading, tier: TierCalibration): Candidate[] {
    const { shares } = ranking
    const classes = [...entries, ...topicClasses].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0)).slice(0, 3)
    return classes.flatMap((c) => {
      const target = targets[c]
      if (!target) return []
      const { id, kind, title } = target
      const score =
        kind === 'topic'
          ? belief(seen, ranking, c)
          : probability(tier.first, signalsOf(ranking, c, entries, topicClasses, seen))
      return [{ id, kind, title, score: Math.round(score * 1000) / 1000 }]
    })
  }

  function uncalibrated(seen: Seen, { top, entries, misfit }: Reading): Judged {
    const { shares } = seen.words
    const candidates = [...new Set([top, ...entries])].slice(0, 3).flatMap((c) => {
      const target = targets[c]
      return target ? [{ id: target.id, kind: target.kind, title: target.title, score: shares[c] ?? 0 }] : []
    })
    const topic = targets[top]
    const verdict =
      topic?.kind === 'topic' && belief(seen, seen.words, top) >= TOPIC_AT
        ? toPerson(topic, null)
        : unsure(misfit ?? 'not-calibrated', null)
    return { verdict, candidates }
  }

  return { read, decide }
}

const chance = (calibrator: TierCalibration['first'], { signals }: Reading): number => probability(calibrator, signals)

/**
 * A class's share, less where its phrasings are hardly like the question: something has to come first for any question. By words
 * alone nothing is left of it where it has none of the telling words.
 */
function belief({ foreignTo }: Seen, { shares, lexical, semantic }: Ranking, c: number): number {
  if (!semantic && foreignTo(c) === 1) return 0
  const likeness = ((lexical.closest[c] ?? 0) - UNLIKE) / (ALIKE - UNLIKE)
  return (shares[c] ?? 0) * Math.min(1, Math.max(0, likeness))
}

export const unsure = (rule: string, needed: number | null): Verdict => {
  return { kind: 'person', topicId: null, templateId: 'unsure', trigger: 'unsure', rule, needed }
}

/** The verdict where a target is certain: an exact phrasing. */
export const certain = (target: Target): Judged => ({
  verdict:
    target.kind === 'entry'
      ? { kind: 'answer', entryId: target.id, rule: 'exact', needed: null }
      : toPerson(target, null),
  candidates: [{ id: target.id, kind: target.kind, title: target.title, score: 1 }],
})

export function toPerson({ id, personal }: Target, needed: number | null): Verdict {
  const trigger = personal ? 'personal' : 'not-covered'
  return { kind: 'person', topicId: id, templateId: null, trigger, rule: `topic:${id}`, needed }
}
