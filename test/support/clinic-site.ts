import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type StaffPage, VisitorPage } from './people.ts'
import { type RunningServer, startServer } from './process.ts'

/** What the site answers for a path. */
interface Served {
  body: string
  headers: Record<string, string>
}

/** A clinic's own website, on an origin of its own, and the chat's server, which knows it. */
export interface ClinicSite {
  /** Without a slash at the end. Another origin than the chat, and the same site, like chat.clinic.example beside clinic.example. */
  url: string
  /** The same pages on another site than the chat's: to a browser the panel is a third party there. */
  foreignUrl: string
  chat: RunningServer
  /** The tag as the clinic pastes it, with more attributes where given. */
  tag(attributes?: string): string
  /** What stands at a path from now on. */
  put(path: string, body: string, headers?: Record<string, string>): void
  /** A fresh profile at a path of the site. */
  visit(browser: Browser, path?: string, options?: Visit): Promise<VisitorPage>
  /** Fails if the console says anything, a page threw, a policy was broken, or anybody but site and chat was asked. */
  expectQuiet(visitor: VisitorPage): void
  close(): Promise<void>
}

interface Visit extends BrowserContextOptions {
  /** Called before the page loads. */
  prepare?: (page: Page) => Promise<unknown>
  /** How far the page must have come; `load` where nothing else is said. */
  waitUntil?: 'commit'
  /** Whether to come by the address on another site. */
  foreign?: boolean
}

/** A page like any clinic's, with `inside` at the end of its body. */
export const plainPage = (inside: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A clinic</title>${head}</head><body><h1>A clinic</h1><p><label>Search <input id="search"></label></p>${'<p>Some words about the clinic.</p>'.repeat(60)}${inside}</body></html>`

export async function openClinic(): Promise<ClinicSite> {
  const pages = new Map<string, Served>([['/favicon.ico', { body: '', headers: {} }]])
  const host = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://clinic.localhost').pathname)
    response
      .writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers })
      .end(page?.body ?? 'Not found')
  }).listen(0, '127.0.0.1')
  await once(host, 'listening')
  const address = host.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://localhost:${address.port}`
  const foreignUrl = `http://clinic.localhost:${address.port}`

  const content = await mkdtemp(join(tmpdir(), 'bedside-faq-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  const settings = join(content, 'site.yaml')
  const yaml = await readFile(settings, 'utf8')
  await writeFile(settings, yaml.replace('allowedSites: []', `allowedSites: [${url}, ${foreignUrl}]`))
  const chat = await startServer({ CONTENT_DIR: content, DEMO_PORT: 'off' })

  return {
    url,
    foreignUrl,
    chat,
    tag: (attributes = '') => `<script async src="${chat.url}/bedside.js" ${attributes}></script>`,
    put: (path, body, headers = {}) => void pages.set(path, { body, headers }),
    async visit(browser, path = '/', { prepare, waitUntil, foreign, ...options } = {}) {
      const visitor = await VisitorPage.arrive(browser, 'about:blank', options)
      await prepare?.(visitor.page)
      await visitor.page.goto((foreign ? foreignUrl : url) + path, waitUntil && { waitUntil })
      return visitor
    },
    expectQuiet({ watched }) {
      expect(watched.said).toEqual([])
      watched.expectClean()
      const known = ['null', url, foreignUrl, chat.url]
      expect(watched.requests.filter(({ origin }) => !known.includes(origin)).map(String)).toEqual([])
    },
    async close() {
      host.close()
      host.closeAllConnections()
      await chat.cleanUp()
      await rm(content, { recursive: true })
    },
  }
}

/** Whether the panel is open, what the launcher says, and what has the focus inside the launcher's tree. */
export const launcherState = ({ page }: VisitorPage) =>
  page.locator('bedside-chat').evaluate((host) => ({
    open: host.shadowRoot?.querySelector('.open') !== null,
    label: host.shadowRoot?.querySelector('b')?.textContent ?? '',
    badge: host.shadowRoot?.querySelector('i')?.textContent ?? '',
    focus: host.shadowRoot?.activeElement?.tagName ?? null,
  }))

/** Opens the panel, accepts the notice, asks, reads the answer, closes, opens again: all is still there. */
export async function wholeChat(visitor: VisitorPage): Promise<void> {
  await visitor.open()
  await visitor.ask('what is NMDA?')
  const answer = visitor.log.getByText(/receptor/).first()
  await answer.waitFor()
  await closeAndReopen(visitor)
  await answer.waitFor()
}

export async function closeAndReopen(visitor: VisitorPage): Promise<void> {
  await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false, focus: 'BUTTON' })
  await visitor.open()
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: true })
}

/** The visitor asks for a person, and the staff member takes the chat. */
export async function meetPerson(visitor: VisitorPage, staff: StaffPage): Promise<void> {
  const words = 'can I talk to a person please'
  await visitor.ask(words)
  await staff.showWaiting()
  await staff.row(words).click()
  await staff.take()
  await visitor.log.getByText('You are now writing with a person.').waitFor()
}
