import { DIRECT } from './triage/direct.ts'
import { doubtful } from './triage/direct-guard.ts'
import { find, type Triage } from './triage/find.ts'
import { sentences } from './triage/sentences.ts'

/**
 * Whether a message plainly needs an emergency card, and which. Small, for the visitor's browser, where it needs no network;
 * `triage.ts` sees more, and keeps the card of a message that is flagged here unless it is strongly against it. Never throws.
 */
export const triage = (text: string): Triage => find(DIRECT, sentences(text), doubtful)
