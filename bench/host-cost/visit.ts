import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, CDPSession, Page, Request } from 'playwright-core'
import { type Noted, probe, type Trouble, trouble } from './probe.ts'
import { type Opened, PLACES, type Places, type Side } from './sides.ts'

/** How long a page is left alone once nothing has loaded for half a second, ms. */
const QUIET_MS = 1000

/** One thing that was fetched, in bytes as they were sent: the body, and with it the headers of the answer. */
export interface Fetched {
  url: string
  body: number
  transferred: number
}

/** What the page's main thread had done, ms of its time on a processor. */
export interface Work {
  scriptMs: number
  taskMs: number
}

/** A page as it is before anybody touches it. */
export interface Before extends Work, Trouble {
  fetched: Fetched[]
}

/** How long it took until a visitor could write, ms. */
export interface Opening {
  fromClickMs: number
  /** From when the page was asked for. */
  fromArrivalMs: number
}

/** A visitor's browser, with nothing in its cache, at one page. */
export class Visit {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #session: CDPSession
  readonly #places: Places | null
  readonly #requests: Request[] = []
  /** Messages in the console, uncaught errors, and hosts that are neither the page's nor the chat's. */
  readonly said: string[] = []

  private constructor(context: BrowserContext, page: Page, session: CDPSession, places: Places | null) {
    this.#context = context
    this.#session = session
    this.#places = places
    this.page = page
  }

  /** A browser whose processor is `slowdown` times as slow, for this page and for frames in processes of their own. */
  static async begin(browser: Browser, side: Side, slowdown: number): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const places = side in PLACES ? PLACES[side as Opened] : null
    const visit = new Visit(context, page, session, places)
    await context.addInitScript(probe, places)
    context.on('request', (request) => visit.#hear(request))
    context.on('console', (message) => visit.said.push(message.text()))
    context.on('weberror', (error) => visit.said.push(error.error().message))
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    await slowFrames(session, slowdown)
    return visit
  }

  #hear(request: Request): void {
    const { hostname, protocol } = new URL(request.url())
    if (!protocol.startsWith('http')) return
    this.#requests.push(request)
    if (hostname !== 'localhost' && hostname !== '127.0.0.1') this.said.push(`a request to ${hostname}`)
  }

  /** Comes to the page; unless in a hurry, waits until all is loaded and still. */
  async go(url: string, hurry = false): Promise<void> {
    await this.page.goto(url, { waitUntil: hurry ? 'commit' : 'load' })
    if (!hurry) await this.quiet()
  }

  /** Until nothing was fetched for half a second, and a little more. */
  async quiet(): Promise<void> {
    let seen = -1
    while (seen !== this.#requests.length) {
      seen = this.#requests.length
      await pause(500)
      for (const request of this.#requests) await request.response().catch(() => null)
    }
    await pause(QUIET_MS)
  }

  async work(): Promise<Work> {
    const { metrics } = await this.#session.send('Performance.getMetrics')
    const ms = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000
    return { scriptMs: ms('ScriptDuration'), taskMs: ms('TaskDuration') }
  }

  /** What the page has cost so far. */
  async before(): Promise<Before> {
    const work = await this.work()
    return { ...work, ...(await this.page.evaluate(trouble)), fetched: await this.fetched() }
  }

  async fetched(): Promise<Fetched[]> {
    const all = await Promise.all(
      this.#requests.map(async (request) => {
        const sizes = await request.sizes().catch(() => null)
        if (!sizes) return []
        const body = sizes.responseBodySize
        return [{ url: request.url(), body, transferred: body + sizes.responseHeadersSize }]
      }),
    )
    return all.flat()
  }

  /** The pointer comes over the launcher and stays; whatever the chat loads for that is loaded. */
  async hover(): Promise<void> {
    const { x, y } = await this.#launcher()
    await this.page.mouse.move(x, y)
    await this.quiet()
  }

  /** Clicks the launcher as soon as it is there, and waits for the first frame in which the field can be written in. */
  async open(): Promise<Opening> {
    const { x, y } = await this.#launcher()
    await this.page.mouse.move(x, y)
    await this.page.mouse.down()
    await this.page.mouse.up()
    const deadline = performance.now() + 30_000
    while (performance.now() < deadline) {
      const [page, ...frames] = await Promise.all(
        this.page.frames().map((frame) => frame.evaluate(() => window.noted).catch(() => null)),
      )
      const readyAt = readyIn(page ?? null, frames, this.#places?.inFrame !== undefined)
      if (readyAt !== null && page?.clickedAt) {
        return { fromClickMs: Math.max(0, readyAt - page.clickedAt), fromArrivalMs: readyAt - page.arrivedAt }
      }
      await pause(100)
    }
    throw new Error(`no field within 30 s at ${this.page.url()}`)
  }

  /** Breaches of a content security policy, in the page and its frames. */
  async violations(): Promise<number> {
    const counts = await Promise.all(
      this.page.frames().map((frame) => frame.evaluate(() => window.noted.violations).catch(() => 0)),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** The middle of the launcher once it stands still, and nothing stands over it: some come in with a movement. */
  async #launcher(): Promise<{ x: number; y: number }> {
    const handle = await this.page.waitForFunction((path) => window.atRest(path), this.#places?.launcher ?? [])
    const point = await handle.jsonValue()
    if (!point) throw new Error(`no launcher at ${this.page.url()}`)
    return point
  }

  async end(): Promise<void> {
    await this.#context.close()
  }
}

/** A field in a frame is there once both are: the frame as the page draws it, and the field in it. */
function readyIn(page: Noted | null, frames: (Noted | null)[], inFrame: boolean): number | null {
  const needed = [page?.readyAt ?? null]
  if (inFrame) needed.push(frames.map((noted) => noted?.readyAt ?? null).find((at) => at !== null) ?? null)
  return needed.includes(null) ? null : Math.max(...needed.map(Number))
}

/**
 * A frame of another site is in a process of its own, which is slowed by itself. It is held until that is done: the
 * session of the page hears of the frame before it loads.
 */
async function slowFrames(session: CDPSession, slowdown: number): Promise<void> {
  let id = 0
  session.on('Target.attachedToTarget', ({ sessionId }) => {
    for (const [method, params] of [
      ['Emulation.setCPUThrottlingRate', { rate: slowdown }],
      ['Runtime.runIfWaitingForDebugger', {}],
    ] as const) {
      id += 1
      const message = JSON.stringify({ id, method, params })
      // not one after the other, as the frame is waiting; it may be gone again by then
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {})
    }
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: false })
}
