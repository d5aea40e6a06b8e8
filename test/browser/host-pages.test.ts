import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { freePort, type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

async function hostPage(
  html: string,
  headers: Record<string, string> = {},
  port = 0,
): Promise<{ url: string; host: Server }> {
  const host = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html)
  }).listen(port, '127.0.0.1')
  await once(host, 'listening')
  const address = host.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://localhost:${address.port}/`, host }
}

test('a page on an origin that is not allowed gets no panel, and no socket', async () => {
  const { url, host } = await hostPage(`<script async src="${server.url}/bedside.js"></script><h1>Elsewhere</h1>`)
  const { page, context } = await openPage(browser)
  await page.goto(url)
  await page.locator('bedside-chat button').first().click()
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-error:'))).toBe(true)
  const status = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
    headers: { origin: url.slice(0, -1) },
  })
  expect(status.status).toBe(403)
  await context.close()
  host.close()
})

test('the strictest page policy that can show the chat at all is not broken once', async () => {
  // the host's policy names the chat, and the chat's settings name the host: so first the host, then a server for it
  const port = await freePort()
  const content = await mkdtemp(join(tmpdir(), 'bedside-faq-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  const settings = join(content, 'site.yaml')
  const allowed = `allowedSites: [http://localhost:${port}]`
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('allowedSites: []', allowed))
  const strict = await startServer({ CONTENT_DIR: content, DEMO_PORT: 'off' })
  const { host } = await hostPage(
    `<!doctype html><html lang="en"><title>Strict</title><h1>A strict clinic</h1><script async src="${strict.url}/bedside.js"></script>`,
    {
      'content-security-policy': `default-src 'none'; script-src ${strict.url}; frame-src ${strict.url}; connect-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
    port,
  )
  try {
    const visitor = await VisitorPage.arrive(browser, `http://localhost:${port}/`)
    await visitor.open()
    await visitor.ask('what is NMDA?')
    await visitor.log
      .getByText(/receptor/)
      .first()
      .waitFor()
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  } finally {
    host.close()
    await strict.cleanUp()
    await rm(content, { recursive: true })
  }
})

test('the panel goes out with its own policy, without inline script or style', async () => {
  const response = await fetch(`${server.url}/panel`)
  const policy = response.headers.get('content-security-policy') ?? ''
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${server.demoUrl}`,
  ]) {
    expect(policy).toContain(part)
  }
  expect(policy).not.toMatch(/unsafe|\*/)
  expect(response.headers.get('x-frame-options')).toBeNull()
  const html = await response.text()
  expect(html).not.toMatch(/<style|style="|<script(?![^>]*(src=|type="application\/json"))/)

  const console = await fetch(`${server.url}/staff`)
  expect(console.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(console.headers.get('x-frame-options')).toBe('DENY')
})

test('assets are immutable and compressed ahead of time, the loader can be pinned by its hash', async () => {
  const html = await (await fetch(`${server.url}/panel`)).text()
  const [asset = ''] = /\/assets\/[\w.-]+\.js/.exec(html) ?? []
  const br = await fetch(`${server.url}${asset}`, { headers: { 'accept-encoding': 'br' } })
  expect(br.headers.get('content-encoding')).toBe('br')
  expect(br.headers.get('cache-control')).toContain('immutable')
  const gz = await fetch(`${server.url}${asset}`, { headers: { 'accept-encoding': 'gzip' } })
  expect(gz.headers.get('content-encoding')).toBe('gzip')
  expect((await fetch(`${server.url}/assets/..%2f..%2fpackage.json`)).ok).toBe(false)
})

test('the script twice on a page makes one launcher', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.page.evaluate((src) => {
    for (let i = 0; i < 2; i += 1) {
      const script = document.createElement('script')
      script.src = `${src}?again=${i}`
      document.head.append(script)
    }
  }, `${server.url}/bedside.js`)
  await visitor.page.waitForFunction(() => document.querySelectorAll('script[src*="again"]').length === 2)
  await visitor.launcher.waitFor()
  expect(await visitor.page.locator('bedside-chat').count()).toBe(1)
  await visitor.watched.context.close()
})
