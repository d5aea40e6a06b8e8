/** What a single key asks for. */
export type KeyCommand =
  | 'next'
  | 'previous'
  | 'take'
  | 'take-next'
  | 'reply'
  | 'note'
  | 'close'
  | 'search'
  | 'search-all'
  | 'help'

const COMMANDS = new Map<string, KeyCommand>([
  ['j', 'next'],
  ['k', 'previous'],
  ['c', 'take'],
  ['n', 'take-next'],
  ['r', 'reply'],
  ['m', 'note'],
  ['e', 'close'],
  ['/', 'search'],
  ['s', 'search-all'],
  ['?', 'help'],
])

/** The part of a key press that is looked at. */
export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  defaultPrevented: boolean
}

/** The command of a key press, or null where it is none: with a modifier, or while `typing` in a field. */
export function commandFor(press: Press, typing: boolean): KeyCommand | null {
  if (typing || press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented)
    return null
  return COMMANDS.get(press.key.toLowerCase()) ?? null
}

/** Which chat comes after (`1`) or before (`-1`) the open one; from none, the first or the last. Null in an empty list. */
export function neighbour(chatIds: readonly string[], open: string | null, step: 1 | -1): string | null {
  const at = open === null ? -1 : chatIds.indexOf(open)
  if (at === -1) return (step === 1 ? chatIds[0] : chatIds.at(-1)) ?? null
  return chatIds[Math.min(Math.max(at + step, 0), chatIds.length - 1)] ?? null
}
