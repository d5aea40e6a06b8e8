import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, openClinic, plainPage } from '../../support/clinic-site.ts'

let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

test('a page on an origin that is not allowed gets no panel, and no socket', async () => {
  clinic.put('/', plainPage(clinic.tag()))
  const elsewhere = clinic.url.replace('localhost', '127.0.0.1')
  const visitor = await clinic.visit(browser)
  await visitor.page.goto(`${elsewhere}/`)
  await visitor.launcher.first().click()
  await expect.poll(() => visitor.page.frames().some((frame) => frame.url().startsWith('chrome-error:'))).toBe(true)
  // telephone numbers stand in for it
  await visitor.page.locator('bedside-chat a').first().waitFor({ timeout: 20_000 })
  const handshake = `${clinic.chat.url}/socket.io/?EIO=4&transport=polling`
  expect((await fetch(handshake, { headers: { origin: elsewhere } })).status).toBe(403)
  expect((await fetch(handshake, { headers: { origin: clinic.chat.url } })).status).toBe(200)
  await visitor.watched.context.close()
})
