import { effect, type Signal, signal } from '@preact/signals'
import type { Shelf } from '../../client/shelf.ts'
import { LOCALES, type Locale } from '../../protocol/events.ts'

/** How the chimes sound, and how loud. The pattern of notes says how urgent it is; that is nobody's choice. */
export const TONES = ['soft', 'bell', 'wood'] as const
export type Tone = (typeof TONES)[number]
export const VOLUMES = ['low', 'medium', 'high'] as const
export type Volume = (typeof VOLUMES)[number]

/** What a person set for this browser: no one's words, nothing about visitors. */
export interface Prefs {
  readonly lang: Signal<Locale>
  readonly sound: Signal<boolean>
  readonly tone: Signal<Tone>
  readonly volume: Signal<Volume>
  /** Desktop notifications, where the browser permits them. */
  readonly notices: Signal<boolean>
  /** Single-key shortcuts: some people's speech input or tremor presses keys that they did not mean. */
  readonly keys: Signal<boolean>
  /** Writes everything down again, after the browser was told to forget this site. */
  save(): void
}

export function openPrefs(shelf: Shelf, fallback: Locale): Prefs {
  const saved = <T extends string>(key: string, among: readonly T[], otherwise: T): T =>
    among.find((value) => value === shelf.get(key)) ?? otherwise
  const lang = signal<Locale>(saved('lang', LOCALES, fallback))
  const sound = signal(shelf.get('sound') !== 'off')
  const tone = signal<Tone>(saved('tone', TONES, 'soft'))
  const volume = signal<Volume>(saved('volume', VOLUMES, 'medium'))
  const notices = signal(shelf.get('notices') === 'on')
  const keys = signal(shelf.get('keys') !== 'off')
  const save = () => {
    shelf.set('lang', lang.value)
    shelf.set('sound', sound.value ? 'on' : 'off')
    shelf.set('tone', tone.value)
    shelf.set('volume', volume.value)
    shelf.set('notices', notices.value ? 'on' : 'off')
    shelf.set('keys', keys.value ? 'on' : 'off')
  }
  let first = true
  effect(() => {
    const chosen = [lang.value, sound.value, tone.value, volume.value, notices.value, keys.value]
    if (!first && chosen.length > 0) save()
    first = false
  })
  return { lang, sound, tone, volume, notices, keys, save }
}
