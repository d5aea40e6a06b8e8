import type { SettingsDraft } from '../../models/settings-draft.ts'
import { SETTINGS_SECTIONS, type SettingsSection, settingsHref } from '../../route.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { Problem } from '../Problem.tsx'
import { type DraftProps, focusFirstFault, Loading, useDraft } from './draft.tsx'
import { Section, sectionOf } from './sections.tsx'

/** What the clinic decides: for admins. */
export function Settings({ section, ...props }: DraftProps & { section: SettingsSection }) {
  const { draft, t, problem, ...shared } = useDraft(props)
  const values = draft.values.value
  const changed = draft.changes.value.length
  const save = async () => {
    if (await draft.save()) return
    const fault = draft.faults.peek()[0]
    if (fault && sectionOf(fault.path) !== section) location.hash = settingsHref(sectionOf(fault.path))
    focusFirstFault()
  }
  return (
    <section class="more settings">
      <h1>{t.title}</h1>
      <nav class="settings-nav" aria-label={t.title}>
        {SETTINGS_SECTIONS.map((each) => (
          <a key={each} href={settingsHref(each)} aria-current={each === section ? 'page' : undefined}>
            {t.sections[each]}
          </a>
        ))}
      </nav>
      <Problem text={problem} />
      {values === null ? (
        <Loading draft={draft} failed={problem !== null} loading={t.loading} again={t.again} />
      ) : (
        <form
          class="settings-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <Section draft={draft} section={section} t={t} {...shared} />
          <SaveBar draft={draft} t={t} />
          <p class="settings-first">
            <a href="#/welcome/1">{t.firstSteps}</a>
          </p>
        </form>
      )}
      <p role="status" class="unseen">
        {values !== null && changed > 0 ? t.unsaved(changed) : ''}
      </p>
    </section>
  )
}

function SaveBar({ draft, t }: { draft: SettingsDraft; t: SettingsWords }) {
  const changed = draft.changes.value.length
  const faults = draft.faults.value.length
  const stale = draft.failure.value === 'stale'
  return (
    <div class={changed > 0 ? 'save-bar is-changed' : 'save-bar'}>
      <p>
        {draft.saving.value ? t.saving : faults > 0 ? t.notSaved(faults) : changed > 0 ? t.unsaved(changed) : t.saved}
      </p>
      {stale && (
        <button type="button" class="button" onClick={() => void draft.load('again')}>
          {t.loadAgain}
        </button>
      )}
      <button type="button" class="button" aria-disabled={changed === 0} onClick={draft.discard}>
        {t.discard}
      </button>
      <button type="submit" class="button is-main" aria-disabled={changed === 0 || draft.saving.value}>
        {t.save}
      </button>
    </div>
  )
}
