import { useEffect, useMemo } from 'preact/hooks'
import type { Api } from '../../api.ts'
import settingsCss from '../../css/settings.later.css'
import type { Desk } from '../../models/desk.ts'
import { createSettingsDraft, type SettingsDraft } from '../../models/settings-draft.ts'
import { accessWords } from '../../strings/access.ts'
import { settingsWords } from '../../strings/settings.ts'
import type { Say } from '../say.ts'

// The sheet comes with this piece of the console and stays.
const sheet = new CSSStyleSheet()
sheet.replaceSync(settingsCss)
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

/** What was typed stays while somebody looks at another page, and goes with the session. */
const drafts = new WeakMap<Desk, SettingsDraft>()

export interface DraftProps {
  api: Api
  desk: Desk
  /** UTC ms. */
  now: () => number
  /** The clinic's zone. */
  zone: string
  say: Say
}

/** The one draft of this session, and what its pages speak with. */
export function useDraft({ api, desk, now, zone, say }: DraftProps) {
  const draft = useMemo(() => {
    const known = drafts.get(desk) ?? createSettingsDraft(api)
    drafts.set(desk, known)
    return known
  }, [api, desk])
  useEffect(() => void draft.load(), [draft])
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (draft.changes.peek().length > 0) event.preventDefault()
    }
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [draft])
  const failure = draft.failure.value
  return {
    draft,
    t: settingsWords[say.locale],
    problem: failure && accessWords[say.locale].failures[failure],
    when: (at: number) => say.times.at(at, now()),
    // Sweden writes days as the file does.
    today: new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now()),
  }
}

interface LoadingProps {
  draft: SettingsDraft
  failed: boolean
  loading: string
  again: string
}

/** Until the settings are there; with a way to try again where they did not come. */
export function Loading({ draft, failed, loading, again }: LoadingProps) {
  if (!failed) return <p role="status">{loading}</p>
  return (
    <button type="button" class="button" onClick={() => void draft.load('again')}>
      {again}
    </button>
  )
}

/** After the page was drawn anew: what is wrong is where the reader goes on. */
export function focusFirstFault(): void {
  setTimeout(() => document.querySelector<HTMLElement>('.settings [aria-invalid="true"]')?.focus())
}
