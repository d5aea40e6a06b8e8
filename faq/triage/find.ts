import type { CardKind } from '../../protocol/events.ts'
import type { Rule } from './rule.ts'

export interface Triage {
  card: CardKind | null
  /** `card:kind of wording`, or empty. */
  rule: string
}

/** Whether a sentence, the input of the match of a rule with it, is no emergency after all. */
export type Excuse = (rule: Rule, match: RegExpExecArray) => boolean

/** What the first of the rules says that matches a sentence without an excuse. */
export function find(rules: Rule[], sentences: string[], excused: Excuse): Triage {
  for (const rule of rules) {
    for (const sentence of sentences) {
      const match = rule.pattern.exec(sentence)
      if (match && !excused(rule, match)) return { card: rule.card, rule: `${rule.card}:${rule.name}` }
    }
  }
  return { card: null, rule: '' }
}
