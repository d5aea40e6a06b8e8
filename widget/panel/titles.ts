import type { Locale } from '../../protocol/events.ts'
import type { AnswerIndex } from '../../protocol/site.ts'

const loaded = new Map<Locale, Promise<AnswerIndex>>()

/**
 * The titles of every approved answer, fetched once and only when needed. Where a language has none, the English ones.
 * Rejects when they cannot be fetched; the next call tries again.
 */
export function loadTitles(locale: Locale): Promise<AnswerIndex> {
  let titles = loaded.get(locale)
  if (!titles) {
    titles = fetchTitles(locale)
    loaded.set(locale, titles)
    titles.catch(() => loaded.delete(locale))
  }
  return titles
}

async function fetchTitles(locale: Locale): Promise<AnswerIndex> {
  const response = await fetch(`/content/${locale}.json`)
  if (!response.ok) throw new Error(`the titles could not be fetched: ${response.status}`)
  const index = (await response.json()) as AnswerIndex
  return index.sections.length === 0 && locale !== 'en' ? fetchTitles('en') : index
}
