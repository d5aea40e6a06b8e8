import type { Triage } from './triage/find.ts'
import { openDanger, SURE } from './triage/model.ts'
import type { InContext } from './triage/pieces.ts'
import { triage as triageDirect } from './triage-direct.ts'

/**
 * Whether a message needs an emergency card before anything else, and why. Reads English and Spanish in one go, because
 * people mix them. Models trained on lines that people wrote decide (`npm run triage:train`); what the visitor's browser
 * already flagged keeps its card unless they are strongly against it. Never throws; at most the first 4,000 characters are
 * read, in time linear in their number.
 */
export type Triager = (text: string) => Triage

/** By words and letters alone or, with `inContext`, by what they mean where they stand as well. */
export function createTriage(inContext: InContext | null): Triager {
  const danger = openDanger(inContext)
  return (text) => {
    const plain = triageDirect(text)
    const { odds, card } = danger.read(text)
    if (plain.card) return odds > danger.levels.doubt ? plain : NO_CARD
    return odds > danger.levels.card ? { card, rule: `${card}:wording` } : NO_CARD
  }
}

const byWords = openDanger(null)

/** By words alone, and only where they leave no doubt: for a message that must not wait for the rest. */
export const triageSurely: Triager = (text) => {
  const { odds, card } = byWords.read(text)
  return odds > SURE ? { card, rule: `${card}:wording` } : NO_CARD
}

const NO_CARD: Triage = { card: null, rule: '' }
