import type { CardKind } from '../../protocol/events.ts'

export interface Rule {
  card: CardKind
  /** Short code for staff: what kind of wording it was. */
  name: string
  /** Read against one sentence as `sentences` gives it. */
  pattern: RegExp
}

export type RuleMaker = (card: CardKind, name: string, ...alternatives: string[]) => Rule

/**
 * Makes rules from sources that are easier to read: `<name>` is an entry of `words`, `@` any letters, `~` up to three words in
 * between and `~2` up to two. Every gap is bounded, so that a pattern takes time linear in the text.
 */
export const rulesWith = (words: Record<string, string>): RuleMaker => {
  const inline = (text: string): string =>
    text.replace(/<([a-z-]+)>/g, (_, name: string) => inline(String(words[name])))
  return (card, name, ...alternatives) => ({
    card,
    name,
    pattern: new RegExp(
      `\\b(${inline(alternatives.join('|'))
        .replace(/~(\d?)/g, (_, most: string) => `( \\w+){0,${most || 3}}`)
        .replaceAll('@', '\\w*')})\\b`,
    ),
  })
}
