import type { ChatView } from './chat.ts'

/** Whether the visitor's message before item `index` has its emergency card already, found on this device. */
export function cardIsShown(index: number, { thread, cards }: Pick<ChatView, 'thread' | 'cards'>): boolean {
  const asked = thread.items.slice(0, index).findLast((item) => item.kind === 'visitor')
  return asked?.kind === 'visitor' && cards.has(asked.clientId)
}
