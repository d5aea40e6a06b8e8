import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectNoViolations, launchBrowser, openPage } from '../support/browser.ts'
import { freePort, type RunningServer, startServer } from '../support/process.ts'

/**
 * The owner's page and its check, in Chromium, against pages that have each fault. The bookmark is run as the browser runs
 * one: by navigating to its address (`Page.navigate` takes the way of bookmarks and of the address bar, past the page's policy).
 */
interface HostPage {
  headers?: Record<string, string>
  html: string
}

const page = (body: string, more: Partial<HostPage> & { lang?: string } = {}): HostPage => ({
  html: `<!doctype html><html lang="${more.lang ?? 'en'}"><title>A clinic</title><main><h1>A clinic</h1>${body}</main>`,
  ...(more.headers ? { headers: more.headers } : {}),
})

let browser: Browser
let server: RunningServer
let content: string
let host: Server
let ports: { allowed: number; foreign: number }
let foreign: Server
/** What an owner has made of the tag: served at `/pasted`. */
let pasted = page('')
let pinned: { file: string; integrity: string }

const noscript = '<noscript><a href="tel:911">911</a></noscript>'
const csp = (policy: string) => ({ headers: { 'content-security-policy': policy } })

/** Pages by path. A page's policy allows inline scripts where its own fault needs one. */
function pages(): Record<string, HostPage> {
  const tag = (more = '', file = 'bedside.js') =>
    `<script async src="${server.url}/${file}" data-phone="(805) 555-0142" ${more}></script>`
  const pin = `integrity="${pinned.integrity}"`
  const wrong = `integrity="sha384-${'A'.repeat(64)}"`
  return {
    '/good': page(tag() + noscript),
    '/pinned': page(tag(`${pin} crossorigin="anonymous"`, pinned.file) + noscript),
    '/strict': page(
      tag('nonce="abc"'),
      csp(
        `default-src 'none'; script-src 'nonce-abc'; frame-src ${server.url}; connect-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
      ),
    ),
    '/none': page('<p>Nothing here.</p>'),
    '/twice': page(tag() + tag()),
    '/no-script': page(tag(), csp(`script-src 'self'; frame-src ${server.url}`)),
    '/no-frame': page(tag(), csp(`script-src ${server.url}; frame-src 'self'`)),
    '/only-reported': page(tag('', 'bedside.00000000.js'), {
      headers: { 'content-security-policy-report-only': "script-src 'self'" },
    }),
    '/nonce': page(tag('nonce="abc"', 'bedside.00000000.js'), csp(`script-src 'nonce-abc'; frame-src ${server.url}`)),
    '/other-address': page(tag().replace(server.url, 'http://localhost:9')),
    '/old-version': page(tag('', 'bedside.00000000.js')),
    '/wrong-hash': page(tag(`${wrong} crossorigin`, pinned.file)),
    '/no-crossorigin': page(tag(pin, pinned.file)),
    '/pinned-evergreen': page(tag(`${pin} crossorigin`)),
    '/held-back': page(tag('type="text/plain"')),
    '/covered': page(
      `${tag()}<div id="banner" style="position:fixed;inset:auto 0 0;height:200px;z-index:2147483647">Cookies?</div>`,
    ),
    '/outside': page(tag('data-x="-900"')),
    '/trackers': page(
      `${tag()}<script>window.fbq = () => {}; window.hj = () => {}</script><p id="clarity">No recorder.</p>`,
    ),
    '/languages': page(tag('data-lang="es"')),
    '/spanish': page(tag(), { lang: 'es-MX' }),
  }
}

async function serve(port: number): Promise<Server> {
  const all = pages()
  const listening = createServer((request, response) => {
    const found = request.url === '/pasted' ? pasted : all[request.url ?? '']
    response
      .writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...found?.headers })
      .end(found?.html)
  }).listen(port, '127.0.0.1')
  await once(listening, 'listening')
  return listening
}

beforeAll(async () => {
  ports = { allowed: await freePort(), foreign: await freePort() }
  content = await mkdtemp(join(tmpdir(), 'bedside-faq-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  const settings = join(content, 'site.yaml')
  const allowed = `allowedSites: [http://localhost:${ports.allowed}]`
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('allowedSites: []', allowed))
  ;[browser, server] = await Promise.all([launchBrowser(), startServer({ CONTENT_DIR: content, DEMO_PORT: 'off' })])
  pinned = JSON.parse(await readFile('dist/manifest.json', 'utf8')).loader
  host = await serve(ports.allowed)
  foreign = await serve(ports.foreign)
})
afterAll(async () => {
  host.close()
  foreign.close()
  await browser.close()
  await server.cleanUp()
  await rm(content, { recursive: true })
})

interface Checked {
  headline: string
  works: string[]
  fix: string[]
  know: string[]
}

async function ownersPage(options: BrowserContextOptions = {}) {
  const watched = await openPage(browser, options)
  await watched.page.goto(`${server.url}/install`)
  return watched
}

async function bookmark(): Promise<string> {
  const { page, context } = await ownersPage()
  const address = await page.getByRole('link', { name: 'Check the chat' }).getAttribute('href')
  await context.close()
  return address ?? ''
}

/** Runs the bookmark on the page and reads its window. */
async function runOn(visited: Page): Promise<Checked> {
  const session = await visited.context().newCDPSession(visited)
  await session.send('Page.navigate', { url: await bookmark() }).catch(() => {})
  const dialog = visited.locator('bedside-check dialog')
  await dialog.getByRole('listitem').first().waitFor()
  const lines = (mark: string) => dialog.locator(`li.${mark} > div`).allInnerTexts()
  return {
    headline: await dialog.getByRole('heading').innerText(),
    works: await lines('works'),
    fix: await lines('fix'),
    know: await lines('know'),
  }
}

async function check(path: string, port = ports.allowed): Promise<Checked> {
  const { page, context } = await openPage(browser)
  await page.goto(`http://localhost:${port}${path}`)
  const checked = await runOn(page)
  await context.close()
  return checked
}

describe('the check of a clinic’s page', () => {
  test.each(['/good', '/pinned'])('says that %s works, and why', async (path) => {
    const { headline, works, fix, know } = await check(path)
    expect({ headline, fix, know }).toEqual({ headline: 'The chat works on this page', fix: [], know: [] })
    expect(works.join('\n')).toMatch(/tag is on this page once/)
    expect(works.join('\n')).toMatch(/The script runs/)
    expect(works.join('\n')).toMatch(/allows http:\/\/localhost:\d+\./)
    expect(works.join('\n')).toMatch(/frame opens/)
    expect(works.join('\n')).toMatch(/button can be seen/)
    expect(works.join('\n')).toMatch(/No tracker/)
    expect(works.join('\n')).toMatch(/without JavaScript see whom to call/)
  })

  test('runs and finds nothing to fix under the strictest policy that can show the chat', async () => {
    const { headline, works } = await check('/strict')
    expect(headline).toBe('The chat works on this page')
    expect(works.join('\n')).toMatch(/frame opens/)
  })

  test.each([
    ['/none', 'script tag is not on this page', 'paste it into the part'],
    ['/twice', 'on this page twice', 'Remove all but one'],
    ['/no-script', 'Content Security Policy keeps the script from loading', 'to script-src'],
    ['/no-frame', 'Content Security Policy keeps the chat’s frame from opening', 'to frame-src'],
    ['/other-address', 'The tag loads the chat from http://localhost:9', 'Copy the tag'],
    ['/old-version', 'The script does not load from', 'That version may be gone'],
    ['/wrong-hash', 'belongs to another file', 'the whole of it'],
    ['/no-crossorigin', 'no crossorigin', 'Add crossorigin'],
    ['/pinned-evergreen', 'the next update would switch the chat off', 'Remove the integrity'],
    ['/held-back', 'type="text/plain"', 'cookie banner is holding it back'],
    ['/covered', 'Something lies over the chat’s button: div#banner, z-index 2147483647', 'data-z'],
    ['/outside', 'outside the window', 'data-x and data-y'],
  ])('on %s says: %s', async (path, what, next) => {
    const { headline, fix } = await check(path)
    const line = fix.find((text) => text.includes(what))
    expect(line, fix.join('\n')).toContain(next)
    expect(headline).toMatch(/to fix$/)
  })

  test('says which site to allow, and does not say that of a page that is allowed', async () => {
    const { fix } = await check('/good', ports.foreign)
    expect(fix).toHaveLength(1)
    expect(fix[0]).toContain(`Add http://localhost:${ports.foreign} to allowedSites`)
    expect((await check('/no-frame')).fix.join('\n')).not.toContain('allowedSites')
  })

  test('names trackers and recorders, and takes no element for one', async () => {
    const { know, fix } = await check('/trackers')
    expect(fix).toEqual([])
    expect(know.join('\n')).toContain('Seen on this page: Meta pixel, Hotjar (records visits).')
    expect(know.join('\n')).not.toContain('Clarity')
  })

  test.each(['/only-reported', '/nonce'])('does not blame a policy that lets the script through: %s', async (path) => {
    const fix = (await check(path)).fix.join(' ')
    expect(fix).toContain('That version may be gone')
    expect(fix).not.toContain('Policy')
  })

  test('says which language the chat begins in', async () => {
    expect((await check('/languages')).know.join('\n')).toMatch(/“en”.*“es”: the chat begins in Spanish/)
    expect((await check('/spanish')).works.join('\n')).toContain('The chat begins in Spanish, like the page.')
  })

  test('leaves the page as it was once its window is closed, and can be read by a screen reader', async () => {
    const { page, context } = await openPage(browser)
    await page.goto(`http://localhost:${ports.allowed}/covered`)
    const before = await page.evaluate(() => document.documentElement.outerHTML)
    await runOn(page)
    await expectNoViolations(page, 'the check')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('bedside-check').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.outerHTML)).toBe(before)
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([0, 0, ''])
    await context.close()
  })

  test('asks the chat’s server and nobody else', async () => {
    const { page, context, requests, expectClean } = await openPage(browser)
    await page.goto(`http://localhost:${ports.allowed}/good`)
    requests.length = 0
    await runOn(page)
    // the owner's page, which hands out the bookmark, is another profile's
    expect(new Set(requests.map(({ origin }) => origin))).toEqual(new Set([server.url]))
    expectClean()
    await context.close()
  })
})

describe('the owner’s page', () => {
  test('gives out a tag that works when it is pasted as it is, for the newest version and for one', async () => {
    const { page: owner, context, expectClean } = await ownersPage()
    await owner.getByText('A tag that names one version').click()
    const snippets = await owner.locator('pre code').allTextContents()
    expectClean()
    await context.close()
    expect(snippets).toHaveLength(2)
    expect(snippets[1]).toContain(`integrity="${pinned.integrity}" crossorigin="anonymous"`)
    for (const snippet of snippets) {
      expect(snippet).toMatch(/<noscript>[\s\S]*tel:8055550142[\s\S]*tel:911[\s\S]*tel:988/)
      const visitor = await openPage(browser)
      pasted = page(snippet)
      await visitor.page.goto(`http://localhost:${ports.allowed}/pasted`)
      expect((await runOn(visitor.page)).fix).toEqual([])
      await visitor.context.close()
    }
  })

  test('shows a visitor without JavaScript whom to call', async () => {
    const { page: owner, context } = await ownersPage()
    const snippet = (await owner.locator('#evergreen').textContent()) ?? ''
    await context.close()
    const visitor = await openPage(browser, { javaScriptEnabled: false })
    await visitor.page.setContent(page(snippet).html)
    const links = visitor.page.getByRole('link')
    expect(await links.allTextContents()).toEqual(['(805) 555-0142', '911', '988', '(805) 555-0142', '911', '988'])
    await visitor.context.close()
  })

  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 320, 640],
    ['dark', 320, 640],
  ] as const)('has nothing that axe objects to, %s, %i wide, and nothing to scroll sideways', async (colorScheme, width, height) => {
    const { page: owner, context, expectClean } = await ownersPage({ colorScheme, viewport: { width, height } })
    for (const summary of await owner.locator('summary').all()) await summary.click()
    await expectNoViolations(owner, 'the owner’s page')
    expect(await owner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    expectClean()
    await context.close()
  })

  test('copies what its buttons say, and does not run the bookmark on itself', async () => {
    const { page: owner, context, expectClean } = await ownersPage()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const clipboard = () => owner.evaluate(() => navigator.clipboard.readText())
    await owner.getByRole('button', { name: 'Copy the tag', exact: true }).click()
    await owner.getByRole('status').getByText('Copied.').waitFor()
    expect(await clipboard()).toBe(await owner.locator('#evergreen').textContent())
    await owner.getByText('On a phone, or without a bookmarks bar').click()
    await owner.getByRole('button', { name: 'Copy the check for the console' }).click()
    await expect.poll(clipboard).toContain(`"${server.url}"`)
    const pasted = await clipboard()
    await owner.getByRole('link', { name: 'Check the chat' }).click()
    await owner.getByText('Drag it to the bookmarks bar.').waitFor()
    expect(await owner.locator('bedside-check').count()).toBe(0)
    expectClean()
    await context.close()

    const visitor = await openPage(browser)
    await visitor.page.goto(`http://localhost:${ports.allowed}/none`)
    await visitor.page.evaluate(pasted)
    await visitor.page.locator('bedside-check').getByText('The script tag is not on this page.').waitFor()
    await visitor.context.close()
  })
})

describe('a pinned tag', () => {
  test('with the hash of other bytes shows no launcher', async () => {
    const { page: visited, context } = await openPage(browser)
    const refused = visited.waitForEvent('console', (message) => /integrity/.test(message.text()))
    await visited.goto(`http://localhost:${ports.allowed}/wrong-hash`)
    await refused
    expect(await visited.locator('bedside-chat').count()).toBe(0)
    await context.close()
  })
})
