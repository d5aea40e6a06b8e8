import type { Evidence } from './evidence.ts'
import type { Synonyms, Weighted } from './features.ts'
import { type Labelled, type LexicalModel, openLexical, trainLexical } from './lexical.ts'
import { toLog } from './logistic.ts'
import { type Embed, openSemantic, type SemanticModel, trainSemantic } from './semantic.ts'

/** Both rankers, trained on the same texts. `semantic` is null where no encoder was at hand. */
export interface RankerModel {
  classes: number
  lexical: LexicalModel
  semantic: SemanticModel | null
}

/** A question for the rankers. */
export interface Asked {
  words: Weighted[]
  /** The same as one text, for its meaning. */
  text: string
}

/** What the rankers say of a question, a number for each class. */
export interface Ranking {
  /** Share of belief among all classes; all together 1. */
  shares: Float64Array
  lexical: Evidence
  /** Null where the question was judged by its words alone. */
  semantic: Evidence | null
}

export interface Ranker {
  /** By words and letters alone. */
  byWords(asked: Asked): Ranking
  /** By words and meaning; the same as `byWords` where there is no encoder. */
  byMeaning(asked: Asked, words: Ranking): Ranking
  hasMeaning: boolean
}

/** How much each kind of evidence adds to the logarithm of a class's share. */
const LEXICAL = { log: 1, closest: 2, mean: 3 }
const SEMANTIC = { log: 0.8, closest: 1, mean: 4 }

/** Trains the rankers; without `embed` by words alone. Deterministic. */
export function trainRanker(texts: Labelled[], classes: number, synonyms: Synonyms, embed: Embed | null): RankerModel {
  const meanings = embed ? texts.map(({ words, label }) => ({ vector: embed(words.join(' ')), label })) : []
  return {
    classes,
    lexical: trainLexical(texts, classes, synonyms),
    semantic: embed && meanings.length > 0 ? trainSemantic(meanings, classes) : null,
  }
}

export function openRanker(model: RankerModel, synonyms: Synonyms, embed: Embed | null): Ranker {
  const lexical = openLexical(model.lexical, synonyms)
  const semantic = model.semantic && embed ? openSemantic(model.semantic) : null
  return {
    hasMeaning: semantic !== null,
    byWords({ words }) {
      const evidence = lexical(words)
      return { shares: sharesOf(add(evidence, LEXICAL)), lexical: evidence, semantic: null }
    },
    byMeaning(asked, words) {
      if (!semantic || !embed) return words
      const evidence = semantic(embed(asked.text))
      const sum = add(words.lexical, LEXICAL)
      add(evidence, SEMANTIC).forEach((s, c) => {
        sum[c] = (sum[c] as number) + s
      })
      return { shares: sharesOf(sum), lexical: words.lexical, semantic: evidence }
    },
  }
}

const add = ({ log, closest, mean }: Evidence, by: typeof LEXICAL): Float64Array =>
  log.map((l, c) => by.log * l + by.closest * (closest[c] as number) + by.mean * (mean[c] as number))

const sharesOf = (sum: Float64Array): Float64Array => toLog(sum).map(Math.exp)
