import { PROVIDER_PROBLEMS, type ProviderProblem } from '../protocol/access.ts'

/** The lists of the console, in the order of its navigation. */
export const LISTS = ['waiting', 'mine', 'all', 'left', 'closed'] as const
export type List = (typeof LISTS)[number]

/** The parts of the settings, in the order of their page. */
export const SETTINGS_SECTIONS = ['clinic', 'hours', 'emergency', 'site', 'texts', 'keeping'] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

/** What the address after `#` asks for. `more` is the phone's page of what has no tab of its own. */
export type Route =
  | { page: 'list'; list: List; chatId: string | null }
  | { page: 'more' }
  | { page: 'settings'; section: SettingsSection }
  | { page: 'welcome'; step: number }
  | { page: 'people' | 'audit' | 'you' | 'alerts' | 'insight' | 'drafts' | 'unanswered' }
  | { page: 'setup' | 'invitation' | 'new-password'; token: string | null }

export const HOME: Extract<Route, { page: 'list' }> = { page: 'list', list: 'waiting', chatId: null }

/** The route of a fragment such as `#/mine/<chat id>`; anything unknown is the first page. */
export function parseRoute(hash: string): Route {
  const [first, second] = hash.replace(/^#\/?/, '').split('/')
  if (first === 'setup' || first === 'invitation' || first === 'new-password') {
    return { page: first, token: second && /^[\w-]{16,128}$/.test(second) ? second : null }
  }
  if (first === 'settings') {
    return { page: 'settings', section: SETTINGS_SECTIONS.find((one) => one === second) ?? 'clinic' }
  }
  if (first === 'welcome') return { page: 'welcome', step: /^[1-9]$/.test(second ?? '') ? Number(second) : 1 }
  const pages = ['more', 'people', 'audit', 'you', 'alerts', 'insight', 'drafts', 'unanswered'] as const
  const page = pages.find((one) => one === first)
  if (page) return { page }
  const list = LISTS.find((name) => name === first)
  if (!list) return HOME
  return { page: 'list', list, chatId: second && /^[0-9a-f]{32}$/.test(second) ? second : null }
}

/** Why the clinic's provider did not open the door, where the fragment says so: `#/turned-away/<why>`. */
export const turnedAwayBy = (hash: string): ProviderProblem | null =>
  PROVIDER_PROBLEMS.find((problem) => hash === `#/turned-away/${problem}`) ?? null

export const settingsHref = (section: SettingsSection): string => `#/settings/${section}`

/** The fragment for a list, or for a chat opened from it. */
export function listHref(list: List, chatId: string | null = null): string {
  return chatId === null ? `#/${list}` : `#/${list}/${chatId}`
}
