import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { totpAt } from '../support/totp.ts'

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
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

let key = ''
let backupCode = ''

/** From the button to the kit on the screen. */
async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByLabel('Your password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByText('This is not your password.').waitFor()
  await page.getByLabel('Your password', { exact: true }).fill(OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: /^Picture for the authenticator app/ }).waitFor()
  key = (await page.locator('.by-hand').textContent()) ?? ''
  const codes = page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')
  expect(await codes.count()).toBe(10)
  backupCode = (await codes.first().textContent()) ?? ''
}

async function passwordOnly(options = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(`${server.url}/staff`)
  await page.getByLabel('Work e-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  return page
}

test('S11: the second factor is set up in the account, in every tab at once, and asked for from then on', async () => {
  const ana = await StaffPage.setUp(browser, server)
  const { page } = ana
  const otherTab = await ana.watched.context.newPage()
  await otherTab.goto(`${server.url}/staff`)
  await otherTab.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()

  await page.getByRole('link', { name: 'Your account' }).click()
  await expectAccessible(page, 'account')
  await begin(page)
  await expectAccessible(page, 'account, scanning')
  await shot(page, 'second-factor-light')
  await page.getByLabel('Code that the app shows').fill('000000')
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByText('This code is wrong or was used.').waitFor()
  await page.getByLabel('Code that the app shows').fill(totpAt(key, Date.now() - 30_000))
  await page.keyboard.press('Enter')
  await page.getByText('The second factor is on.').waitFor()
  // The session is a new one. The socket of the old one is closed, and no tab is signed out by that.
  await otherTab.getByRole('link', { name: 'Your account' }).click()
  await otherTab.getByText('On. Signing in asks for a code of your authenticator app.').waitFor()
  await page.getByText('Visitors see that a person is here.').waitFor()

  const phone = await passwordOnly({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  await expectAccessible(phone, 'code')
  await shot(phone, 'code-phone-dark')
  await phone.getByLabel('Code', { exact: true }).fill(totpAt(key, Date.now()))
  await phone.keyboard.press('Enter')
  await phone.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  await phone.goto(`${server.url}/staff#/you`)
  await phone.getByText('On. Signing in asks').waitFor()
  await expectAccessible(phone, 'account on a phone, dark')
  await phone.context().close()

  const withBackup = await passwordOnly()
  await withBackup.getByLabel('Code', { exact: true }).fill('nothing')
  await withBackup.keyboard.press('Enter')
  await withBackup.getByText('This code is wrong or was used.').waitFor()
  await withBackup.getByLabel('Code', { exact: true }).fill(backupCode)
  await withBackup.keyboard.press('Enter')
  await withBackup.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  await withBackup.context().close()

  await page.getByRole('button', { name: 'Turn it off' }).click()
  await page.getByLabel('Your password', { exact: true }).fill(OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByText('The second factor is off.').waitFor()
  ana.watched.expectClean()
  await ana.watched.context.close()
})

test('S11: where the clinic requires it, the console opens only after it is set up', async () => {
  const strict = await startServer({ SECOND_FACTOR: 'required' })
  const page = await browser.newPage()
  await page.goto(strict.setupLink ?? '')
  await page.getByLabel('Name', { exact: true }).fill(OWNER.name)
  await page.getByLabel('Work e-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('heading', { name: 'Set up the second factor' }).waitFor()
  expect(await page.getByRole('navigation').count()).toBe(0)
  await begin(page)
  await expectAccessible(page, 'required second factor')
  await page.getByLabel('Code that the app shows').fill(totpAt(key, Date.now()))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your clinic', level: 1 }).waitFor()
  await page.close()
  await strict.cleanUp()
})
