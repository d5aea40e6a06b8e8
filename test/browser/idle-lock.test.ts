import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}
const locked = (page: Page) => page.getByRole('heading', { name: 'Locked' })
const unlock = async (page: Page, password: string) => {
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

test('S11: after 15 minutes without input every tab is locked and blurred, gets nothing, and goes on with its drafts', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  const ana = await StaffPage.setUp(browser, server)
  const { page } = ana
  await visitor.ask('how much does it cost?')
  await ana.row('how much does it cost?').click()
  await ana.take()
  await ana.reply.fill('A draft that is not sent')
  await page.clock.install()
  await page.reload()
  await ana.reply.waitFor()
  const other = await ana.watched.context.newPage()
  await other.goto(`${server.url}/staff`)
  await other.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  await page.bringToFront()

  await page.clock.fastForward(14 * 60_000)
  await page.getByText('Visitors see that a person is here.').waitFor()
  await page.clock.fastForward(61_000)
  await locked(page).waitFor()
  await locked(other).waitFor()
  expect(await page.locator('.veil').evaluate((veil) => getComputedStyle(veil).filter)).toContain('blur')
  expect(await page.locator('.veil').evaluate((veil) => (veil as HTMLElement).inert)).toBe(true)
  await expectAccessible(page, 'locked')
  await shot(page, 'locked-light')

  // what arrives now reaches the server and not this page, and no shortcut works
  await visitor.ask('are you still there?')
  expect(await page.locator('.veil').getByText('are you still there?').count()).toBe(0)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('.veil') !== null)).toBe(false)

  // a reload does not help
  await other.reload()
  await locked(other).waitFor()
  expect(await other.getByRole('navigation').count()).toBe(0)

  await unlock(page, 'not the password')
  await page.getByText('This is not your password.').waitFor()
  await unlock(page, OWNER.password)
  await page.getByRole('log').getByText('are you still there?').waitFor()
  expect(await ana.reply.inputValue()).toBe('A draft that is not sent')
  await other.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  expect(await locked(other).count()).toBe(0)
  ana.watched.expectClean()
  await visitor.watched.context.close()
})
