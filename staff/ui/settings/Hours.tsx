import { useId, useState } from 'preact/hooks'
import { type Settings, WEEKDAYS, type Weekday } from '../../../protocol/settings.ts'
import { inWords } from '../../hours-words.ts'
import type { SettingsDraft } from '../../models/settings-draft.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { BothLanguages, faultsAt, Group, TextSetting } from './fields.tsx'

interface Props {
  draft: SettingsDraft
  t: SettingsWords
}

const MAX_SPANS = 6
const USUAL = '09:00-17:00'

/** When the clinic is open. The words that visitors read follow the times. */
export function Hours({ draft, t }: Props) {
  const { week, holidays } = (draft.values.value as Settings).hours
  // Words that somebody chose are wrong as soon as the times are others: they follow, and can be changed again.
  const follow = () => {
    const { hours } = draft.values.peek() as Settings
    draft.set(['hours', 'words'], inWords(hours).words)
  }
  const setWeek = (next: Settings['hours']['week']) => {
    draft.set(['hours', 'week'], next)
    follow()
  }
  return (
    <>
      <Group title={t.hours.week} more={t.hours.weekMore}>
        <div class="week">
          {WEEKDAYS.map((day) => (
            <Day
              key={day}
              name={t.hours.days[day]}
              spans={week[day]}
              faults={faultsAt(draft, ['hours', 'week', day])}
              onChange={(spans) => setWeek({ ...week, [day]: spans } as Record<Weekday, string[]>)}
              t={t}
            />
          ))}
        </div>
        <BothLanguages
          draft={draft}
          label={t.hours.words}
          pathOf={(lang) => ['hours', 'words', lang]}
          names={t.languages}
          rows={2}
        />
      </Group>
      <Group title={t.hours.zone}>
        <TextSetting
          draft={draft}
          path={['hours', 'zone']}
          label={t.hours.zoneName}
          hint={t.hours.zoneHint}
          list="zones"
        />
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <BothLanguages
          draft={draft}
          label={t.hours.zoneLabel}
          pathOf={(lang) => ['hours', 'zoneLabel', lang]}
          names={t.languages}
          onChanged={follow}
        />
      </Group>
      <Holidays
        days={holidays}
        faults={faultsAt(draft, ['hours', 'holidays'])}
        onChange={(days) => draft.set(['hours', 'holidays'], days)}
        t={t}
      />
    </>
  )
}

interface DayProps {
  name: string
  spans: string[]
  faults: string[]
  onChange: (spans: string[]) => void
  t: SettingsWords
}

/** One weekday: closed, or open for one or more spans. */
function Day({ name, spans, faults, onChange, t }: DayProps) {
  const id = useId()
  const wrong = { 'aria-invalid': faults.length > 0, 'aria-describedby': id }
  const setSpan = (at: number, span: string) => onChange(spans.map((each, index) => (index === at ? span : each)))
  return (
    <fieldset class="day">
      <legend>{name}</legend>
      <label class="switch">
        <input
          class="switch-box"
          type="checkbox"
          checked={spans.length > 0}
          {...wrong}
          onChange={({ currentTarget: { checked } }) => onChange(checked ? [USUAL] : [])}
        />
        {t.hours.open}
        <span class="unseen">, {name}</span>
      </label>
      {spans.map((span, at) => {
        const [from = '', to = ''] = span.split('-')
        return (
          <div class="span" key={at}>
            <input
              type="time"
              aria-label={t.hours.from(name, at + 1)}
              value={from}
              onInput={({ currentTarget: { value } }) => setSpan(at, `${value}-${to}`)}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={t.hours.to(name, at + 1)}
              value={to === '24:00' ? '00:00' : to}
              // Midnight at the end of the day has a name of its own in the file.
              onInput={({ currentTarget: { value } }) => setSpan(at, `${from}-${value === '00:00' ? '24:00' : value}`)}
            />
            {spans.length > 1 && (
              <button
                type="button"
                class="link"
                onClick={() => onChange(spans.filter((_, index) => index !== at))}
                aria-label={t.hours.removeSpan(name, at + 1)}
              >
                {t.remove}
              </button>
            )}
          </div>
        )
      })}
      {spans.length > 0 && spans.length < MAX_SPANS && (
        <button
          type="button"
          class="link"
          aria-label={t.hours.addSpan(name)}
          onClick={() => onChange([...spans, '18:00-20:00'])}
        >
          {t.hours.add}
        </button>
      )}
      <p id={id} class="field-error">
        {faults.join(' ')}
      </p>
    </fieldset>
  )
}

interface HolidaysProps {
  days: string[]
  faults: string[]
  onChange: (days: string[]) => void
  t: SettingsWords
}

/** Days on which the clinic is closed, in their order. */
function Holidays({ days, faults, onChange, t }: HolidaysProps) {
  const [next, setNext] = useState('')
  const add = () => {
    if (next === '' || days.includes(next)) return
    onChange([...days, next].toSorted())
    setNext('')
  }
  return (
    <Group title={t.hours.holidays} more={days.length === 0 ? t.hours.noHolidays : t.hours.holidaysMore}>
      <ul class="holidays">
        {days.map((day) => (
          <li key={day}>
            <time dateTime={day}>{t.day(day)}</time>
            <button
              type="button"
              class="link"
              aria-label={`${t.remove}: ${t.day(day)}`}
              onClick={() => onChange(days.filter((each) => each !== day))}
            >
              {t.remove}
            </button>
          </li>
        ))}
      </ul>
      <div class="add-day">
        <input
          type="date"
          aria-label={t.hours.holiday}
          aria-invalid={faults.length > 0}
          aria-describedby="holidays-about"
          value={next}
          onInput={({ currentTarget: { value } }) => setNext(value)}
        />
        <button type="button" class="button" aria-disabled={next === ''} onClick={add}>
          {t.hours.addHoliday}
        </button>
      </div>
      <p id="holidays-about" class="field-error">
        {faults.join(' ')}
      </p>
    </Group>
  )
}
