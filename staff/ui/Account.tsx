import { type ReadonlySignal, useSignal } from '@preact/signals'
import { Initial } from '../../client/ui/bubble.tsx'
import { Icon, PERSON } from '../../client/ui/icons.tsx'
import { LOCALES, type Locale } from '../../protocol/events.ts'
import { dutyTruth } from '../duty.ts'
import type { Desk } from '../models/desk.ts'
import { Key } from './Key.tsx'
import type { Say } from './say.ts'
import { BARS, BELL, KEY, KEYS, LEAVE, LIST, NOTE, QUESTION, SLIDERS, SPEAKER, SPEAKER_OFF } from './shapes.ts'

interface Props {
  desk: Desk
  now: ReadonlySignal<number>
  sound: 'on' | 'off' | 'blocked'
  say: Say
  onSound: (on: boolean) => void
  onTestSound: () => void
  onLanguage: (locale: Locale) => void
  onShortcuts: () => void
  onSignOut: () => void
}

const OWN_NAMES: Record<Locale, string> = { en: 'English', es: 'Español' }

/** What a staff member sets for themselves: sound, here or away, language, signing out. */
export function Account({ desk, now, sound, say, onSound, onTestSound, onLanguage, onShortcuts, onSignOut }: Props) {
  const { t } = say
  return (
    <div class="account">
      <div class="sound">
        <button type="button" class="quiet" onClick={() => onSound(sound === 'off')}>
          <Icon shape={sound === 'on' ? SPEAKER : SPEAKER_OFF} size={18} />
          <span>
            {sound === 'on' ? t.sound.on : sound === 'off' ? t.sound.off : t.sound.blockedShort}
            <span class="unseen">. {sound === 'off' ? t.sound.turnOn : t.sound.turnOff}</span>
          </span>
        </button>
        {sound === 'on' && (
          <button type="button" class="link quiet" onClick={onTestSound}>
            {t.sound.test}
          </button>
        )}
      </div>
      <a class="quiet" href="#/alerts">
        <Icon shape={BELL} size={18} />
        <span>{t.alerts.title}</span>
      </a>
      <Duty desk={desk} now={now} say={say} />
      <fieldset class="languages">
        <legend class="unseen">{t.nav.language}</legend>
        {LOCALES.map((each) => (
          <button
            key={each}
            type="button"
            class="quiet"
            lang={each}
            aria-pressed={each === say.locale}
            onClick={() => onLanguage(each)}
          >
            {OWN_NAMES[each]}
          </button>
        ))}
      </fieldset>
      <button type="button" class="quiet shortcuts" onClick={onShortcuts}>
        <Icon shape={KEYS} size={18} />
        <span>{t.nav.shortcuts}</span>
        <Key name="?" />
      </button>
      <div class="who">
        <Initial name={desk.me.name} />
        <p>
          <b>{desk.me.name}</b>
          <span>{desk.me.email}</span>
        </p>
      </div>
      <a class="quiet" href="#/you">
        <Icon shape={KEY} size={18} />
        <span>{t.nav.you}</span>
      </a>
      <a class="quiet" href="#/drafts">
        <Icon shape={NOTE} size={18} />
        <span>{t.nav.drafts}</span>
      </a>
      {desk.me.role !== 'staff' && (
        <>
          <a class="quiet" href="#/unanswered">
            <Icon shape={QUESTION} size={18} />
            <span>{t.nav.unanswered}</span>
          </a>
          <a class="quiet" href="#/insight">
            <Icon shape={BARS} size={18} />
            <span>{t.nav.insight}</span>
          </a>
        </>
      )}
      {desk.me.role === 'admin' && (
        <>
          <a class="quiet" href="#/settings/clinic">
            <Icon shape={SLIDERS} size={18} />
            <span>{t.nav.settings}</span>
          </a>
          <a class="quiet" href="#/people">
            <Icon shape={PERSON} size={18} />
            <span>{t.nav.people}</span>
          </a>
          <a class="quiet" href="#/audit">
            <Icon shape={LIST} size={18} />
            <span>{t.nav.audit}</span>
          </a>
        </>
      )}
      <SignOut desk={desk} t={t} onSignOut={onSignOut} />
    </div>
  )
}

function Duty({ desk, now, say: { t, times } }: Pick<Props, 'desk' | 'now' | 'say'>) {
  const failed = useSignal(false)
  const onDuty = desk.onDuty.value
  const set = async (wanted: boolean) => {
    failed.value = !(await desk.setDuty(wanted))
  }
  const presence = desk.presence.value
  const others = presence?.staff.filter(({ id, onDuty: here }) => here && id !== desk.me.id).map(({ name }) => name)
  return (
    <fieldset class="duty" disabled={onDuty === null}>
      <legend class="unseen">{t.duty.label}</legend>
      <div class="segments">
        <label class="is-lamp">
          <input type="radio" name="duty" checked={onDuty === true} onChange={() => set(true)} />
          {t.duty.here}
        </label>
        <label>
          <input type="radio" name="duty" checked={onDuty === false} onChange={() => set(false)} />
          {t.duty.away}
        </label>
      </div>
      <p role="status">
        {failed.value
          ? t.duty.failed
          : presence === null
            ? t.duty.unknown
            : dutyTruth(presence, desk.me.id, t.duty, (at) => times.soon(at, now.peek()))}
      </p>
      {others && <p>{others.length > 0 ? t.duty.others(others) : t.duty.alone}</p>}
    </fieldset>
  )
}

/** Signing out forgets everything on this computer, so text that was not sent is asked about first. */
function SignOut({ desk, t, onSignOut }: { desk: Desk; t: Say['t']; onSignOut: () => void }) {
  const asking = useSignal(false)
  const hasUnsent = () =>
    desk.unsent.value > 0 ||
    [desk.drafts, desk.notes].some(({ all }) => Object.values(all.value).some((draft) => draft.trim() !== ''))
  if (asking.value) {
    return (
      <div class="sign-out-ask" role="alert">
        <p>{t.nav.signOutUnsent}</p>
        <button type="button" class="button" onClick={onSignOut}>
          {t.nav.signOutAnyway}
        </button>
        <button
          type="button"
          class="button is-main"
          onClick={() => {
            asking.value = false
          }}
        >
          {t.nav.stay}
        </button>
      </div>
    )
  }
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => {
        if (hasUnsent()) asking.value = true
        else onSignOut()
      }}
    >
      <Icon shape={LEAVE} size={18} />
      <span>{t.nav.signOut}</span>
    </button>
  )
}
