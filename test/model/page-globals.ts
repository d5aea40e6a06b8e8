import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Pipe } from './link.ts'
import { browserGlobals, type Page, pageNow, thisPage } from './page.ts'
import type { Random } from './random.ts'
import type { SimTime } from './sim-time.ts'

/** A page's WebSocket, whose frames go by the page's link. */
export class PageSocket {
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  readonly #pipe: Pipe

  constructor() {
    const page = thisPage()
    const inPage = (fn: () => void) => {
      if (page.alive) page.run(fn)
    }
    this.#pipe = page.link.connect({
      onFrame: (data) => inPage(() => this.onmessage?.({ data })),
      onClose: () => inPage(() => this.onclose?.()),
    })
  }

  send(frame: string): void {
    this.#pipe.send(frame)
  }

  close(): void {
    this.#pipe.close()
  }
}

/** Puts `names` in the place of the global ones; returns the undoing. */
export function withGlobals(names: Record<string, unknown>): () => void {
  const before = Object.entries(names).map(([name, value]) => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    return { name, descriptor }
  })
  return () => {
    for (const { name, descriptor } of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}

/** Calls what a page set a timer for, in the page, while it is there. */
const inIts = (page: Page | undefined, fn: (...args: unknown[]) => void, args: unknown[]) => () => {
  if (!page) fn(...args)
  else if (page.alive) page.run(() => fn(...args))
}

/** A browser around every page, whose time is `time` and whose chance is `random`; nothing in it is real. Returns the undoing. */
export function simulateBrowsers(time: SimTime, random: Random, wall: () => number): () => void {
  const timers = new WeakMap<object, () => void>()
  const setTimeout = (fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const timer = {}
    timers.set(timer, time.after(ms, inIts(pageNow(), fn, args)))
    return timer
  }
  const clearTimeout = (timer?: object) => {
    if (timer) timers.get(timer)?.()
  }
  const real = { random: Math.random, now: Date.now, uptime: performance.now, bytes: crypto.randomBytes }
  Math.random = () => random.next()
  Date.now = wall
  performance.now = () => time.now()
  const fetch = (path: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
    thisPage().link.post(path, headers, body)
    return new Promise(() => {})
  }
  const randomBytes = (size: number) => {
    const bytes = Buffer.alloc(size)
    random.fill(bytes)
    return bytes
  }
  Object.assign(crypto, { randomBytes })
  syncBuiltinESMExports()
  const undo = withGlobals({
    ...browserGlobals,
    WebSocket: PageSocket,
    location: { href: 'http://chat.example/' },
    setTimeout,
    clearTimeout,
    fetch,
    crypto: {
      getRandomValues(bytes: Uint8Array) {
        random.fill(bytes)
        return bytes
      },
    },
  })
  return () => {
    undo()
    Math.random = real.random
    Date.now = real.now
    performance.now = real.uptime
    Object.assign(crypto, { randomBytes: real.bytes })
    syncBuiltinESMExports()
  }
}

/** How much faster the pages' timers run than the machine's clock. */
const HASTE = 8

/** Browsers on the real machine: sockets and chance are real, and the pages' timers are in a hurry. Returns the undoing. */
export function hastenBrowsers(): () => void {
  const { setTimeout, clearTimeout } = globalThis
  return withGlobals({
    ...browserGlobals,
    WebSocket: PageSocket,
    location: { href: 'http://chat.example/' },
    // A request that outlives its page is tried in memory.
    fetch: () => new Promise(() => {}),
    setTimeout: Object.assign((fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
      const page = pageNow()
      return page ? setTimeout(inIts(page, fn, args), ms / HASTE) : setTimeout(fn, ms, ...args)
    }, setTimeout),
    clearTimeout,
  })
}
