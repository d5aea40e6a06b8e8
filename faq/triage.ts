import { direct } from './triage/direct.ts'
import { find, type Triage } from './triage/find.ts'
import { rule } from './triage/further-rule.ts'
import { harmless } from './triage/guards.ts'
import { MEDICAL, MEDICAL_ES } from './triage/medical.ts'
import { OVERDOSE, OVERDOSE_ES } from './triage/overdose.ts'
import { SELF_HARM, SELF_HARM_ES } from './triage/self-harm.ts'
import { sentences } from './triage/sentences.ts'
import { VIOLENCE, VIOLENCE_ES } from './triage/violence.ts'
import { triage as triageDirect } from './triage-direct.ts'

const ALL = [
  ...direct(rule),
  ...OVERDOSE,
  ...OVERDOSE_ES,
  ...SELF_HARM,
  ...SELF_HARM_ES,
  ...MEDICAL,
  ...MEDICAL_ES,
  ...VIOLENCE,
  ...VIOLENCE_ES,
]
const CERTAIN = ALL.filter(({ soft }) => !soft)
const CARDS = ['overdose', 'self-harm', 'medical', 'violence']
/** What is happening to a body right now before what somebody means to do. */
const FIRM = CARDS.flatMap((card) => CERTAIN.filter((rule) => rule.card === card))
/** The doubtful last. */
const RULES = [...FIRM, ...ALL.filter(({ soft }) => soft)]

const QUESTION =
  /^(?:so |and |but |hi |hello |ok |also |please |just |does anyone know )*(?:can|could|does|do|is|are|will|would|what|whats|how|why|which|who|when|where|has|have|should|que|como|cuanto|puede|sirve)\b|\b(?:(?:does|is|can|will|could) (?:ketamine|it|this|that|the|you|they|there|infusions?)|do (?:you|they|people))\b|\b(?:what|how) (?:is|are|does|do|can|long|many|much)\b/

/** After a word, in the same sentence. */
const QUESTION_MARK = /[\p{L}\p{N}][^\p{L}\p{N}.!;\n]*[?？]/u

/**
 * Whether a message needs an emergency card before anything else, and why. Reads English and Spanish in one go, because
 * people mix them. What the visitor's browser already flagged stays flagged, with the same card. Never throws; at most the
 * first 4,000 characters are read, in time linear in their number.
 */
export function triage(text: string): Triage {
  const plain = triageDirect(text)
  if (plain.card) return plain
  const all = sentences(text)
  const asks = QUESTION_MARK.test(text) || all.some((sentence) => QUESTION.test(sentence))
  return find(asks ? FIRM : RULES, all, harmless)
}
