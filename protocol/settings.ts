import type { CardKind, Locale } from './events.ts'

/** Where something stands in the settings: keys and positions, from the outside in. */
export type SettingPath = readonly (string | number)[]

/** A new value for what stands at a place; what is a list there is given whole. */
export interface SettingChange {
  path: SettingPath
  value: unknown
}

/** Weekdays in the order of `site.yaml`. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** A button of an emergency card. `href` begins with tel:, sms: or https:// */
export interface CardButton {
  label: string
  href: string
  /** `alert` is red, and for the medical emergency number alone. */
  tone: 'calm' | 'alert' | 'plain'
}

/** An emergency card as `site.yaml` has it. */
export interface CardSettings {
  /** The day on which somebody last compared the numbers with the lines' own pages, YYYY-MM-DD. */
  checkedOn: string
  title: string
  text: string
  actions: CardButton[]
  danger: { text: string; action: CardButton } | null
  more: string | null
}

/** The parts of `site.yaml` that the console shows. Answers, the disclaimer and what finds answers are changed in the files. */
export interface Settings {
  clinic: { name: string; phone: string }
  botName: Record<Locale, string>
  articleUrl: string | null
  /** Exact origins of the pages that may show the chat. */
  allowedSites: string[]
  hours: {
    zone: string
    zoneLabel: Record<Locale, string>
    /** Spans of the day such as `09:00-17:00`, by weekday. */
    week: Record<Weekday, string[]>
    /** Days on which the clinic is closed, YYYY-MM-DD. */
    holidays: string[]
    words: Record<Locale, string>
  }
  waitMinutes: number
  /** Where a webhook goes, and how often alerts are proven, is changed in the file alone. */
  alerts: { email: string[]; afterMinutes: number; atOnceIfNobodyIsHere: boolean; whileClosed: boolean }
  /** Days that a chat is kept after its last message: with the program alone, and with a person in it. */
  retention: { botDays: number; staffDays: number }
  emergency: Record<'medical' | 'crisis', { number: string; label: Record<Locale, string> }>
  cards: Record<Locale, Record<CardKind, CardSettings>>
  templates: Record<Locale, Record<string, string>>
}

/** The names of {@link Settings}, which are all that may be changed from the console. */
export const SETTINGS = [
  'clinic',
  'botName',
  'articleUrl',
  'allowedSites',
  'hours',
  'waitMinutes',
  'alerts',
  'retention',
  'emergency',
  'cards',
  'templates',
] as const satisfies (keyof Settings)[]

/** The names of `alerts` in {@link Settings}. */
export const ALERT_SETTINGS = [
  'email',
  'afterMinutes',
  'atOnceIfNobodyIsHere',
  'whileClosed',
] as const satisfies (keyof Settings['alerts'])[]

/** When a page of an allowed site last loaded the tag's script; UTC ms, null for not since the server was started. */
export interface Sighting {
  site: string
  seenAt: number | null
}

export interface SettingsPage {
  settings: Settings
  /** What the file said when it was read: a change names it, so that nobody overwrites what they have not seen. */
  version: string
  /** The lines to paste into a site: the one that stays current, and the one of this version with its hash. */
  tags: { evergreen: string; pinned: string }
  sightings: Sighting[]
}

/** What is wrong with a change, in a plain English sentence. */
export interface SettingFault {
  path: SettingPath
  problem: string
}
