import { effect, type Signal, signal } from '@preact/signals'
import type { Shelf } from '../../client/shelf.ts'
import { LOCALES, type Locale } from '../../protocol/events.ts'

/** What a person set for this browser: no one's words, nothing about visitors. */
export interface Prefs {
  readonly lang: Signal<Locale>
  readonly sound: Signal<boolean>
  /** Single-key shortcuts: some people's speech input or tremor presses keys that they did not mean. */
  readonly keys: Signal<boolean>
  /** Writes everything down again, after the browser was told to forget this site. */
  save(): void
}

export function openPrefs(shelf: Shelf, fallback: Locale): Prefs {
  const saved = shelf.get('lang')
  const lang = signal<Locale>(LOCALES.find((locale) => locale === saved) ?? fallback)
  const sound = signal(shelf.get('sound') !== 'off')
  const keys = signal(shelf.get('keys') !== 'off')
  const save = () => {
    shelf.set('lang', lang.value)
    shelf.set('sound', sound.value ? 'on' : 'off')
    shelf.set('keys', keys.value ? 'on' : 'off')
  }
  let first = true
  effect(() => {
    const chosen = [lang.value, sound.value, keys.value]
    if (!first && chosen.length > 0) save()
    first = false
  })
  return { lang, sound, keys, save }
}
