import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type {
  SettingChange,
  SettingFault,
  SettingPath,
  Settings,
  SettingsPage,
  Sighting,
} from '../../protocol/settings.ts'
import type { Api, FormFailure } from '../api.ts'
import { inWords } from '../hours-words.ts'

/** The clinic's settings as somebody is changing them: what was typed, what is wrong with it, what the server has. */
export interface SettingsDraft {
  /** Null until it was loaded. */
  readonly page: ReadonlySignal<SettingsPage | null>
  /** With everything that was typed. Null until the page was loaded. */
  readonly values: ReadonlySignal<Settings | null>
  readonly changes: ReadonlySignal<SettingChange[]>
  readonly faults: ReadonlySignal<SettingFault[]>
  readonly failure: ReadonlySignal<FormFailure | null>
  readonly saving: ReadonlySignal<boolean>
  /** Another number whenever values came from elsewhere than from typing: what is drawn once is drawn anew then. */
  readonly edition: ReadonlySignal<number>
  /** Fetches what the server has. What was changed here stays changed. */
  load(): Promise<void>
  /** Asks again which sites have been seen. */
  look(): Promise<void>
  set(path: SettingPath, value: unknown): void
  discard(): void
  /** Resolves with whether everything is on the server now. */
  save(): Promise<boolean>
}

export function createSettingsDraft(api: Pick<Api, 'get' | 'post'>): SettingsDraft {
  const page = signal<SettingsPage | null>(null)
  const values = signal<Settings | null>(null)
  const faults = signal<SettingFault[]>([])
  const failure = signal<FormFailure | null>(null)
  const saving = signal(false)
  const edition = signal(0)
  const changes = computed(() => changesBetween(page.value?.settings, values.value))

  /** What the server has, with what was changed here on top of it. */
  const take = (next: SettingsPage, mine: SettingChange[]) => {
    page.value = next
    const merged = mine.reduce<unknown>(
      (all, { path, value }) => withValue(all, path, value),
      next.settings,
    ) as Settings
    // Words that somebody else wrote for other hours are not true of these.
    const hoursAreMine = mine.some(({ path: [name, part] }) => name === 'hours' && part !== 'holidays')
    values.value = hoursAreMine ? { ...merged, hours: inWords(merged.hours) } : merged
    faults.value = []
    failure.value = null
    edition.value += 1
  }

  return {
    page,
    values,
    changes,
    faults,
    failure,
    saving,
    edition,
    async load() {
      const answer = await api.get<SettingsPage>('/api/settings')
      if (answer.ok) take(answer.value, changes.peek())
      else failure.value = answer.why
    },
    async look() {
      const answer = await api.get<SettingsPage>('/api/settings')
      const current = page.peek()
      if (answer.ok && current) page.value = { ...current, sightings: answer.value.sightings satisfies Sighting[] }
    },
    set(path, value) {
      const before = values.peek()
      if (before === null) return
      values.value = withValue(before, path, value) as Settings
      faults.value = faults.peek().filter((fault) => !(within(fault.path, path) || within(path, fault.path)))
    },
    discard() {
      const current = page.peek()
      if (current) take(current, [])
    },
    async save() {
      const current = page.peek()
      if (current === null || saving.peek()) return false
      if (changes.peek().length === 0) return true
      saving.value = true
      failure.value = null
      faults.value = []
      const sent = values.peek()
      const body = { version: current.version, changes: changes.peek() }
      const answer = await api.post<{ page: SettingsPage } | { faults: SettingFault[] }>('/api/settings', body)
      saving.value = false
      if (!answer.ok) {
        failure.value = answer.why
        return false
      }
      if ('faults' in answer.value) {
        faults.value = answer.value.faults
        return false
      }
      // What was typed while it was on its way is not saved yet.
      take(answer.value.page, changesBetween(sent, values.peek()))
      return true
    },
  }
}

/** Whether `path` is `around`, or stands in it. */
export const within = (path: SettingPath, around: SettingPath): boolean =>
  path.length >= around.length && around.every((part, at) => path[at] === part)

/** What stands at a place, undefined where there is no such place. */
export function valueAt(values: unknown, path: SettingPath): unknown {
  return path.reduce((value, part) => (value as Record<string | number, unknown> | null | undefined)?.[part], values)
}

/** The same with another value at one place; nothing of the first is changed. */
export function withValue(values: unknown, [first, ...rest]: SettingPath, value: unknown): unknown {
  if (first === undefined) return value
  const inside = withValue(valueAt(values, [first]), rest, value)
  if (Array.isArray(values)) return values.map((each, at) => (at === first ? inside : each))
  return { ...(values as object), [first]: inside }
}

/** The places that differ, as deep as both sides are made alike: with the same keys, and lists of one length. */
export function changesBetween(before: unknown, after: unknown, path: SettingPath = []): SettingChange[] {
  if (before === after || after === null) return before === after || path.length === 0 ? [] : [{ path, value: after }]
  if (isPlain(before) && isPlain(after) && String(Object.keys(before)) === String(Object.keys(after))) {
    return Object.keys(after).flatMap((key) => changesBetween(before[key], after[key], [...path, key]))
  }
  const alike = Array.isArray(before) && Array.isArray(after) && before.length === after.length
  if (alike && before.every(isPlain)) {
    return after.flatMap((each, at) => changesBetween(before[at], each, [...path, at]))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, value: after }]
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
