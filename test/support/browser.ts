import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Frame,
  type LaunchOptions,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from './ensure-chromium.ts'

/** `options` are added to what every test needs. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
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
    ...options,
  })
}

export interface Watched {
  context: BrowserContext
  page: Page
  /** Fails if any page of this context threw, broke its content security policy, or asked a foreign host for something. */
  expectClean(): void
  /** Hosts and paths asked for, in order. */
  requests: URL[]
  /** Everything that was written to the console of a page or frame, and what they threw. */
  said: string[]
}

/** A page of a fresh browser profile, watched for errors from its first byte. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const troubles: string[] = []
  const requests: URL[] = []
  const said: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  context.on('weberror', (error) => {
    troubles.push(`error: ${error.error().message}`)
    said.push(`error: ${error.error().message}`)
  })
  context.on('console', (message) => {
    said.push(`${message.type()}: ${message.text()}`)
    if (message.type() === 'error' && /CSP|Content Security Policy|TrustedHTML/.test(message.text())) {
      troubles.push(message.text())
    }
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    requests.push(url)
    if (!/(^|\.)localhost$|^127\.0\.0\.1$/.test(url.hostname) && url.protocol !== 'data:') {
      troubles.push(`foreign request to ${url.host}`)
    }
  })
  const page = await context.newPage()
  return { context, page, requests, said, expectClean: () => expect(troubles).toEqual([]) }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** Whatever axe finds on the page, or in the frame, of any weight. Its code is put there once. */
export async function axeFindings(target: Page | Frame): Promise<string[]> {
  if (!(await target.evaluate(() => 'axe' in globalThis))) await target.evaluate(axeSource)
  const { violations } = await target.evaluate(
    () => (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run() as Promise<AxeResult>,
  )
  return violations.map(
    ({ id, impact, nodes }) =>
      `${impact}: ${id}: ${nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join(' | ')}`,
  )
}

/** Fails when axe finds anything on the page, or in the frame, that it calls serious or critical. */
export async function expectAccessible(target: Page | Frame, where: string): Promise<void> {
  const findings = await axeFindings(target)
  expect(
    findings.filter((finding) => /^(serious|critical)/.test(finding)),
    where,
  ).toEqual([])
}

/** Fails when axe finds anything at all. */
export async function expectNoViolations(target: Page | Frame, where: string): Promise<void> {
  expect(await axeFindings(target), where).toEqual([])
}
