import type { AnswerIndex, ReadReply, SiteInfo } from '../protocol/site.ts'

/** An approved answer as the server would reply it, but for its passages; null for an id that the index lacks. */
export function readAnswer(
  { lang, disclaimer, sections }: AnswerIndex,
  entryId: string,
  site: Pick<SiteInfo, 'disclaimer'>,
): Reading | null {
  const found = sections.flatMap(({ answers }) => answers).find(([, , id]) => id === entryId)
  if (!found) return null
  const [title, , , text, attribution, lead, reviewedOn] = found
  const answers = [{ entryId, attribution, text, passages: [], lang }]
  return {
    title,
    reviewedOn,
    reply: { text: '', answers, lang, disclaimer: { ...(disclaimer ?? site.disclaimer), lead } },
  }
}

export interface Reading {
  title: string
  /** The day on which it was last approved, YYYY-MM-DD. */
  reviewedOn: string
  reply: ReadReply
}
