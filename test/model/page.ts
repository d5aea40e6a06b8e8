import { AsyncLocalStorage } from 'node:async_hooks'
import type { Link } from './link.ts'

/** One tab of a browser, from its loading to its end: what runs in it, and for how long, is known by the context. */
export class Page {
  readonly link: Link
  readonly browser: Browser
  readonly storage: Storage
  readonly listeners = new Map<string, Set<() => void>>()
  readonly channels = new Set<Channel>()
  alive = true

  constructor(browser: Browser, storage: Storage, link: Link) {
    this.browser = browser
    this.storage = storage
    this.link = link
    browser.pages.add(this)
  }

  /** Runs `fn` as a script of this page: its timers and sockets are the page's. */
  run<T>(fn: () => T): T {
    return current.run(this, fn)
  }

  /** What a browser tells a page that comes to the front again, and whose network is back. */
  wake(): void {
    this.#tell('visibilitychange')
    this.#tell('online')
  }

  /** The visitor leaves the page: what it still has to say it may say now. */
  leave(): void {
    this.#tell('pagehide')
    this.end()
  }

  /** Nothing of it runs any more. `silently` when the other end is not told. */
  end(silently = false): void {
    this.alive = false
    this.browser.pages.delete(this)
    this.link.cut(silently)
  }

  #tell(event: string): void {
    this.run(() => {
      for (const listener of [...(this.listeners.get(event) ?? [])]) listener()
    })
  }
}

/** Pages that share a profile hear each other. */
export class Browser {
  readonly pages = new Set<Page>()
}

/** A tab's own storage; it outlives a reload. */
export class Storage {
  readonly #kept = new Map<string, string>()

  getItem = (key: string): string | null => this.#kept.get(key) ?? null
  setItem = (key: string, value: string): void => void this.#kept.set(key, value)
  removeItem = (key: string): void => void this.#kept.delete(key)
}

const current = new AsyncLocalStorage<Page>()

/** The page whose script is running; undefined outside all of them. */
export const pageNow = (): Page | undefined => current.getStore()

/** Runs `fn` as no page's. */
export const outside = <T>(fn: () => T): T => current.exit(fn)

/** The page whose script must be running. */
export function thisPage(): Page {
  const page = current.getStore()
  if (!page) throw new Error('this belongs to a page')
  return page
}

/** What a page's BroadcastChannel does. `later` delivers. */
class Channel {
  onmessage: ((event: { data: unknown }) => void) | null = null
  readonly #page = thisPage()

  constructor() {
    this.#page.channels.add(this)
  }

  postMessage(data: unknown): void {
    for (const page of this.#page.browser.pages) {
      if (page === this.#page) continue
      for (const channel of page.channels) {
        page.link.later(1, () => page.alive && page.run(() => channel.onmessage?.({ data })))
      }
    }
  }
}

/** The names that the product's pages find in a browser, each in its own page. */
export const browserGlobals = {
  BroadcastChannel: Channel,
  document: { visibilityState: 'visible', addEventListener: listen, removeEventListener: unlisten },
  addEventListener: listen,
  removeEventListener: unlisten,
  // The way without WebSocket is not taken: the wire of these tests is one that a WebSocket gets through, or none.
  navigator: { onLine: false },
}

function listen(name: string, listener: () => void): void {
  const { listeners } = thisPage()
  listeners.set(name, (listeners.get(name) ?? new Set()).add(listener))
}

function unlisten(name: string, listener: () => void): void {
  thisPage().listeners.get(name)?.delete(listener)
}
