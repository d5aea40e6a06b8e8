import { type ReadonlySignal, signal } from '@preact/signals'
import type { Shelf } from '../../client/shelf.ts'

/** Text that was typed and not sent, kept for each chat by itself. */
export interface Drafts {
  /** Every draft, by chat id. */
  readonly all: ReadonlySignal<Readonly<Record<string, string>>>
  /** The chat's draft; empty where there is none. */
  get(chatId: string): string
  /** Keeps `text`; an empty text keeps nothing. */
  set(chatId: string, text: string): void
  clear(): void
}

/**
 * Drafts of one staff member (`staffId`) on `shelf`: another person who signs in here does not see them. `of` keeps apart what
 * is for the visitor, what is for staff, which answer was chosen, and which steps were done.
 */
export function createDrafts(
  shelf: Shelf,
  staffId: string,
  of: 'drafts' | 'notes' | 'chosen' | 'ticks' = 'drafts',
): Drafts {
  const key = `${of}.${staffId}`
  const all = signal(restore(shelf.get(key)))
  const change = (next: Record<string, string>) => {
    all.value = next
    if (Object.keys(next).length > 0) shelf.set(key, JSON.stringify(next))
    else shelf.remove(key)
  }
  return {
    all,
    get: (chatId) => all.value[chatId] ?? '',
    set(chatId, text) {
      if (text === (all.peek()[chatId] ?? '')) return
      const { [chatId]: _, ...others } = all.peek()
      change(text === '' ? others : { ...others, [chatId]: text })
    },
    clear: () => change({}),
  }
}

function restore(saved: string | null): Record<string, string> {
  if (saved === null) return {}
  try {
    return JSON.parse(saved) as Record<string, string>
  } catch {
    // Written by an older page: nothing in it can be shown.
    return {}
  }
}
