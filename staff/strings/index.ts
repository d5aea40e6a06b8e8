import type { Locale } from '../../protocol/events.ts'
import { en } from './en.ts'
import { es } from './es.ts'

/** Every word that the console says. English is the type: a key missing from another language does not compile. */
export type Strings = typeof en

export const strings: Record<Locale, Strings> = { en, es }
