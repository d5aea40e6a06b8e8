import type { Locale } from '../../../protocol/events.ts'
import { en, type Words } from './en.ts'

export type { Words }

/** English comes with the panel; another language is fetched by those who read it. */
export async function loadWords(locale: Locale): Promise<Words> {
  if (locale === 'es') return (await import('./es.ts')).es
  return en
}
