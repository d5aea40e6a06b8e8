import { direct } from './triage/direct.ts'
import { doubtful } from './triage/direct-guard.ts'
import { DIRECT_WORDS } from './triage/direct-words.ts'
import { find, type Triage } from './triage/find.ts'
import { rulesWith } from './triage/rule.ts'
import { sentences } from './triage/sentences.ts'

const RULES = direct(rulesWith(DIRECT_WORDS))

/**
 * Whether a message plainly needs an emergency card, and which. Small, for the visitor's browser, where it needs no network;
 * `triage.ts` says the same of every message that is flagged here, and sees more. Never throws.
 */
export const triage = (text: string): Triage => find(RULES, sentences(text), doubtful)
