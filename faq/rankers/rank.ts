import type { Evidence } from './evidence.ts'
import type { Synonyms, Weighted } from './features.ts'
import { type Labelled, type LexicalModel, openLexical, trainLexical } from './lexical.ts'
import { toLog } from './logistic.ts'
import { type Embed, openSemantic, type SemanticEvidence, type SemanticModel, trainSemantic } from './semantic.ts'

/** Both rankers, trained on the same texts. `semantic` is null where no encoder was at hand. */
export interface RankerModel {
  classes: number
  lexical: LexicalModel
  semantic: SemanticModel | null
  /** For each class the logarithm of how many texts it has. */
  sizes: Float64Array
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
  semantic: SemanticEvidence | null
}

export interface Ranker {
  /** By words and letters alone. */
  byWords(asked: Asked): Ranking
  /** By words and meaning; the same as `byWords` where there is no encoder. */
  byMeaning(asked: Asked, words: Ranking): Ranking
  hasMeaning: boolean
}

/** How much each kind of evidence adds to the logarithm of a class's share. */
const LEXICAL = { log: 1, closest: 2, mean: 4 }
const SEMANTIC = { log: 0.8, closest: 1, mean: 5 }
const LIKELIHOOD = 0.04

/** Trains the rankers; without `embed` by words alone. Deterministic. */
export function trainRanker(texts: Labelled[], classes: number, synonyms: Synonyms, embed: Embed | null): RankerModel {
  const meanings = embed ? texts.map(({ words, label }) => ({ ...embed(words.join(' ')), label })) : []
  return {
    classes,
    lexical: trainLexical(texts, classes, synonyms),
    semantic: embed && meanings.length > 0 ? trainSemantic(meanings, classes) : null,
    sizes: sizesOf(texts, classes),
  }
}

export function openRanker(model: RankerModel, synonyms: Synonyms, embed: Embed | null): Ranker {
  const lexical = openLexical(model.lexical, synonyms)
  const semantic = model.semantic && embed ? openSemantic(model.semantic) : null
  /**
   * A class with many texts is believed too easily: how often it was written about says nothing about how often it is asked.
   * Source: A. Menon and others, "Long-tail learning via logit adjustment", https://arxiv.org/abs/2007.07314
   */
  const fairly = (sum: Float64Array): Float64Array => sum.map((s, c) => s - (model.sizes[c] as number))
  return {
    hasMeaning: semantic !== null,
    byWords({ words }) {
      const evidence = lexical(words)
      return { shares: sharesOf(fairly(add(evidence, LEXICAL))), lexical: evidence, semantic: null }
    },
    byMeaning(asked, words) {
      if (!semantic || !embed) return words
      const evidence = semantic(embed(asked.text))
      const meaning = add(evidence, SEMANTIC)
      const sum = add(words.lexical, LEXICAL).map(
        (s, c) => s + (meaning[c] as number) + LIKELIHOOD * (evidence.likelihood[c] as number),
      )
      return { shares: sharesOf(fairly(sum)), lexical: words.lexical, semantic: evidence }
    },
  }
}

const add = ({ log, closest, mean }: Evidence, by: typeof LEXICAL): Float64Array =>
  log.map((l, c) => by.log * l + by.closest * (closest[c] as number) + by.mean * (mean[c] as number))

const sharesOf = (sum: Float64Array): Float64Array => toLog(sum).map(Math.exp)

function sizesOf(texts: Labelled[], classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const { label } of texts) counts[label] = (counts[label] as number) + 1
  return counts.map((count) => Math.log(Math.max(1, count)))
}
