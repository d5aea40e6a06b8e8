import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

const BEN = { name: 'Ben Ode', email: 'ben@ninesisters.example', password: 'a second lamp at night' }

let browser: Browser
let server: RunningServer
let ana: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

async function openPeople({ page }: StaffPage): Promise<void> {
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Make the invitation' }).waitFor()
}

async function invite({ page }: StaffPage, email: string, role: string): Promise<string> {
  await page.getByLabel('Work e-mail').fill(email)
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  const link = page.getByLabel('Invitation link')
  await link.waitFor()
  return link.inputValue()
}

test('an admin invites somebody, gives them another role, locks them out and removes them', async () => {
  const { page } = ana
  await openPeople(ana)
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByText('Type an e-mail address, such as ana@clinic.example.').waitFor()
  const link = await invite(ana, BEN.email, 'Staff')
  await expectAccessible(page, 'people')
  await shot(page, 'people-light')

  const ben = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const his = await ben.newPage()
  await his.goto(link)
  await his.getByText(`${BEN.email} was invited as: Staff.`).waitFor()
  expect(new URL(his.url()).hash).toBe('#/invitation')
  await expectAccessible(his, 'invitation')
  await shot(his, 'invitation-phone')
  await his.getByRole('button', { name: 'Make the account' }).click()
  await his.getByText('Type your name.').waitFor()
  await his.getByLabel('Name', { exact: true }).fill(BEN.name)
  await his.getByLabel('Password', { exact: true }).fill(BEN.password)
  await his.getByRole('button', { name: 'Make the account' }).click()
  await his.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  await his.getByRole('link', { name: 'More' }).click()
  await his.getByText(BEN.email).first().waitFor()
  expect(await his.getByRole('link', { name: 'People' }).count()).toBe(0)

  await page.reload()
  const row = page.getByRole('listitem').filter({ hasText: BEN.email })
  await row.getByLabel(`Role of ${BEN.name}`).selectOption('editor')
  await page.getByText(`${BEN.name} has the role Editor now, and signs in again.`).waitFor()
  await his.getByText('You were signed out.').waitFor()

  await row.getByRole('button', { name: `Lock out: ${BEN.name}` }).click()
  await page.getByText(`${BEN.name} is locked out.`).waitFor()
  await his.getByLabel('Work e-mail').fill(BEN.email)
  await his.getByLabel('Password', { exact: true }).fill(BEN.password)
  await his.getByRole('button', { name: 'Sign in', exact: true }).click()
  await his.getByText(/don’t match an account|do not match an account|match an account/).waitFor()

  await row.getByRole('button', { name: `Remove… ${BEN.name}` }).click()
  await expectAccessible(page, 'people, asked before removing')
  await page.keyboard.press('Enter')
  await row.getByRole('button', { name: `Remove… ${BEN.name}` }).click()
  await row.getByRole('button', { name: 'Remove the account' }).click()
  await page.getByText(`The account of ${BEN.name} was removed.`).waitFor()
  expect(await row.count()).toBe(0)
  await ben.close()
  ana.watched.expectClean()
})

test('the last admin is told why they stay', async () => {
  const { page } = ana
  await page.reload()
  await page.getByLabel(`Role of ${OWNER.name}`).selectOption('staff')
  await page.getByText('One admin must stay. Make somebody else an admin first.').waitFor()
  expect(await page.getByLabel(`Role of ${OWNER.name}`).inputValue()).toBe('admin')
})

test('an invitation that was used says so, and people fit a phone in the dark and in Spanish', async () => {
  const link = await invite(ana, 'cam@ninesisters.example', 'Admin')
  await ana.page.getByRole('button', { name: /^Take back/ }).click()
  await ana.page.getByText('The invitation of cam@ninesisters.example was taken back.').waitFor()
  const late = await browser.newPage()
  await late.goto(link)
  await late.getByText('This invitation was used, taken back, or has expired.').waitFor()
  await late.close()

  const phone = await StaffPage.signIn(browser, server, {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  })
  await phone.page.goto(`${server.url}/staff?lang=es#/people`)
  await phone.page
    .getByRole('link', { name: 'More' })
    .or(phone.page.getByRole('link', { name: 'Más' }))
    .click()
  await phone.page.getByRole('button', { name: 'Español' }).click()
  await phone.page.getByRole('link', { name: 'Personas' }).click()
  await phone.page.getByRole('heading', { name: 'Personas', level: 1 }).waitFor()
  await phone.page.getByRole('button', { name: 'Crear la invitación' }).waitFor()
  await expectAccessible(phone.page, 'people on a phone, dark, Spanish')
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await shot(phone.page, 'people-phone-dark')
  await phone.watched.context.close()
})

test('people see where they are signed in, end it there, change their password and end all', async () => {
  const home = await StaffPage.signIn(browser, server)
  const { page } = ana
  await page.getByRole('link', { name: 'Your account' }).click()
  const sessions = page.getByRole('listitem').filter({ hasText: 'Chrome, Linux' })
  await sessions.first().waitFor()
  await sessions.filter({ hasText: '(this one)' }).waitFor()
  await page.getByRole('button', { name: 'Sign out: Chrome, Linux' }).first().click()
  await page.getByText('Chrome, Linux was signed out.').waitFor()
  await home.page.getByText('You were signed out.').waitFor()
  await home.watched.context.close()

  await page.getByLabel('Your password now').fill(OWNER.password)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Use 12 to 128 characters.').waitFor()
  await page.getByLabel('New password').fill('a second lamp left on')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('The password was changed.').waitFor()
  await expectAccessible(page, 'account with sessions')
  await shot(page, 'account-light')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'Staff sign in' }).waitFor()
  await ana.fillSignIn('a second lamp left on')
  await page.getByRole('link', { name: 'Your account' }).waitFor()
})
