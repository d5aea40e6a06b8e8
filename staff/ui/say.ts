import type { Locale } from '../../protocol/events.ts'
import type { Strings } from '../strings/index.ts'
import type { Times } from '../times.ts'

/** What a component speaks with: the words of the chosen language, and clock times in it. */
export interface Say {
  t: Strings
  locale: Locale
  times: Times
}
