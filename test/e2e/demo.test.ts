import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadContent } from '../../server/content.ts'
import { expectNoViolations, launchBrowser } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** The demonstration clinic's site: what a clinic's own should be, with the chat on it. */
let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

describe.each(['/', '/what-to-expect'])('the page %s', (path) => {
  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 320, 640],
    ['dark', 320, 640],
  ] as const)('has nothing that axe objects to, %s, %i wide, and nothing to scroll sideways', async (colorScheme, width, height) => {
    const { page, watched } = await VisitorPage.arrive(browser, server.demoUrl + path, {
      colorScheme,
      viewport: { width, height },
    })
    await page.getByRole('button', { name: 'Ask a question' }).waitFor()
    await page.evaluate(() => window.Bedside?.destroy())
    await expectNoViolations(page, path)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    watched.expectClean()
    await watched.context.close()
  })

  test('says what the clinic’s settings say, and lets the keyboard skip to the text', async () => {
    const { site } = await loadContent('faq')
    const { page, watched } = await VisitorPage.arrive(browser, server.demoUrl + path)
    const contact = page.getByRole('region', { name: 'Contact' })
    await contact.getByRole('link', { name: site.clinic.phone }).waitFor()
    expect(await contact.innerText()).toContain(site.hours.words.en)
    expect(await page.title()).toContain(site.clinic.name)
    expect(await page.content()).not.toMatch(/%[A-Z_]+%/)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
    await watched.context.close()
  })
})

test('the article’s parts can be reached from their list', async () => {
  const { page, watched } = await VisitorPage.arrive(browser, server.demoUrl)
  const links = page.getByRole('navigation', { name: 'In this article' }).getByRole('link')
  expect(await links.count()).toBeGreaterThan(4)
  for (const link of await links.all()) {
    await link.click()
    await page.getByRole('heading', { name: await link.innerText(), level: 2 }).waitFor()
    const target = page.locator(new URL(page.url()).hash)
    expect(await target.innerText()).toBe(await link.innerText())
    await expect.poll(async () => (await target.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0)
    await page.evaluate(() => scrollTo(0, 0))
  }
  await watched.context.close()
})

test('“Read it in the article” brings the passage into view', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl, { viewport: { width: 1280, height: 800 } })
  const { page, panel, watched } = visitor
  await visitor.open()
  await visitor.ask('what dose do you use?')
  await panel.getByRole('button', { name: /Show the passage/ }).click()
  await panel.getByText('Read it in the article').first().click()
  const passage = page.locator('article p', { hasText: '0.5 mg/kg' }).first()
  await expect.poll(async () => (await passage.boundingBox())?.y ?? -1).toBeLessThan(800)
  expect((await passage.boundingBox())?.y).toBeGreaterThan(-400)
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0)
  watched.expectClean()
  await watched.context.close()
})

test('a visitor who reads Spanish opens the chat in Spanish', async () => {
  const { page, panel, watched } = await VisitorPage.arrive(browser, server.demoUrl)
  await page.getByRole('button', { name: 'Abrir el chat en español' }).click()
  await panel.getByText('¿Qué le gustaría saber?').waitFor()
  await watched.context.close()
})
