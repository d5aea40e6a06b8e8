import type { CardKind } from '../../protocol/events.ts'
import { WORDS } from './words.ts'

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
 * A regular expression from a source that is easier to read: groups never capture, `<name>` is an entry of `WORDS`, `@` any
 * letters, `~` up to three words in between and `~2` up to two. Every gap is bounded, so that a pattern takes time linear
 * in the text.
 */
export function pattern(source: string): RegExp {
  const inline = (text: string): string => text.replace(/<([a-z-]+)>/g, (_, name: string) => inline(WORDS[name] ?? ''))
  const expanded = inline(source)
    .replace(/~(\d?)/g, (_, most: string) => `( \\w+){0,${most || 3}}`)
    .replaceAll('@', '\\w*')
    .replace(/\((?!\?)/g, '(?:')
  return new RegExp(`\\b(?:${expanded})\\b`)
}

const compile = (card: CardKind, name: string, soft: boolean, alternatives: string[]): Rule => ({
  card,
  name,
  pattern: pattern(alternatives.join('|')),
  soft,
})

export const rule = (card: CardKind, name: string, ...alternatives: string[]): Rule =>
  compile(card, name, false, alternatives)

export const softRule = (card: CardKind, name: string, ...alternatives: string[]): Rule =>
  compile(card, name, true, alternatives)
