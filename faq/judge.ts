import type { Locale } from '../protocol/events.ts'
import type { Judged } from './combine.ts'
import { certain, decide } from './decide.ts'
import { createFit } from './fit.ts'
import { followUp } from './follow-up.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { SUBJECT_WORDS } from './lexicon/subjects.ts'
import { SYNONYMS } from './lexicon/synonyms.ts'
import { isFiller, normalize, plainText, words } from './normalize.ts'
import { type Weighted, weighted } from './rankers/features.ts'
import { createRanker, type Ranked, type Target, targetOfEntry, targetOfTopic } from './rankers/rank.ts'
import { createSpelling } from './spelling.ts'
import { stem } from './stem.ts'
import type { Content, Turn } from './types.ts'

/** What knows one language's content and judges single questions by it. */
export interface Judge {
  /** Whether there is anything to answer with, and not topics alone. */
  hasEntries: boolean
  /** Whether a word is English or occurs in the content. */
  known(word: string): boolean
  /** Reads the plain texts of one message into words as the rankers see them, spelling corrected. */
  reader(): (plain: string) => string[]
  /** The verdict where the words are exactly a canonical question or a phrasing, else null. */
  exact(question: string[]): Judged | null
  /** The verdict on a question; `around` are the words of the same message beside it. */
  judge(question: string[], around: string[], previous: Turn[]): Judged
}

/** Words of what stands around a question that are looked at. */
const AROUND_WORDS = 16

/** Trains on the content in `lang`. */
export function createJudge(content: Content, lang: Locale): Judge {
  const targets: Target[] = [
    ...content.entries.filter((entry) => entry.lang === lang).map((entry) => targetOfEntry(entry, normalize)),
    ...content.topics.filter((topic) => topic.lang === lang).map((topic) => targetOfTopic(topic, normalize)),
  ]
  const phrasings = new Map<string, Target>()
  for (const target of targets) {
    for (const phrasing of target.phrasings) {
      const key = phrasing.join(' ')
      if (!phrasings.has(key)) phrasings.set(key, target)
    }
  }
  const vocabulary = wordCounts(content, targets)
  const stems = new Set([...vocabulary.keys()].map(stem))
  const right = lang === 'en' ? new Set([...COMMON_WORDS, ...FUNCTION_WORDS, ...SUBJECT_WORDS]) : new Set<string>()
  const spelling = createSpelling(vocabulary, right)
  const ranker = createRanker(targets)
  const fit = createFit(targets)

  /** The share of the words that say what a question is about that the content does not have. */
  const strangeness = (question: string[]): number => {
    const telling = tellingWords(question)
    const strange = telling.filter((word) => !stems.has(stem(word)) && !SYNONYMS.has(word))
    return telling.length === 0 ? 0 : strange.length / telling.length
  }

  function exact(question: string[]): Judged | null {
    const target = phrasings.get(question.join(' '))
    return target ? { verdict: certain(target), ranked: [{ target, share: 1, likeness: 1 }] } : null
  }

  return {
    hasEntries: targets.some(({ kind }) => kind === 'entry'),
    known: spelling.known,
    reader() {
      const spell = spelling.reader()
      return (plain) => spell.correct(words(plain).filter((word) => !isFiller(word)))
    },
    exact,
    judge(question, around, previous) {
      const same = exact(question)
      if (same) return same
      const followed = followUp(question, previous)
      const ranked = ranker.rank(followed?.words ?? withSurroundings(question, around))
      const shown = followed && unasked(followed.shown, ranker.rank(weighted(question)))
      return { verdict: decide(question, ranked, fit, { shown, strangeness: strangeness(question) }), ranked }
    },
  }
}

/** How often each word occurs in the targets and in the article. */
function wordCounts({ sections }: Content, targets: Target[]): Map<string, number> {
  const counts = new Map<string, number>()
  const texts = [
    ...targets.flatMap(({ phrasings, support }) => [...phrasings, ...support]),
    ...sections.map(({ text }) => words(plainText(text))),
  ]
  for (const word of texts.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const tellingWords = (question: string[]): string[] => question.filter((word) => !FUNCTION_WORDS.has(word))

/** Of the entries that were shown just before, those that the new question by itself does not ask for again. */
const unasked = (shown: string[], alone: Ranked[]): string[] =>
  shown.filter((id) => !alone.slice(0, 3).some(({ target }) => target.id === id))

/** The question, and faintly what stands around it; more of that where the question says little by itself. */
function withSurroundings(question: string[], around: string[]): Weighted[] {
  const context = tellingWords(around).filter((word) => !question.includes(word))
  return [
    ...weighted(question),
    ...weighted(context.slice(-AROUND_WORDS), tellingWords(question).length <= 1 ? 0.5 : 0.15),
  ]
}
