import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Frame,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from './ensure-chromium.ts'

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium. Run "npm test", which installs it where it may.')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  })
}

export interface Watched {
  context: BrowserContext
  page: Page
  /** Fails if any page of this context threw, broke its content security policy, or asked a foreign host for something. */
  expectClean(): void
  /** Hosts and paths asked for, in order. */
  requests: URL[]
}

/** A page of a fresh browser profile, watched for errors from its first byte. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const troubles: string[] = []
  const requests: URL[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  context.on('weberror', (error) => troubles.push(`error: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error' && /CSP|Content Security Policy|TrustedHTML/.test(message.text())) {
      troubles.push(message.text())
    }
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    requests.push(url)
    if (!['localhost', '127.0.0.1'].includes(url.hostname) && url.protocol !== 'data:') {
      troubles.push(`foreign request to ${url.host}`)
    }
  })
  const page = await context.newPage()
  return { context, page, requests, expectClean: () => expect(troubles).toEqual([]) }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** Fails when axe finds anything on the page, or in the frame, that it calls serious or critical. */
export async function expectAccessible(target: Page | Frame, where: string): Promise<void> {
  await target.evaluate(axeSource)
  const { violations } = await target.evaluate(
    () => (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run() as Promise<AxeResult>,
  )
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: ${id}: ${nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join(' | ')}`,
    )
  expect(serious).toEqual([])
}
