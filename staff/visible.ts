/** A stretch of text as typed, or the code point of one character that would act without being seen and where it stood. */
export type Part = { text: string } | { hidden: string; index: number }

/**
 * What could make a message read otherwise than it was typed: control characters, direction overrides and isolates,
 * zero-width and tag characters. Tab, line breaks, and the joiners that emoji and scripts need are left alone.
 */
const UNSEEN =
  /(?![\t\n\r])[\p{Cc}\p{Zl}\p{Zp}\u200B\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu

/** The text in parts, with each unseen character taken out and named (`U+202E`), so that it can be shown as a mark. */
export function visibleParts(text: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const { 0: char, index } of text.matchAll(UNSEEN)) {
    if (index > from) parts.push({ text: text.slice(from, index) })
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
    parts.push({ hidden: `U+${code.padStart(4, '0')}`, index })
    from = index + char.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
