import type { SettingsDraft } from '../../models/settings-draft.ts'
import { SETTINGS_SECTIONS, type SettingsSection, settingsHref } from '../../route.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { Problem } from '../Problem.tsx'
import { type DraftProps, Elsewhere, focusFirstFault, LoadAgain, Loading, useDraft } from './draft.tsx'
import { sectionOf } from './places.ts'
import { Section } from './sections.tsx'

/** What the clinic decides: for admins. */
export function Settings({ section, ...props }: DraftProps & { section: SettingsSection }) {
  const { draft, t, problem, ...shared } = useDraft(props)
  const values = draft.values.value
  const save = async () => {
    if (await draft.save()) return
    const fault = draft.faults.peek()[0]
    const place = fault && sectionOf(fault.path)
    if (place && place !== section) location.hash = settingsHref(place)
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
    </section>
  )
}

/** What is saved and what is not, in words, and the two ways on. */
function SaveBar({ draft, t }: { draft: SettingsDraft; t: SettingsWords }) {
  const changed = draft.changes.value.length
  const faults = draft.faults.value
  return (
    <div class={changed > 0 ? 'save-bar is-changed' : 'save-bar'}>
      <div role="status">
        <p>
          {draft.saving.value
            ? t.saving
            : faults.length > 0
              ? t.notSaved(faults.length)
              : changed > 0
                ? t.unsaved(changed)
                : t.saved}
        </p>
        <Elsewhere draft={draft} />
      </div>
      <LoadAgain draft={draft} t={t} />
      <button type="button" class="button" aria-disabled={changed === 0} onClick={draft.discard}>
        {t.discard}
      </button>
      <button type="submit" class="button is-main" aria-disabled={changed === 0 || draft.saving.value}>
        {t.save}
      </button>
    </div>
  )
}
