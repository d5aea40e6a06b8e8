import puppeteer, { type Browser, type Frame, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClinicSite, openClinic, plainPage } from '../../support/clinic-site.ts'
import { findFirefox } from '../../support/ensure-firefox.ts'

/** The one page on which another engine draws launcher and panel. Playwright drives no Firefox but its own. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  const executablePath = findFirefox()
  if (!executablePath) throw new Error('No Firefox. Run "npm test", which installs it where it may.')
  ;[browser, clinic] = await Promise.all([puppeteer.launch({ browser: 'firefox', executablePath }), openClinic()])
  clinic.put('/', plainPage(clinic.tag()))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

async function find(where: Page | Frame, selector: string) {
  const found = await where.waitForSelector(selector, { visible: true })
  if (!found) throw new Error(`no ${selector}`)
  return found
}

async function panelOf(page: Page) {
  const frame = await (await find(page, 'bedside-chat >>> iframe.open')).contentFrame()
  if (!frame) throw new Error('no panel')
  return frame
}

test('a whole chat in Firefox', async () => {
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.goto(`${clinic.url}/`)
  const launcher = await find(page, 'bedside-chat >>> button')
  await launcher.click()
  const panel = await panelOf(page)
  await (await find(panel, '#field')).type('what is NMDA?')
  await page.keyboard.press('Enter')
  await (await find(panel, '::-p-text(Agree and send)')).click()
  await find(panel, '::-p-text(receptor)')
  await (await find(panel, '::-p-aria(Close chat)')).click()
  await page.waitForSelector('bedside-chat >>> iframe.open', { hidden: true })
  await launcher.click()
  await find(await panelOf(page), '::-p-text(receptor)')

  // the site replaces its whole document
  await page.evaluate(() => {
    const next = new DOMParser().parseFromString('<title>Next</title><h2>Next</h2>', 'text/html')
    document.replaceChild(next.documentElement, document.documentElement)
  })
  await find(page, 'h2')
  await find(await panelOf(page), '::-p-text(receptor)')
  expect((await page.$$('bedside-chat')).length).toBe(1)
  expect(said).toEqual([])
})
