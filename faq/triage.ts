import { openDanger, SURE } from './triage/model.ts'
import type { InContext } from './triage/pieces.ts'
import type { Triage } from './triage-direct.ts'

/**
 * Whether a message needs an emergency card before anything else, and why. Reads English and Spanish in one go, because
 * people mix them. Models trained on written lines decide
 * (`npm run triage:train`). Never throws; at most the first 4,000 characters are
 * read, in time linear in their number.
 */
export type Triager = (text: string) => Triage

/** By words and letters alone or, with `inContext`, by what they mean where they stand as well. */
export function createTriage(inContext: InContext | null): Triager {
  const danger = openDanger(inContext)
  return (text) => {
    const { odds, card } = danger.read(text)
    return odds > danger.level ? { card, rule: `${card}:wording` } : NO_CARD
  }
}

const byWords = openDanger(null)

/** By words alone, and only where they leave no doubt: for a message that must not wait for the rest. */
export const triageSurely: Triager = (text) => {
  const { odds, card } = byWords.read(text)
  return odds > SURE ? { card, rule: `${card}:wording` } : NO_CARD
}

const NO_CARD: Triage = { card: null, rule: '' }
