import type { CardKind } from '../../protocol/events.ts'
import type { Rule } from './rule.ts'
import type { Sentence } from './sentences.ts'

export interface Triage {
  card: CardKind | null
  /** `card:kind of wording`, or empty. */
  rule: string
}

/** Whether the sentence in which a rule matched at `from`..`to` is no emergency after all. */
export type Excuse = (rule: Rule, sentence: string, from: number, to: number) => boolean

/** What the first of the rules says that matches a sentence without an excuse. */
export function find(rules: Rule[], sentences: Sentence[], excused: Excuse): Triage {
  for (const rule of rules) {
    for (const { text } of sentences) {
      const match = rule.pattern.exec(text)
      if (match && !excused(rule, text, match.index, match.index + match[0].length)) {
        return { card: rule.card, rule: `${rule.card}:${rule.name}` }
      }
    }
  }
  return { card: null, rule: '' }
}
