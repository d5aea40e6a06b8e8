import type { CardKind } from '../../protocol/events.ts'

export interface Rule {
  card: CardKind
  /** Short code for staff: what kind of wording it was. */
  name: string
  /** Read against one sentence as `sentences` gives it. */
  pattern: RegExp
  /** Figurative often enough that a question in the same message switches it off. */
  soft: boolean
}

/**
 * A rule from readable alternatives, in which `~` stands for up to three words in between.
 * Every gap is bounded, so that a pattern takes time linear in the text.
 */
const compile = (card: CardKind, name: string, soft: boolean, alternatives: string[]): Rule => ({
  card,
  name,
  pattern: new RegExp(`\\b(?:${alternatives.join('|').replaceAll('~', '(?: \\w+){0,3}')})\\b`),
  soft,
})

export const rule = (card: CardKind, name: string, ...alternatives: string[]): Rule =>
  compile(card, name, false, alternatives)

export const softRule = (card: CardKind, name: string, ...alternatives: string[]): Rule =>
  compile(card, name, true, alternatives)
