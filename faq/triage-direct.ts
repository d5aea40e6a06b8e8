import type { CardKind } from '../protocol/events.ts'
import { sentences } from './triage/sentences.ts'
import { places, type SmallModel, score, unpack, urgency } from './triage/small.ts'
import { BODY, DANGER, DRUG, HARM } from './triage/small-weights.ts'

export interface Triage {
  card: CardKind | null
  /** `card:kind of wording`, or empty. */
  rule: string
}

const danger = unpack(DANGER)
const body = unpack(BODY)
const drug = unpack(DRUG)
const harm = unpack(HARM)

const shown = (card: CardKind): Triage => ({ card, rule: `${card}:wording` })

/**
 * Whether a message needs an emergency card, and which. Small, for the visitor's browser, where it needs no network: a few kilobytes
 * of weights for words and runs of letters, trained on the same lines as the server's models (`triage.ts`), which see more. Never throws.
 */
export function triage(text: string): Triage {
  const parts = sentences(text)
  if (urgency(danger, parts) <= 0) return { card: null, rule: '' }
  const plain = parts.join(' ')
  if (/overdos(ed|ing)|sobredosis/.test(plain)) return shown('overdose')
  if (/911|ambulanc/.test(plain)) return shown('medical')
  const found = places(parts)
  const card = score(body, found) > 0 ? either(drug, 'overdose', 'medical') : either(harm, 'violence', 'self-harm')
  return shown(card)

  function either(model: SmallModel, yes: CardKind, no: CardKind): CardKind {
    return score(model, found) > 0 ? yes : no
  }
}
