import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core'
import { masterKeys } from '../../server/master-keys.ts'
import { launchBrowser } from '../support/browser.ts'
import { freePort } from '../support/process.ts'
import { exactly, type Fault } from './fault.ts'
import { readFinalState } from './judge.ts'
import { until } from './load.ts'
import { startProgram } from './program.ts'
import { type Random, seeded } from './random.ts'

const VISITORS = 3
const TABS = 2
/** What one visitor writes. */
const MESSAGES = { perChange: 12, nightly: 300 }
/** A chat may have one message a second. */
const EVERY_MS = 1100
/** Until a page is there on a machine that has much else to do. */
const SLOW_MS = 60_000

export const fault: Fault = {
  id: 'F7',
  about: `${VISITORS} visitors with ${TABS} tabs each reload and close them in the middle of writing`,
  async run({ nightly, tree, tell }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
    const demoPort = await freePort()
    const program = await startProgram({ tree, dataDir, env: { DEMO_PORT: String(demoPort), PUBLIC_URL: '' } })
    const browser = await launchBrowser()
    try {
      const visitors = await Promise.all(
        Array.from({ length: VISITORS }, (_, n) => TabbedVisitor.arrive(browser, `http://localhost:${demoPort}/`, n)),
      )
      await Promise.all(visitors.map((visitor) => visitor.write(nightly ? MESSAGES.nightly : MESSAGES.perChange)))
      tell('written')
      for (const visitor of visitors) await visitor.settled()
      const views = await Promise.all(visitors.map((visitor) => visitor.shown()))
      await program.end('SIGKILL')

      const final = await readFinalState(join(dataDir, 'chat.db'), await masterKeys(join(dataDir, 'master.key')))
      const said = [...final.chats.values()].flatMap(({ events }) =>
        events.flatMap((event) => (event.type === 'message:sent' ? [event.text] : [])),
      )
      const inLog = new Set(said)
      const typed = visitors.flatMap((visitor) => visitor.typed)
      const acked = visitors.flatMap((visitor) => [...visitor.acked])
      const shown = views.flat()
      const figures = {
        typed: typed.length,
        acked: acked.length,
        reloads: visitors.reduce((sum, { reloads }) => sum + reloads, 0),
        closes: visitors.reduce((sum, { closes }) => sum + closes, 0),
        lostAcked: acked.filter((text) => !inLog.has(text)).length,
        lostTyped: typed.filter((text) => !inLog.has(text)).length,
        dup: said.length - inLog.size + shown.reduce((sum, texts) => sum + texts.length - new Set(texts).size, 0),
        gap: final.gaps,
        missingOnScreens: visitors.reduce(
          (sum, visitor, n) =>
            sum + (views[n] ?? []).reduce((missing, texts) => missing + visitor.notIn(texts, inLog), 0),
          0,
        ),
      }
      return {
        figures,
        goals: [
          exactly('acknowledged and lost', figures.lostAcked, 0),
          exactly('dup', figures.dup, 0),
          exactly('gap', figures.gap, 0),
          exactly('stored and not on a screen', figures.missingOnScreens, 0),
        ],
      }
    } finally {
      await browser.close()
      await program.end('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

class TabbedVisitor {
  /** Everything that was typed and sent off with Enter. */
  readonly typed: string[] = []
  /** Texts whose acknowledgement came over a socket. */
  readonly acked = new Set<string>()
  reloads = 0
  closes = 0
  readonly #context: BrowserContext
  readonly #url: string
  readonly #name: string
  readonly #random: Random
  readonly #tabs: Page[] = []

  private constructor(context: BrowserContext, url: string, number: number) {
    this.#context = context
    this.#url = url
    this.#name = `v${number}`
    this.#random = seeded(700 + number)
  }

  static async arrive(browser: Browser, url: string, number: number): Promise<TabbedVisitor> {
    const visitor = new TabbedVisitor(await browser.newContext({ reducedMotion: 'reduce' }), url, number)
    const first = await visitor.#open()
    await visitor.#type(first)
    await panelOf(first).getByRole('button', { name: 'Agree and send' }).click()
    await until('the first message is acknowledged', () => visitor.acked.size === 1)
    for (let n = 1; n < TABS; n++) await visitor.#open()
    return visitor
  }

  async write(messages: number): Promise<void> {
    for (let n = 0; n < messages; n++) {
      const started = performance.now()
      const tab = this.#random.pick(this.#tabs)
      await this.#type(tab)
      await pause(this.#random.below(120))
      const next = this.#random.next()
      if (next < 0.4) {
        this.reloads += 1
        await tab.reload()
        // It opens by itself, as it was before.
        await fieldOf(tab).waitFor({ timeout: SLOW_MS })
      } else if (next < 0.6) {
        this.closes += 1
        this.#tabs.splice(this.#tabs.indexOf(tab), 1)
        await tab.close({ runBeforeUnload: false })
        await this.#open()
      }
      await pause(Math.max(0, EVERY_MS - (performance.now() - started)))
    }
  }

  /** Waits until no tab has anything on its way and all show the same. */
  async settled(): Promise<void> {
    await until(
      'every tab has sent what it had, and shows the same',
      async () => {
        const views = (await this.shown()).map((texts) => JSON.stringify(texts))
        const unsent = await Promise.all(this.#tabs.map((tab) => panelOf(tab).getByText('Not sent yet').count()))
        return new Set(views).size === 1 && unsent.every((count) => count === 0)
      },
      60,
    )
  }

  /** What each tab shows of the visitor's own words, in its order. */
  shown(): Promise<string[][]> {
    return Promise.all(
      this.#tabs.map(async (tab) => {
        const text = await panelOf(tab).getByLabel('Conversation', { exact: true }).innerText()
        return text.split('\n').filter((line) => this.#isOwn(line))
      }),
    )
  }

  /** How many of this visitor's texts stand in the log and are not among `texts`. */
  notIn(texts: string[], inLog: ReadonlySet<string>): number {
    return [...inLog].filter((text) => this.#isOwn(text) && !texts.includes(text)).length
  }

  #isOwn(text: string): boolean {
    return text.startsWith('hello ') && text.includes(` ${this.#name} `)
  }

  async #open(): Promise<Page> {
    const tab = await this.#context.newPage()
    // A page that has something unsent asks before it goes; this visitor does not listen.
    tab.on('dialog', (dialog) => void dialog.accept().catch(() => {}))
    this.#listen(tab)
    await tab.goto(this.#url)
    await tab.locator('bedside-chat button').click()
    await fieldOf(tab).waitFor({ timeout: SLOW_MS })
    this.#tabs.push(tab)
    return tab
  }

  async #type(tab: Page): Promise<void> {
    const text = `hello from ${this.#name} number ${this.typed.length}`
    await fieldOf(tab).fill(text)
    await fieldOf(tab).press('Enter')
    this.typed.push(text)
  }

  /** Reads along what goes over the tab's sockets. */
  #listen(tab: Page): void {
    tab.on('websocket', (socket) => {
      const sent = new Map<string, string>()
      socket.on('framesent', ({ payload }) => {
        const [, id, json] = /^42\/visitor,(\d+)(\["message:send".*)/s.exec(String(payload)) ?? []
        if (id && json) sent.set(id, (JSON.parse(json) as [string, { text: string }])[1].text)
      })
      socket.on('framereceived', ({ payload }) => {
        const [, id] = /^43\/visitor,(\d+)\[\{"ok":true/.exec(String(payload)) ?? []
        const text = id && sent.get(id)
        if (text) this.acked.add(text)
      })
    })
  }
}

const panelOf = (tab: Page): FrameLocator => tab.frameLocator('iframe[title="Chat"]')

const fieldOf = (tab: Page) => panelOf(tab).getByLabel('Your message', { exact: true })
