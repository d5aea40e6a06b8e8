import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { Locale } from '../../../protocol/events.ts'
import type { SettingPath } from '../../../protocol/settings.ts'
import { type SettingsDraft, valueAt, within } from '../../models/settings-draft.ts'

interface FieldProps {
  draft: SettingsDraft
  path: SettingPath
  label: string
  hint?: string
  /** The language that is to be written in it. */
  lang?: Locale
}

/** What is wrong at a place, or in it. */
export const faultsAt = (draft: SettingsDraft, path: SettingPath): string[] =>
  draft.faults.value.filter((fault) => within(fault.path, path)).map(({ problem }) => problem)

function Under({ id, hint, faults }: { id: string; hint: string | undefined; faults: string[] }) {
  return (
    <p id={id} class={faults.length === 0 ? 'field-hint' : 'field-error'}>
      {faults.length === 0 ? hint : faults.join(' ')}
    </p>
  )
}

interface TextProps extends FieldProps {
  /** Rows where it takes more than a line. */
  rows?: number
  type?: 'text' | 'tel' | 'url' | 'date'
  /** Offered while typing, by the id of a `datalist`. */
  list?: string
  /** Nothing written is `null`, which is a value of its own there. */
  emptyIsNull?: boolean
  /** Called after each change. */
  onChanged?: (() => void) | undefined
}

/** One text of the settings. */
export function TextSetting({
  draft,
  path,
  label,
  hint,
  lang,
  rows,
  type = 'text',
  list,
  emptyIsNull,
  onChanged,
}: TextProps) {
  const id = useId()
  const faults = faultsAt(draft, path)
  const shared = {
    id,
    lang,
    spellcheck: rows !== undefined,
    value: String(valueAt(draft.values.value, path) ?? ''),
    'aria-invalid': faults.length > 0,
    'aria-describedby': `${id}-about`,
    onInput: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      draft.set(path, emptyIsNull && value.trim() === '' ? null : value)
      onChanged?.()
    },
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} type={type} list={list} autocomplete="off" />
      ) : (
        <textarea {...shared} rows={rows} />
      )}
      <Under id={`${id}-about`} hint={hint} faults={faults} />
    </div>
  )
}

interface NumberProps extends FieldProps {
  min: number
  max: number
}

export function NumberSetting({ draft, path, label, hint, min, max }: NumberProps) {
  const id = useId()
  const faults = faultsAt(draft, path)
  return (
    <div class="field is-short">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        value={String(valueAt(draft.values.value, path) ?? '')}
        aria-invalid={faults.length > 0}
        aria-describedby={`${id}-about`}
        // What is no number is sent as it is, and the server says what it wants.
        onInput={({ currentTarget: { value, valueAsNumber } }) =>
          draft.set(path, Number.isNaN(valueAsNumber) ? value : valueAsNumber)
        }
      />
      <Under id={`${id}-about`} hint={hint} faults={faults} />
    </div>
  )
}

/** A list of short texts, each on a line of its own. */
export function LinesSetting({ draft, path, label, hint }: FieldProps) {
  const id = useId()
  const faults = faultsAt(draft, path)
  const lines = (valueAt(draft.values.value, path) as string[] | undefined) ?? []
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={Math.max(2, lines.length + 1)}
        spellcheck={false}
        autocapitalize="none"
        // Not drawn from the list, which has no empty lines: they stand while somebody types.
        defaultValue={lines.join('\n')}
        key={draft.edition.value}
        aria-invalid={faults.length > 0}
        aria-describedby={`${id}-about`}
        onInput={({ currentTarget: { value } }) =>
          draft.set(
            path,
            value
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          )
        }
      />
      <Under id={`${id}-about`} hint={hint} faults={faults} />
    </div>
  )
}

export function SwitchSetting({ draft, path, label }: FieldProps) {
  return (
    <label class="switch">
      <input
        class="switch-box"
        type="checkbox"
        checked={valueAt(draft.values.value, path) === true}
        onChange={({ currentTarget: { checked } }) => draft.set(path, checked)}
      />
      {label}
    </label>
  )
}

/** A group of settings under one heading. */
export function Group({ title, more, children }: { title: string; more?: string; children: ComponentChildren }) {
  const id = useId()
  return (
    <section class="settings-group" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {more && <p class="settings-more">{more}</p>}
      {children}
    </section>
  )
}

/** The same text in both languages, side by side where there is room. */
export function BothLanguages({
  draft,
  label,
  pathOf,
  names,
  rows,
  onChanged,
}: {
  draft: SettingsDraft
  label: string
  pathOf: (lang: Locale) => SettingPath
  names: Record<Locale, string>
  rows?: number
  onChanged?: () => void
}) {
  return (
    <div class="settings-pair">
      {(['en', 'es'] as const).map((lang) => (
        <TextSetting
          key={lang}
          draft={draft}
          path={pathOf(lang)}
          label={`${label} (${names[lang]})`}
          lang={lang}
          onChanged={onChanged}
          {...(rows === undefined ? {} : { rows })}
        />
      ))}
    </div>
  )
}
