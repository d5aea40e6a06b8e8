import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, launcherState, openClinic, plainPage, wholeChat } from '../../support/clinic-site.ts'
import type { VisitorPage } from '../../support/people.ts'

/** A small phone that is held upright. */
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }

let browser: Browser
let clinic: ClinicSite
let visitor: VisitorPage
let devtools: CDPSession
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/before', plainPage('<a href="/">On</a>'))
  clinic.put('/', plainPage(clinic.tag()).replace('initial-scale=1', 'initial-scale=1, viewport-fit=cover'))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})
beforeEach(async () => {
  await visitor?.watched.context.close()
  visitor = await clinic.visit(browser, '/before', PHONE)
  await visitor.page.getByRole('link', { name: 'On' }).tap()
  await visitor.launcher.waitFor()
  devtools = await visitor.page.context().newCDPSession(visitor.page)
})

const frameBox = () => visitor.page.locator('bedside-chat iframe').boundingBox()
const open = async () => {
  await visitor.launcher.tap()
  await visitor.field.waitFor()
}

test('the panel fills the screen, and its field is large enough that no phone zooms in on it', async () => {
  await visitor.page.evaluate(() => scrollTo(0, 300))
  await open()
  expect(await frameBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 })
  const size = await visitor.field.evaluate((field) => Number.parseFloat(getComputedStyle(field).fontSize))
  expect(size).toBeGreaterThanOrEqual(16)
  expect(await visitor.page.evaluate(() => scrollY)).toBe(300)
})

test('Back closes the panel and leaves the page where it is; the next Back leaves the page', async () => {
  await wholeChat(visitor)
  await visitor.page.goBack()
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
  expect(visitor.page.url()).toBe(`${clinic.url}/`)
  await open()
  await visitor.panel.getByRole('button', { name: 'Close chat' }).tap()
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
  await expect.poll(() => visitor.page.evaluate(() => history.state)).toBe(null)
  expect(visitor.page.url()).toBe(`${clinic.url}/`)
  await visitor.page.goBack()
  expect(visitor.page.url()).toBe(`${clinic.url}/before`)
  clinic.expectQuiet(visitor)
})

test('the panel keeps clear of notch and home bar', async () => {
  await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets: { top: 47, bottom: 34 } })
  await open()
  const padding = await visitor.page.locator('bedside-chat iframe').evaluate((frame) => {
    const { paddingTop, paddingBottom } = getComputedStyle(frame)
    return [paddingTop, paddingBottom]
  })
  expect(padding).toEqual(['47px', '34px'])
  expect(await frameBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 })
  expect(await visitor.frame().evaluate(() => [innerWidth, innerHeight])).toEqual([360, 640 - 47 - 34])
})

test('the panel takes the part of the page that is seen when the page is zoomed', async () => {
  await open()
  await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 })
  await expect
    .poll(() => visitor.page.locator('bedside-chat iframe').evaluate((frame) => frame.getBoundingClientRect().height))
    .toBe(320)
})

// A keyboard cannot be brought up without a screen: what a browser tells a page then is given to it by hand.
test('above a keyboard the field and the last message can be seen', async () => {
  await wholeChat(visitor)
  await visitor.page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { get: () => 330 })
    Object.defineProperty(visualViewport, 'offsetTop', { get: () => 12 })
    visualViewport?.dispatchEvent(new Event('resize'))
  })
  expect(await frameBox()).toEqual({ x: 0, y: 12, width: 360, height: 330 })
  await expect.poll(() => visitor.frame().evaluate(() => innerHeight)).toBe(330)
  const inside = (box: { y: number; height: number } | null) => box && box.y >= 12 && box.y + box.height <= 12 + 330
  expect(inside(await visitor.field.boundingBox())).toBe(true)
  await visitor.ask('what is ketamine?')
  const last = visitor.log.getByText('what is ketamine?', { exact: true }).last()
  await expect.poll(async () => inside(await last.boundingBox())).toBe(true)
})
