import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** Browsers without Trusted Types load the second script by a script element, the others by a link and an import. */
const BROWSERS = [
  { name: 'that knows Trusted Types', tag: 'link', before: () => {} },
  {
    name: 'that does not know Trusted Types',
    tag: 'script',
    before: () => Reflect.deleteProperty(window, 'trustedTypes'),
  },
]
const SECOND = '**/bedside-host.*.js'

let browser: Browser
let server: RunningServer
let clinic: Server
let clinicUrl: string
let content: string
beforeAll(async () => {
  // the chat's settings name the clinic's site, and the site's pages name the chat
  clinic = createServer((request, response) => {
    const given = new URL(request.url ?? '', clinicUrl).searchParams
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': given.get('policy') ?? '',
      })
      .end(
        `<!doctype html><html lang="en"><title>A clinic</title><h1>A clinic</h1><script async src="${server.url}/bedside.js" data-phone="(805) 555-0142" nonce="${given.get('nonce')}"></script>`,
      )
  }).listen(0, '127.0.0.1')
  await once(clinic, 'listening')
  const address = clinic.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  clinicUrl = `http://localhost:${address.port}`
  content = await mkdtemp(join(tmpdir(), 'bedside-faq-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  const settings = join(content, 'site.yaml')
  const allowed = `allowedSites: [${clinicUrl}]`
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('allowedSites: []', allowed))
  ;[browser, server] = await Promise.all([launchBrowser(), startServer({ CONTENT_DIR: content, DEMO_PORT: 'off' })])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
  clinic.close()
  await rm(content, { recursive: true })
})

/** A fresh profile at the clinic's page, which goes out with `policy`. `prepare` is called before the page loads. */
async function arrive(
  prepare: (page: Page) => Promise<unknown> = async () => {},
  given: { policy?: string; nonce?: string } = {},
): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  await prepare(visitor.page)
  await visitor.page.goto(`${clinicUrl}/?${new URLSearchParams(given)}`)
  await visitor.launcher.waitFor()
  return visitor
}

const numbersOf = ({ page }: VisitorPage) =>
  page.locator('bedside-chat a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
const NUMBERS = ['tel:8055550142', 'tel:911', 'tel:988']

/** Paths that the page around the panel, and the panel, asked our server for. */
const asked = ({ watched }: VisitorPage) =>
  watched.requests.filter((url) => url.origin === server.url).map((url) => url.pathname)
const timesAsked = (visitor: VisitorPage) => asked(visitor).filter((path) => path.startsWith('/bedside-host.')).length

test('the loader carries the address and the hash of the script that it will load, which never changes', async () => {
  const loader = await (await fetch(`${server.url}/bedside.js`)).text()
  const [path = ''] = /\/bedside-host\.\w+\.js/.exec(loader) ?? []
  const [integrity = ''] = /sha256-[\w+/]{43}=/.exec(loader) ?? []
  const second = await fetch(`${server.url}${path}`)
  const bytes = new Uint8Array(await second.arrayBuffer())
  expect(`sha256-${createHash('sha256').update(bytes).digest('base64')}`).toBe(integrity)
  expect(Object.fromEntries(second.headers)).toMatchObject({
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  })
})

describe.each(BROWSERS)('in a browser $name', ({ tag, before }) => {
  test('nothing but the loader is asked for before somebody shows intent, and the second script once after it', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const visitor = await arrive(async (page) => {
      await page.addInitScript(before)
      await page.route(SECOND, async (route) => {
        await held
        await route.continue()
      })
    })
    expect(asked(visitor)).toEqual(['/bedside.js'])
    await visitor.launcher.hover()
    await visitor.page.locator(`bedside-chat > ${tag}[integrity^=sha256]`).waitFor({ state: 'attached' })
    release()
    await visitor.field.waitFor({ state: 'attached' })
    await visitor.open()
    await visitor.page.evaluate(() => {
      window.Bedside?.close()
      window.Bedside?.open()
    })
    await visitor.field.waitFor()
    expect(timesAsked(visitor)).toBe(1)
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('a policy that names nothing but a nonce is enough', async () => {
    const visitor = await arrive((page) => page.addInitScript(before), {
      policy: `default-src 'none'; script-src 'nonce-c2VjcmV0'; frame-src ${server.url}`,
      nonce: 'c2VjcmV0',
    })
    await visitor.open()
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('a second script with other bytes is not run', async () => {
    const visitor = await arrive(async (page) => {
      await page.addInitScript(before)
      await page.route(SECOND, async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: `${await response.text()};window.changed = true` })
      })
    })
    await visitor.launcher.click()
    await expect.poll(() => numbersOf(visitor), { timeout: 10_000 }).toEqual(NUMBERS)
    expect(await visitor.page.evaluate(() => 'changed' in window || 'bedsideHost' in window)).toBe(false)
    await visitor.watched.context.close()
  })

  test('where the second script cannot come, telephone numbers stand in, and a later try can succeed', async () => {
    const visitor = await arrive(async (page) => {
      await page.addInitScript(before)
      await page.route(SECOND, (route) => route.abort())
    })
    await visitor.launcher.click()
    await expect.poll(() => numbersOf(visitor), { timeout: 10_000 }).toEqual(NUMBERS)
    await visitor.page.unroute(SECOND)
    await visitor.open()
    expect(await numbersOf(visitor)).toEqual([])
    await visitor.watched.context.close()
  })

  test('the chat can be taken away and put back', async () => {
    const visitor = await arrive((page) => page.addInitScript(before))
    await visitor.open()
    await visitor.page.evaluate((src) => {
      window.Bedside?.destroy()
      document.head.append(Object.assign(document.createElement('script'), { src }))
    }, `${server.url}/bedside.js`)
    await visitor.open()
    expect(await visitor.page.locator('bedside-chat').count()).toBe(1)
    await visitor.watched.context.close()
  })
})

test('where the chat’s server goes down after the page has come, telephone numbers stand in', async () => {
  const visitor = await arrive()
  await visitor.page.route(`${server.url}/**`, (route) => route.abort())
  await visitor.launcher.click()
  await expect.poll(() => numbersOf(visitor), { timeout: 10_000 }).toEqual(NUMBERS)
  // each number stands on a line of its own, high enough for a finger
  for (const link of await visitor.page.locator('bedside-chat a').all())
    expect(await link.boundingBox()).toMatchObject({ height: 48 })
  await visitor.watched.context.close()
})

test('telephone numbers that stand in for a chat that comes back with the page take no focus', async () => {
  const visitor = await arrive(async (page) => {
    await page.addInitScript(() => sessionStorage.setItem('bedside', 'open'))
    await page.route(`${server.url}/panel*`, (route) => route.abort())
  })
  await expect.poll(() => numbersOf(visitor), { timeout: 10_000 }).toEqual(NUMBERS)
  expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  await visitor.watched.context.close()
})

test('a press that has begun when the second script comes opens the panel', async () => {
  const visitor = await arrive()
  const box = await visitor.page.locator('bedside-chat b').boundingBox()
  if (!box) throw new Error('the launcher is not drawn')
  await visitor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await visitor.page.mouse.down()
  await visitor.page.locator('bedside-chat small').waitFor({ state: 'attached' })
  await visitor.page.mouse.up()
  await visitor.field.waitFor()
  await visitor.watched.context.close()
})

test('a panel that is ready before the second script has come is not kept waiting', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const visitor = await arrive((page) =>
    page.route(SECOND, async (route) => {
      await held
      await route.continue()
    }),
  )
  await visitor.launcher.click()
  await visitor.field.waitFor({ state: 'attached' })
  await visitor.panel.getByRole('button', { name: 'Talk to a person' }).waitFor({ state: 'attached' })
  release()
  await visitor.field.waitFor()
  await expect.poll(() => visitor.frame().evaluate(() => document.activeElement?.id)).toBe('field')
  await visitor.watched.context.close()
})
