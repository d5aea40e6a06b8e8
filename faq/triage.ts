import type { Triage } from './triage/find.ts'
import { alarm, levels, likeliestCard } from './triage/model.ts'
import { triage as triageDirect } from './triage-direct.ts'

/**
 * Whether a message needs an emergency card before anything else, and why. Reads English and Spanish in one go, because
 * people mix them. A linear model trained on lines that people wrote decides (`npm run triage:train`); what the visitor's browser
 * already flagged keeps its card unless the model is strongly against it. Never throws; at most the first 4,000 characters are
 * read, in time linear in their number.
 */
export function triage(text: string): Triage {
  const plain = triageDirect(text)
  const odds = alarm(text)
  if (plain.card) return odds > levels.doubt ? plain : NO_CARD
  if (odds <= levels.card) return NO_CARD
  const card = likeliestCard(text)
  return { card, rule: `${card}:wording` }
}

const NO_CARD: Triage = { card: null, rule: '' }
