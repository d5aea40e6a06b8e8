import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, openClinic, plainPage } from '../../support/clinic-site.ts'

/** Where the chat cannot come there is a telephone number, 911 and 988: never nothing. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

const NUMBERS = ['tel:8055550142', 'tel:911', 'tel:988']

test('the tag as the README gives it, on a page without JavaScript', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const snippet = /```html\n([\s\S]+?)```/.exec(readme)?.[1] ?? ''
  expect(snippet).toContain('/bedside.js')
  clinic.put('/', plainPage(snippet.replace('https://chat.your-clinic.example', clinic.chat.url)))
  const visitor = await clinic.visit(browser, '/', { javaScriptEnabled: false })
  const links = visitor.page.getByRole('link')
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(NUMBERS)
  for (const link of await links.all()) expect(await link.isVisible()).toBe(true)
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()

  // with JavaScript the launcher is there in their place
  const other = await clinic.visit(browser)
  await other.launcher.waitFor()
  expect(await other.page.getByRole('link').count()).toBe(0)
  await other.watched.context.close()
})

test.each([
  ['a policy of the page forbids frames', { 'content-security-policy': "frame-src 'none'" }, false],
  ['the chat’s address is blocked', {}, true],
])('numbers stand in where %s, and the launcher stays to try again', async (_name, headers, blocked) => {
  clinic.put('/', plainPage(clinic.tag('data-phone="(805) 555-0142"')), headers)
  const visitor = await clinic.visit(browser)
  await visitor.launcher.waitFor()
  if (blocked) await visitor.page.route(`${clinic.chat.url}/**`, (route) => route.abort())
  await visitor.launcher.click()
  const links = visitor.page.locator('bedside-chat a')
  await links.first().waitFor({ timeout: 20_000 })
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(NUMBERS)
  await expectAccessible(visitor.page, 'the numbers')
  if (blocked) {
    await visitor.page.unroute(`${clinic.chat.url}/**`)
    await visitor.open()
    expect(await links.count()).toBe(0)
  }
  await visitor.watched.context.close()
})
