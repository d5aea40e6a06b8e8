import { useLayoutEffect } from 'preact/hooks'
import { Problem } from '../Problem.tsx'
import { type DraftProps, Elsewhere, focusFirstFault, LoadAgain, Loading, useDraft } from './draft.tsx'
import { sectionOf } from './places.ts'
import { AllowedSites, Tag } from './Site.tsx'
import { Section } from './sections.tsx'

/** The steps of a first start after the account, and how many of them there are. */
const STEPS = ['clinic', 'hours', 'emergency', 'site', 'tag'] as const

/** From a new account to a chat that works on the clinic's site: a step at a time, each of which can be left for later. */
export function Welcome({ step, ...props }: DraftProps & { step: number }) {
  const { draft, t, problem, ...shared } = useDraft(props)
  const index = Math.min(Math.max(step, 1), STEPS.length)
  const name = STEPS[index - 1] ?? 'clinic'
  const last = index === STEPS.length
  const go = (to: number) => {
    location.hash = to > STEPS.length ? '#/waiting' : `#/welcome/${to}`
  }
  const next = async () => {
    if (await draft.save()) return go(index + 1)
    // It may be in another step that was left without saving.
    const fault = draft.faults.peek()[0]
    const place = STEPS.findIndex((each) => fault && each === sectionOf(fault.path))
    if (place >= 0 && place + 1 !== index) go(place + 1)
    focusFirstFault()
  }
  useLayoutEffect(() => document.getElementById('welcome-title')?.focus(), [index, draft.values.value === null])
  return (
    <section class="more settings welcome">
      <h1 id="welcome-title" tabIndex={-1}>
        {t.welcome.steps[name].title}
      </h1>
      <p class="settings-more">
        {t.welcome.step(index, STEPS.length)} {t.welcome.steps[name].more}
      </p>
      <Problem text={problem} />
      {draft.values.value === null ? (
        <Loading draft={draft} failed={problem !== null} loading={t.loading} again={t.again} />
      ) : (
        <form
          class="settings-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void next()
          }}
        >
          {name === 'tag' ? (
            <Tag draft={draft} when={shared.when} t={t} />
          ) : name === 'site' ? (
            <AllowedSites draft={draft} t={t} />
          ) : (
            <Section draft={draft} section={name} t={t} {...shared} />
          )}
          <div class="save-bar">
            <div role="status">
              {draft.faults.value.length > 0 && <p>{t.notSaved(draft.faults.value.length)}</p>}
              <Elsewhere draft={draft} />
            </div>
            <LoadAgain draft={draft} t={t} />
            {index > 1 && (
              <button type="button" class="button" onClick={() => go(index - 1)}>
                {t.welcome.back}
              </button>
            )}
            <a class="button" href="#/waiting">
              {t.welcome.later}
            </a>
            <button type="submit" class="button is-main" aria-disabled={draft.saving.value}>
              {draft.saving.value ? t.saving : last ? t.welcome.done : t.welcome.next}
            </button>
          </div>
        </form>
      )}
    </section>
  )
}
