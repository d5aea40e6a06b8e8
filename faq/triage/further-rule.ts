import type { CardKind } from '../../protocol/events.ts'
import { type Rule, rulesWith } from './rule.ts'
import { WORDS } from './words.ts'

export const rule = rulesWith(WORDS)

export const softRule = (card: CardKind, name: string, ...alternatives: string[]): Rule => ({
  ...rule(card, name, ...alternatives),
  soft: true,
})
