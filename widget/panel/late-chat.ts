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
  receipt: null,
})

type Act = 'look' | 'say' | 'post' | 'accept' | 'retry' | 'remove' | 'retryNow' | 'typing' | 'clear'

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
    <Name extends Act>(name: Name) =>
    async (...args: Parameters<Chat[Name]>): Promise<void> => {
      const arrived = chat ?? (await here)
      const act = arrived[name] as (...args: Parameters<Chat[Name]>) => unknown
      await act(...args)
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
    look: once('look'),
    say: once('say'),
    post: once('post'),
    accept: once('accept'),
    decline: () => chat?.decline() ?? '',
    retry: once('retry'),
    remove: once('remove'),
    retryNow: once('retryNow'),
    typing: once('typing'),
    clear: once('clear'),
  }
}
