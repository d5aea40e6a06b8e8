import type { Locale } from '../protocol/events.ts'
import type { Calibration } from './calibration.ts'
import { certain, createDecider, type Judged, type Reading, type Seen } from './decide.ts'
import { createFit } from './fit.ts'
import { followUp } from './follow-up.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { SUBJECT_WORDS } from './lexicon/subjects.ts'
import { SYNONYMS } from './lexicon/synonyms.ts'
import { isFiller, plainText, words } from './normalize.ts'
import { type Weighted, weighted } from './rankers/features.ts'
import { type Asked, openRanker, type RankerModel } from './rankers/rank.ts'
import type { Embed } from './rankers/semantic.ts'
import { createSpelling } from './spelling.ts'
import { stem } from './stem.ts'
import { type Target, targetsOf } from './targets.ts'
import type { Content, Turn } from './types.ts'

/** What knows one language's content and judges single questions by it. */
export interface PlainJudge {
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

/** A judge that goes by rankings, and shows them. */
export interface Judge extends PlainJudge {
  /** How both rankings read a question, for calibration; `meaning` is null where there is no encoder. */
  read(question: string[], around: string[], previous: Turn[]): { words: Reading; meaning: Reading | null }
  /** The id of a class that a reading names. */
  idOf(c: number): string | undefined
}

/** Words of what stands around a question that are looked at. */
const AROUND_WORDS = 16

/** Opens what was learned from the content in `lang`. */
export function createJudge(
  content: Content,
  lang: Locale,
  model: RankerModel,
  embed: Embed | null,
  calibration: Calibration | null,
): Judge {
  const targets = targetsOf(content, lang)
  const phrasings = new Map<string, Target>()
  for (const target of targets) {
    for (const phrasing of target.phrasings) {
      const key = phrasing.join(' ')
      if (!phrasings.has(key)) phrasings.set(key, target)
    }
  }
  const vocabulary = wordCounts(content, targets)
  const stems = new Set([...vocabulary.keys()].map(stem))
  const spelling = createSpelling(vocabulary, rightWords(lang))
  const ranker = openRanker(model, SYNONYMS, embed)
  const decider = createDecider(targets, createFit(targets), calibration)

  /** The share of the words that say what a question is about that the content does not have. */
  const strangenessOf = (question: string[]): number => {
    const telling = tellingWords(question)
    const strange = telling.filter((word) => !stems.has(stem(word)) && !SYNONYMS.has(word))
    return telling.length === 0 ? 0 : strange.length / telling.length
  }

  const ownStems = targets.map(({ phrasings, support }) => new Set([...phrasings, ...support].flat().map(stem)))
  /** The same for what the texts of one class have. */
  const foreignness = (question: string[]) => {
    const telling = tellingWords(question)
    return (c: number): number => {
      const own = ownStems[c]
      const foreign = telling.filter(
        (word) => !own?.has(stem(word)) && !SYNONYMS.get(word)?.some((s) => own?.has(stem(s))),
      )
      return telling.length === 0 ? 0 : foreign.length / telling.length
    }
  }

  function exact(question: string[]): Judged | null {
    const target = phrasings.get(question.join(' '))
    return target ? certain(target) : null
  }

  function see(question: string[], around: string[], previous: Turn[]): Seen {
    const followed = followUp(question, previous)
    const asked = followed?.asked ?? withSurroundings(question, around)
    const byWords = ranker.byWords(asked)
    return {
      question,
      words: byWords,
      meaning: () => ranker.byMeaning(asked, byWords),
      shown: followed ? unasked(followed.shown, question) : [],
      strangeness: strangenessOf(question),
      length: question.length,
      leans: followed !== null,
      foreignTo: foreignness(question),
    }
  }

  /** Of the entries that were shown just before, those that the new question by itself does not ask for again. */
  function unasked(shown: string[], question: string[]): string[] {
    const { shares } = ranker.byWords({ words: weighted(question), text: '' })
    const ahead = [...shares.keys()].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0)).slice(0, 3)
    return shown.filter((id) => !ahead.some((c) => targets[c]?.id === id))
  }

  return {
    hasEntries: targets.some(({ kind }) => kind === 'entry'),
    known: spelling.known,
    reader() {
      const spell = spelling.reader()
      return (plain) => spell.correct(words(plain).filter((word) => !isFiller(word)))
    },
    exact,
    judge: (question, around, previous) => exact(question) ?? decider.decide(see(question, around, previous)),
    read(question, around, previous) {
      const seen = see(question, around, previous)
      const ranking = seen.meaning()
      return { words: decider.read(seen, seen.words), meaning: ranking.semantic ? decider.read(seen, ranking) : null }
    },
    idOf: (c) => targets[c]?.id,
  }
}

/** Everyday words of a language that are right as they are. */
export const rightWords = (lang: Locale): Set<string> =>
  lang === 'en' ? new Set([...COMMON_WORDS, ...FUNCTION_WORDS, ...SUBJECT_WORDS]) : new Set()

/** How often each word occurs in the targets and in the article. */
export function wordCounts({ sections }: Content, targets: Target[]): Map<string, number> {
  const counts = new Map<string, number>()
  const texts = [
    ...targets.flatMap(({ phrasings, support }) => [...phrasings, ...support]),
    ...sections.map(({ text }) => words(plainText(text))),
  ]
  for (const word of texts.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const tellingWords = (question: string[]): string[] => question.filter((word) => !FUNCTION_WORDS.has(word))

/** The question, and faintly what stands around it; more of that where the question says little by itself. */
function withSurroundings(question: string[], around: string[]): Asked {
  const context = tellingWords(around)
    .filter((word) => !question.includes(word))
    .slice(-AROUND_WORDS)
  const bare = tellingWords(question).length <= 1
  const all: Weighted[] = [...weighted(question), ...weighted(context, bare ? 0.5 : 0.15)]
  const text = question.join(' ')
  return { words: all, text: bare && context.length > 0 ? `${context.join(' ')} ${text}` : text }
}
