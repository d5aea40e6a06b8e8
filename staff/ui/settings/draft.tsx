import { useEffect, useMemo } from 'preact/hooks'
import type { Api } from '../../api.ts'
import settingsCss from '../../css/settings.later.css'
import type { Desk } from '../../models/desk.ts'
import { createSettingsDraft, type SettingsDraft } from '../../models/settings-draft.ts'
import { accessWords } from '../../strings/access.ts'
import { type SettingsWords, settingsWords } from '../../strings/settings.ts'
import type { Say } from '../say.ts'
import { sectionOf } from './places.ts'

// The sheet comes with this piece of the console and stays.
const sheet = new CSSStyleSheet()
sheet.replaceSync(settingsCss)
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

/** What was typed stays while somebody looks at another page or the console is locked, for the one who typed it. */
const drafts = new WeakMap<Api, { who: string; draft: SettingsDraft }>()

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
    const known = drafts.get(api)
    const draft = known?.who === desk.me.id ? known.draft : createSettingsDraft(api)
    drafts.set(api, { who: desk.me.id, draft })
    return draft
  }, [api, desk.me.id])
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
    <button type="button" class="button" onClick={() => void draft.load()}>
      {again}
    </button>
  )
}

/** What is wrong in the file at a place that the console has no field for. */
export function Elsewhere({ draft }: { draft: SettingsDraft }) {
  const faults = draft.faults.value.filter(({ path }) => sectionOf(path) === null)
  return faults.length === 0 ? null : <p class="field-error">{faults.map(({ problem }) => problem).join(' ')}</p>
}

/** Where somebody else was first: what they have changed, under what was changed here. */
export function LoadAgain({ draft, t }: { draft: SettingsDraft; t: SettingsWords }) {
  if (draft.failure.value !== 'stale') return null
  return (
    <button type="button" class="button" onClick={() => void draft.load()}>
      {t.loadAgain}
    </button>
  )
}

/** After the page was drawn anew: what is wrong is where the reader goes on. */
export function focusFirstFault(): void {
  setTimeout(() => document.querySelector<HTMLElement>('.settings [aria-invalid="true"]')?.focus())
}
