import { useEffect, useState } from 'preact/hooks'
import { backoffMs } from '../../client/backoff.ts'
import type { Locale } from '../../protocol/events.ts'
import type { AnswerIndex } from '../../protocol/site.ts'

/**
 * Every approved answer for a panel in `lang`, fetched when `after` is done and kept in memory alone, so that it is here when the server
 * is not; null until then. Tried again while it cannot be fetched.
 */
export function useAnswers(lang: Locale, after: Promise<unknown>): AnswerIndex | null {
  const [answers, setAnswers] = useState<AnswerIndex | null>(null)
  const [loaded, setLoaded] = useState<Locale | null>(null)
  useEffect(() => {
    if (loaded === lang) return
    const left = new AbortController()
    const load = async () => {
      await after
      for (let attempt = 0; !left.signal.aborted; attempt++) {
        try {
          const response = await fetch(`/content/${lang}.json`, left)
          if (response.ok) {
            setAnswers(await response.json())
            return setLoaded(lang)
          }
        } catch {}
        await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt)))
      }
    }
    void load()
    return () => left.abort()
  }, [lang])
  return answers
}
