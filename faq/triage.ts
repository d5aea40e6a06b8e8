import type { CardKind } from '../protocol/events.ts'
import { harmless } from './triage/guards.ts'
import { MEDICAL, MEDICAL_ES } from './triage/medical.ts'
import { OVERDOSE, OVERDOSE_ES } from './triage/overdose.ts'
import { SELF_HARM, SELF_HARM_ES } from './triage/self-harm.ts'
import { sentences } from './triage/sentences.ts'
import { VIOLENCE, VIOLENCE_ES } from './triage/violence.ts'

export interface Triage {
  card: CardKind | null
  /** `card:kind of wording`, or empty. */
  rule: string
}

const ALL = [
  ...OVERDOSE,
  ...OVERDOSE_ES,
  ...SELF_HARM,
  ...SELF_HARM_ES,
  ...MEDICAL,
  ...MEDICAL_ES,
  ...VIOLENCE,
  ...VIOLENCE_ES,
]
/** In this order: what is happening to a body right now before what somebody means to do, and the doubtful last. */
const RULES = [...ALL.filter(({ soft }) => !soft), ...ALL.filter(({ soft }) => soft)]

const QUESTION =
  /^(?:so |and |but |hi |hello |ok |also |please |just |does anyone know )*(?:can|could|does|do|is|are|will|would|what|whats|how|why|which|who|when|where|has|have|should|que|como|cuanto|puede|sirve)\b|\b(?:(?:does|is|can|will|could) (?:ketamine|it|this|that|the|you|they|there|infusions?)|do (?:you|they|people))\b|\b(?:what|how) (?:is|are|does|do|can|long|many|much)\b/

/**
 * Whether a message needs an emergency card before anything else, and why. Reads English and Spanish in one go, because
 * people mix them. Runs in the visitor's browser before any network and again on the server. Never throws; at most the
 * first 4,000 characters are read, in time linear in their number.
 */
export function triage(text: string): Triage {
  const all = sentences(text)
  const asks = all.some((s) => s.asked || QUESTION.test(s.text))
  for (const { card, name, pattern, soft } of RULES) {
    if (soft && asks) continue
    for (const { text: sentence } of all) {
      const match = pattern.exec(sentence)
      if (match && !harmless({ card, name }, sentence, match.index, match.index + match[0].length)) {
        return { card, rule: `${card}:${name}` }
      }
    }
  }
  return { card: null, rule: '' }
}
