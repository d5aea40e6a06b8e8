import type { CardKind, Locale } from '../protocol/events.ts'
import { languageOf } from './language.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { SUBJECT_WORDS } from './lexicon/subjects.ts'
import { isFiller, plainText, words } from './normalize.ts'
import { isKnown } from './spelling.ts'
import type { Triager } from './triage.ts'
import type { Context, Decision, Turn } from './types.ts'

/** Every part of a decision that needs a reason. */
export const nothing = {
  entryIds: [],
  choiceIds: [],
  templateId: null,
  topicId: null,
  smalltalkId: null,
  card: null,
  trigger: null,
  needed: null,
  candidates: [],
} satisfies Partial<Decision>

/** Decisions on messages of people in danger. Needs none of the clinic's content. Never throws. */
export interface Crisis {
  /** The decision on a message with emergency words, or null where it has none. */
  crisisOf(question: string, locale: Locale): Decision | null
  /**
   * The decision on a message of which nothing else is known, while the danger that the last messages were about lasts; null
   * where there is none.
   */
  lastingCrisisOf(question: string, context: Context): Decision | null
  /** What the engine decided, unless the danger of the last messages lasts and this one is not plainly about something else. */
  whileDangerLasts(decision: Decision, previous: Turn[]): Decision
}

export function createCrisis(triage: Triager): Crisis {
  /** The card of an emergency that the last messages were about, or null. */
  function lastingDanger(previous: Turn[]): CardKind | null {
    for (const { outcome, text } of previous.toReversed()) {
      if (outcome !== 'crisis') return null
      const { card } = triage(text)
      if (card) return card
    }
    return previous.length > 0 ? 'self-harm' : null
  }

  return {
    crisisOf(question, locale) {
      const { card, rule } = triage(question)
      return card && { ...emergency(card, rule), ...readAlone(question, locale) }
    },
    lastingCrisisOf(question, { locale, previous }) {
      const card = lastingDanger(previous)
      return card && { ...emergency(card, `${card}:continues`), ...readAlone(question, locale) }
    },
    whileDangerLasts(decision, previous) {
      const card = lastingDanger(previous)
      if (!card || turnsElsewhere(decision)) return decision
      return { ...decision, ...emergency(card, `${card}:continues`) }
    },
  }
}

const emergency = (card: CardKind, rule: string) =>
  ({ ...nothing, outcome: 'crisis', card, trigger: 'red-flag', rule }) satisfies Partial<Decision>

/** "Never mind" does not turn elsewhere. */
const turnsElsewhere = ({ outcome, smalltalkId, topicId, trigger }: Decision): boolean =>
  outcome === 'crisis' || outcome === 'answer' || smalltalkId !== null || topicId !== null || trigger === 'asked'

const isEnglish = (word: string): boolean =>
  isKnown(word, (w) => COMMON_WORDS.has(w) || FUNCTION_WORDS.has(w) || SUBJECT_WORDS.has(w))

/** A message as it is read without the content: its words, and the language to reply in. */
function readAlone(question: string, locale: Locale): Pick<Decision, 'normalized' | 'lang'> {
  const typed = words(plainText(question)).filter((word) => !isFiller(word))
  const spoken = languageOf(typed, isEnglish)
  return { normalized: typed.join(' '), lang: spoken === 'other' ? locale : spoken }
}
