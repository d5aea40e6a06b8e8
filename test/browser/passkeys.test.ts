import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authenticator, plugIn } from '../support/authenticator.ts'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
let ana: StaffPage
let key: Authenticator
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  ana = await StaffPage.setUp(browser, server)
  key = await plugIn(ana.page)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

async function signOut(page: Page): Promise<void> {
  // Nobody touches it: the field of the name would offer a passkey, and this authenticator takes every offer.
  await key.isTouched(false)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('heading', { name: 'Staff sign in' }).waitFor()
}

/** Wherever in the console that is. */
const isIn = (page: Page) => page.getByRole('link', { name: 'Your account' }).waitFor()

const withPasskey = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' })

test('a passkey is added by keyboard in the account, and signs in from then on', async () => {
  const { page } = ana
  await page.goto(`${server.url}/staff#/you`)
  await page.getByText('You have no passkey yet.').waitFor()
  await page.getByRole('button', { name: 'Add a passkey' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByText('Type a name of 1 to 60 characters.').waitFor()
  await page.keyboard.type('Front desk')
  await page.keyboard.press('Tab')
  await page.keyboard.type('not the password')
  await page.keyboard.press('Enter')
  await page.getByText('This is not your password.').waitFor()
  await expectAccessible(page, 'adding a passkey')
  await page.getByLabel('Your password', { exact: true }).fill(OWNER.password)

  await key.recognizes(false)
  await page.keyboard.press('Enter')
  await page.getByText('No passkey was used. Try again when you are ready.').waitFor()
  await key.recognizes(true)
  await page.getByRole('button', { name: 'Make the passkey' }).click()
  await page.getByText('Front desk is a passkey of your account now.').waitFor()
  expect(await key.count()).toBe(1)
  await page.getByRole('listitem').filter({ hasText: 'Front desk' }).getByText('not used yet').waitFor()
  await expectAccessible(page, 'account with a passkey')
  await shot(page, 'passkeys-light')
  await page.goto(`${server.url}/staff#/people`)
  await page
    .getByRole('listitem')
    .filter({ hasText: OWNER.email })
    .getByText(/· 1 passkey$/)
    .waitFor()
  expect(await page.getByText('No second factor').count()).toBe(0)
  await page.goto(`${server.url}/staff#/you`)

  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name of the passkey').fill('Once more')
  await page.getByLabel('Your password', { exact: true }).fill(OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByText('This device has a passkey of your account already.').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()

  await signOut(page)
  await expectAccessible(page, 'sign-in with passkeys')
  await shot(page, 'sign-in-light')
  await key.isTouched(true)
  await withPasskey(page).focus()
  await page.keyboard.press('Enter')
  await isIn(page)
  ana.watched.expectClean()
})

test('a passkey that is offered in the field of the name signs in when it is chosen', async () => {
  const { page } = ana
  await signOut(page)
  await key.isTouched(true)
  await page.reload()
  await isIn(page)
})

test('a console that was locked is unlocked with it', async () => {
  const { page } = ana
  await page.evaluate(() =>
    fetch('/api/staff/lock', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-bedside': '1' },
      body: '{}',
    }),
  )
  await page.getByRole('heading', { name: 'Locked' }).waitFor()
  await expectAccessible(page, 'locked, with a passkey')
  await shot(page, 'lock-light')
  await page.getByRole('button', { name: 'Unlock with a passkey' }).click()
  await page.getByRole('heading', { name: 'Locked' }).waitFor({ state: 'detached' })
})

test('who says no, holds another key, or lost theirs is told so in plain words, in both languages and on a phone', async () => {
  const { page } = ana
  await signOut(page)
  await key.recognizes(false)
  await key.isTouched(true)
  await withPasskey(page).click()
  await page.getByText('No passkey was used. Try again, or sign in with your password.').waitFor()
  // Untouched, it answers nothing by itself while a password is typed.
  await key.isTouched(false)
  await key.recognizes(true)

  // Removed from the account while the device still has it.
  await ana.fillSignIn(OWNER.password)
  await isIn(page)
  await page.goto(`${server.url}/staff#/you`)
  await page.getByRole('button', { name: 'Remove: Front desk' }).click()
  await page.getByText('Front desk opens your account no more.').waitFor()
  await page.getByText('You have no passkey yet.').waitFor()
  await signOut(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('button', { name: 'Español' }).click()
  await key.isTouched(true)
  await page.getByRole('button', { name: 'Entrar con una clave de acceso' }).click()
  await page.getByText('Esta clave de acceso no abre ninguna cuenta aquí.').waitFor()
  await expectAccessible(page, 'sign-in refused on a phone, dark, Spanish')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await shot(page, 'sign-in-phone-dark')

  await key.exchange()
  await page.getByRole('button', { name: 'Entrar con una clave de acceso' }).click()
  await page.getByText('No se usó ninguna clave de acceso.').waitFor()
  ana.watched.expectClean()
})
