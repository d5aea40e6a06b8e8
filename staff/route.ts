import { PROVIDER_PROBLEMS, type ProviderProblem } from '../protocol/access.ts'

/** The lists of the console, in the order of its navigation. */
export const LISTS = ['waiting', 'mine', 'all', 'left', 'closed'] as const
export type List = (typeof LISTS)[number]

/** What the address after `#` asks for. `more` is the phone's page of what has no tab of its own. */
export type Route =
  | { page: 'list'; list: List; chatId: string | null }
  | { page: 'more' }
  | { page: 'people' | 'audit' | 'you' | 'alerts' | 'insight' }
  | { page: 'setup' | 'invitation' | 'new-password'; token: string | null }

export const HOME: Extract<Route, { page: 'list' }> = { page: 'list', list: 'waiting', chatId: null }

/** The route of a fragment such as `#/mine/<chat id>`; anything unknown is the first page. */
export function parseRoute(hash: string): Route {
  const [first, second] = hash.replace(/^#\/?/, '').split('/')
  if (first === 'setup' || first === 'invitation' || first === 'new-password') {
    return { page: first, token: second && /^[\w-]{16,128}$/.test(second) ? second : null }
  }
  const pages = ['more', 'people', 'audit', 'you', 'alerts', 'insight'] as const
  const page = pages.find((one) => one === first)
  if (page) return { page }
  const list = LISTS.find((name) => name === first)
  if (!list) return HOME
  return { page: 'list', list, chatId: second && /^[0-9a-f]{32}$/.test(second) ? second : null }
}

/** Why the clinic's provider did not open the door, where the fragment says so: `#/turned-away/<why>`. */
export const turnedAwayBy = (hash: string): ProviderProblem | null =>
  PROVIDER_PROBLEMS.find((problem) => hash === `#/turned-away/${problem}`) ?? null

/** The fragment for a list, or for a chat opened from it. */
export function listHref(list: List, chatId: string | null = null): string {
  return chatId === null ? `#/${list}` : `#/${list}/${chatId}`
}
