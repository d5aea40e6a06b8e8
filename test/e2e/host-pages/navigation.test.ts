import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import {
  type ClinicSite,
  launcherState,
  meetPerson,
  openClinic,
  plainPage,
  wholeChat,
} from '../../support/clinic-site.ts'
import { StaffPage, type VisitorPage } from '../../support/people.ts'

/** Sites that change their pages without loading them: always one launcher, and a chat that goes on. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  const turbo = createRequire(import.meta.url).resolve('@hotwired/turbo/dist/turbo.es2017-umd.js')
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/turbo.js', await readFile(turbo, 'utf8'), { 'content-type': 'text/javascript' })
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

const answer = (visitor: VisitorPage) => visitor.log.getByText(/receptor/).first()

/** One launcher, the chat as it was, and it can be closed and opened. */
async function expectOneChat(visitor: VisitorPage): Promise<void> {
  await expect.poll(() => visitor.page.locator('bedside-chat').count()).toBe(1)
  expect(await launcherState(visitor)).toMatchObject({ open: true })
  await answer(visitor).waitFor()
  await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
  await visitor.open()
  await answer(visitor).waitFor()
}

/** Marks the panel's document, so that a reload of the frame is noticed. */
const mark = (visitor: VisitorPage) => visitor.frame().evaluate(() => void Object.assign(window, { marked: true }))
const isMarked = (visitor: VisitorPage) => visitor.frame().evaluate(() => 'marked' in window)

describe('Turbo', () => {
  /** The tag stands in the head, which Turbo merges, or in the body, where it is evaluated at each visit. */
  const turboPage = (title: string, where: 'head' | 'body', morph = false) => {
    const head = `<script src="/turbo.js" defer></script><meta name="turbo-refresh-method" content="${morph ? 'morph' : 'replace'}">`
    const links = '<a href="/one">One</a> <a href="/two">Two</a>'
    const tag = clinic.tag('data-phone="(805) 555-0142"')
    return plainPage(
      `<h2>${title}</h2>${links}${where === 'body' ? tag : ''}`,
      head + (where === 'head' ? tag : ''),
    ).replace('<title>A clinic', `<title>${title}`)
  }

  test.each(['head', 'body'] as const)('a visit that swaps the body, the tag in the %s', async (where) => {
    clinic.put('/one', turboPage('One', where))
    clinic.put('/two', turboPage('Two', where))
    const visitor = await clinic.visit(browser, '/one')
    await wholeChat(visitor)
    await mark(visitor)
    for (const name of ['Two', 'One', 'Two']) {
      await visitor.page.getByRole('link', { name }).click()
      await visitor.page.getByRole('heading', { name }).waitFor()
      await expectOneChat(visitor)
    }
    await visitor.page.goBack()
    await visitor.page.getByRole('heading', { name: 'One' }).waitFor()
    await expectOneChat(visitor)
    expect(await isMarked(visitor)).toBe(true)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })

  test('a refresh that morphs the page', async () => {
    clinic.put('/one', turboPage('One', 'body', true))
    const visitor = await clinic.visit(browser, '/one')
    await wholeChat(visitor)
    await mark(visitor)
    clinic.put('/one', turboPage('One, changed', 'body', true))
    await visitor.page.evaluate(() => {
      const { Turbo } = window as unknown as { Turbo: { visit: (url: string, options: object) => void } }
      Turbo.visit(location.href, { action: 'replace' })
    })
    await visitor.page.getByRole('heading', { name: 'One, changed' }).waitFor()
    await expectOneChat(visitor)
    expect(await isMarked(visitor)).toBe(true)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })
})

test('a router that pushes addresses, swaps content and sets the title', async () => {
  clinic.put('/', plainPage(`<main>Start</main>${clinic.tag()}`))
  const visitor = await clinic.visit(browser)
  await wholeChat(visitor)
  await mark(visitor)
  for (const name of ['one', 'two']) {
    await visitor.page.evaluate((path) => {
      history.pushState({ route: path }, '', `/${path}`)
      document.title = path
      document.querySelector('main')?.replaceChildren(path)
    }, name)
    await expectOneChat(visitor)
  }
  await visitor.page.goBack()
  expect(new URL(visitor.page.url()).pathname).toBe('/one')
  expect(await visitor.page.evaluate(() => history.state)).toEqual({ route: 'one' })
  await expectOneChat(visitor)
  expect(await isMarked(visitor)).toBe(true)
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})

/** The frame is loaded again by these, with the chat that the browser has kept for it. */
describe.each([
  [
    'everything in the root element, in a view transition',
    async () => {
      const next = new DOMParser().parseFromString(await (await fetch('/next')).text(), 'text/html')
      const transition = document.startViewTransition(() =>
        document.documentElement.replaceChildren(...next.documentElement.children),
      )
      await transition.finished
    },
  ],
  [
    'the root element itself',
    async () => {
      const next = new DOMParser().parseFromString(await (await fetch('/next')).text(), 'text/html')
      document.replaceChild(next.documentElement, document.documentElement)
    },
  ],
])('a site that replaces %s', (_name, replace) => {
  test('before anybody has opened the chat', async () => {
    clinic.put('/', plainPage(clinic.tag()))
    clinic.put('/next', plainPage(`<h2>Next</h2>${clinic.tag()}`))
    const visitor = await clinic.visit(browser)
    await visitor.launcher.waitFor()
    await visitor.page.evaluate(replace)
    await visitor.page.getByRole('heading', { name: 'Next' }).waitFor()
    await wholeChat(visitor)
    expect(await visitor.page.locator('bedside-chat').count()).toBe(1)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })

  test('with an open chat', async () => {
    clinic.put('/', plainPage(clinic.tag()))
    clinic.put('/next', plainPage(`<h2>Next</h2>${clinic.tag()}`))
    const visitor = await clinic.visit(browser)
    await wholeChat(visitor)
    await visitor.page.evaluate(replace)
    await visitor.page.getByRole('heading', { name: 'Next' }).waitFor()
    await expectOneChat(visitor)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })
})

test('taking the chat away is final, whatever the page does next', async () => {
  clinic.put('/', plainPage(clinic.tag()))
  const visitor = await clinic.visit(browser)
  await visitor.open()
  await visitor.page.evaluate(async () => {
    window.Bedside?.destroy()
    document.body.replaceWith(document.createElement('body'))
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let i = 0; i < 3; i += 1) await frame()
  })
  expect(await visitor.page.locator('bedside-chat').count()).toBe(0)
  await visitor.watched.context.close()
})

describe('a page that comes back from the back/forward cache', () => {
  // Playwright starts browsers without it.
  let cached: Browser
  beforeAll(async () => {
    cached = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
    clinic.put('/', plainPage(clinic.tag(), '<a href="/away">Away</a>'))
    clinic.put('/away', plainPage('<h2>Away</h2>'))
  })
  afterAll(() => cached.close())

  async function goAndComeBack({ page }: VisitorPage): Promise<void> {
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => document.body.classList.toggle('persisted', persisted))
    })
    await page.getByRole('link', { name: 'Away' }).click()
    await page.getByRole('heading', { name: 'Away' }).waitFor()
    await page.goBack({ waitUntil: 'commit' })
    await page.locator('body.persisted').waitFor({ state: 'attached' })
  }

  test('can be had a whole chat on', async () => {
    const visitor = await clinic.visit(cached)
    await visitor.launcher.waitFor()
    await goAndComeBack(visitor)
    await wholeChat(visitor)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })

  test('goes on with the chat that it had', async () => {
    const staff = await StaffPage.setUp(browser, clinic.chat)
    const visitor = await clinic.visit(cached)
    await visitor.open()
    await meetPerson(visitor, staff)
    await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
    await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
    await goAndComeBack(visitor)
    // Playwright does not see into frames that come from the cache: the launcher says what came in, the console what went out.
    await staff.send('Yes, gladly.')
    await expect.poll(() => launcherState(visitor)).toMatchObject({ label: 'Chat, 1 unread message', badge: '1' })
    await visitor.launcher.click()
    await expect.poll(() => launcherState(visitor)).toMatchObject({ open: true, focus: 'IFRAME', badge: '' })
    await visitor.page.keyboard.type('Thank you')
    await visitor.page.keyboard.press('Enter')
    await staff.page.getByText('Thank you', { exact: true }).first().waitFor()
    // the browser's own words about the socket that it cut when it put the page away, and nothing else
    expect(visitor.watched.said).toEqual([
      expect.stringMatching(/^error: WebSocket .* Page entered Back-Forward Cache\.$/),
    ])
    visitor.watched.expectClean()
    await visitor.watched.context.close()
    await staff.watched.context.close()
  })
})
