import { LOCALES, type Locale } from '../protocol/events.ts'
import { SYNONYMS } from './lexicon/synonyms.ts'
import type { Labelled } from './rankers/lexical.ts'
import { type RankerModel, trainRanker } from './rankers/rank.ts'
import type { Embed } from './rankers/semantic.ts'
import { type Target, targetsOf } from './targets.ts'
import type { Content } from './types.ts'

/** What is learned from the content's phrasings, for each language that it is written in. Data only, so that it can be kept in a file. */
export interface EngineModel {
  rankers: Partial<Record<Locale, RankerModel>>
}

/** To be raised with any change to what is learned: models of another version are made anew. */
export const MODEL_VERSION = 2
/** The sentence encoder knows English. */
const MEANING: Locale = 'en'

/**
 * Learns from the content's phrasings, so that an answer can be put better without learning anew. The same phrasings give the same model. About 20 s for 7,000 phrasings,
 * most of it for their meanings; without `embed` the model goes by words alone.
 */
export function trainModel(content: Content, embed: Embed | null): EngineModel {
  const rankers: EngineModel['rankers'] = {}
  for (const lang of LOCALES) {
    const targets = targetsOf(content, lang)
    if (targets.length === 0) continue
    rankers[lang] = trainRanker(textsOf(targets), targets.length, SYNONYMS, lang === MEANING ? embed : null)
  }
  return { rankers }
}

const textsOf = (targets: Target[]): Labelled[] =>
  targets.flatMap(({ phrasings }, label) => phrasings.map((words) => ({ words, label })))
