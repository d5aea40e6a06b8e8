import { EMPTY_THREAD } from '../../client/thread-state.ts'
import type { Presence } from '../../protocol/site.ts'
import type { Chat, ChatView } from './chat.ts'

/** The view before anything is known but what the page brought with it. */
export const firstView = (presence: Presence): ChatView => ({
  connection: 'connecting',
  outdated: false,
  presence,
  usualWaitMs: null,
  typing: null,
  thread: EMPTY_THREAD,
  outbox: [],
  pending: null,
  cards: new Map(),
  unread: 0,
  note: null,
})

/** A chat whose code is still on its way: the first view can be used, and what is done in it is done once it is here. */
export function createLateChat(first: ChatView, exists: boolean, coming: Promise<Chat>): Chat {
  const listeners = new Set<() => void>()
  let chat: Chat | null = null
  const here = coming.then((arrived) => {
    chat = arrived
    const tell = () => {
      for (const listener of listeners) listener()
    }
    arrived.subscribe(tell)
    tell()
    return arrived
  })
  const once =
    <Args extends unknown[]>(act: (chat: Chat, ...args: Args) => unknown) =>
    async (...args: Args): Promise<void> => {
      await act(chat ?? (await here), ...args)
    }
  return {
    get view() {
      return chat?.view ?? first
    },
    get exists() {
      return chat?.exists ?? exists
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look: once((arrived, looking: boolean) => arrived.look(looking)),
    say: once((arrived, text: string, choice?: string | null) => arrived.say(text, choice)),
    post: once((arrived, payload: Parameters<Chat['post']>[0]) => arrived.post(payload)),
    accept: once((arrived) => arrived.accept()),
    decline: () => chat?.decline() ?? '',
    retry: once((arrived, clientId: string) => arrived.retry(clientId)),
    remove: once((arrived, clientId: string) => arrived.remove(clientId)),
    retryNow: once((arrived) => arrived.retryNow()),
    typing: once((arrived, typing: boolean) => arrived.typing(typing)),
    clear: once((arrived) => arrived.clear()),
  }
}
