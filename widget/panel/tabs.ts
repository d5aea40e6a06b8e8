/** What the tabs of one visitor on one site tell each other. Nothing of it leaves the browser. */
export type TabMessage =
  | { type: 'who' }
  | { type: 'chat'; chatId: string; token: string }
  | { type: 'read'; chatId: string; seq: number }
  | { type: 'cleared'; chatId: string }

export interface Tabs {
  tell(message: TabMessage): void
}

/** Joins the other tabs of this browser. */
export function joinTabs(listener: (message: TabMessage) => void): Tabs {
  const channel = new BroadcastChannel('bedside')
  channel.onmessage = (event: MessageEvent<TabMessage>) => listener(event.data)
  return { tell: (message) => channel.postMessage(message) }
}
