import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { troubles } from '../support/hands.ts'
import { OWNER, StaffPage, VisitorPage } from '../support/people.ts'
import { startServerWithOwnContent } from '../support/process.ts'

let browser: Browser
let server: Awaited<ReturnType<typeof startServerWithOwnContent>>
let ana: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServerWithOwnContent()])
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const SECTIONS = ['clinic', 'hours', 'emergency', 'site', 'texts', 'keeping']
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click()

async function openSettings(page: Page, section = 'clinic'): Promise<void> {
  await page.goto(`${server.url}/staff#/settings/${section}`)
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await page.locator('.settings-group').first().waitFor()
}

test('a change waits for its saving, can be taken back, and reaches visitors when it is saved', async () => {
  const { page } = ana
  await page.getByRole('link', { name: 'Settings' }).click()
  const name = page.getByLabel('Name of the clinic')
  await name.fill('Harbor Pain Clinic')
  await page.locator('.save-bar').getByText('1 change is not saved.').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(await name.inputValue()).toBe('Nine Sisters Infusion Clinic')
  await page.getByRole('link', { name: 'Your site' }).click()
  await page.getByLabel('Addresses of your site').fill('https://typed.example')
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(await page.getByLabel('Addresses of your site').inputValue()).toBe('')
  await page.getByRole('link', { name: 'Clinic', exact: true }).click()

  // What was typed stays while another page is looked at.
  await name.fill('Harbor Pain Clinic')
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Waiting and keeping' }).click()
  await page.getByLabel('Minutes', { exact: true }).fill('7')
  await page.locator('.save-bar').getByText('2 changes are not saved.').waitFor()
  await save(page)
  await page.locator('.save-bar').getByText('Everything is saved.').waitFor()
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.panel.getByText('Harbor Pain Clinic').first().waitFor()
  await visitor.watched.context.close()
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Changed settings' }).first().waitFor()
})

test('what is wrong is said at its field, also on another part of the settings, and nothing is lost', async () => {
  const { page } = ana
  await openSettings(page, 'texts')
  await page.getByLabel('Name of the assistant (English)').fill('Nurse Lamp')
  await page.getByRole('link', { name: 'Waiting and keeping' }).click()
  await page.getByLabel('Days, with a person in it').fill('45')
  await save(page)
  await page.getByText(/a clinician's title/).waitFor()
  await page.locator('.save-bar').getByText('Not saved: 1 thing needs another look.').waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await expectAccessible(page, 'settings, refused')
  await page.getByLabel('Name of the assistant (English)').fill('Lamp')
  await save(page)
  await page.locator('.save-bar').getByText('Everything is saved.').waitFor()
  expect(await readFile(join(server.contentDir, 'site.yaml'), 'utf8')).toContain('staffDays: 45')
})

test('a time that is taken out is refused at its day, and a card that was refused stays open while it is put right', async () => {
  const { page } = ana
  await openSettings(page, 'hours')
  await page.getByLabel('Monday, opens (1)').fill('')
  await save(page)
  await page
    .getByRole('group', { name: 'Monday' })
    .getByText(/must be a span of the day/)
    .waitFor()
  await expectAccessible(page, 'settings, hours refused')
  await page.getByLabel('Monday, opens (1)').fill('08:30')
  expect(await page.getByLabel('As visitors read it (English)').inputValue()).toMatch(
    /^Monday, 8:30 AM to 5:00 PM; Tuesday to/,
  )
  await page.getByLabel('Its short name (English)').fill('Eastern')
  expect(await page.getByLabel('As visitors read it (English)').inputValue()).toMatch(/ Eastern$/)

  await page.getByRole('link', { name: 'Emergency lines' }).click()
  const card = page.getByRole('region', { name: 'Signs of a medical emergency' })
  await card.getByText('Change the words and numbers').click()
  const number = card.getByLabel(/^Button 1 opens/).first()
  await number.fill('call')
  await save(page)
  await card.getByText(/must begin with tel:/).waitFor()
  await number.fill('tel:911')
  expect(await number.isVisible()).toBe(true)
  await save(page)
  await page.locator('.save-bar').getByText('Everything is saved.').waitFor()
  expect(await readFile(join(server.contentDir, 'site.yaml'), 'utf8')).toContain('monday: [08:30-17:00]')
})

test('what was typed is there after the console was locked', async () => {
  const { page } = ana
  await openSettings(page)
  await page.getByLabel('Phone', { exact: true }).fill('(805) 555-0177')
  await page.evaluate(() => {
    new BroadcastChannel('bedside-console').postMessage('locked')
  })
  await page.getByRole('heading', { name: 'Locked' }).waitFor()
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Locked' }).waitFor({ state: 'detached' })
  expect(await page.getByLabel('Phone', { exact: true }).inputValue()).toBe('(805) 555-0177')
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('of two admins the second is told that the first was there, and chooses', async () => {
  const { page } = ana
  const other = await StaffPage.signIn(browser, server)
  await openSettings(page)
  await openSettings(other.page)
  await page.getByLabel('Phone', { exact: true }).fill('(805) 555-0101')
  await save(page)
  await page.locator('.save-bar').getByText('Everything is saved.').waitFor()
  await other.page.getByLabel('Phone', { exact: true }).fill('(805) 555-0102')
  await save(other.page)
  await other.page.getByText(/Somebody else has changed the settings since/).waitFor()
  expect(await other.page.getByLabel('Phone', { exact: true }).inputValue()).toBe('(805) 555-0102')
  await other.page.getByRole('button', { name: 'Load theirs, keep mine' }).click()
  await other.page.getByText(/Somebody else has changed the settings since/).waitFor({ state: 'detached' })
  await save(other.page)
  await other.page.locator('.save-bar').getByText('Everything is saved.').waitFor()
  expect(await readFile(join(server.contentDir, 'site.yaml'), 'utf8')).toContain('phone: (805) 555-0102')
  await other.watched.context.close()
})

test('every part fits a desk and a phone, in light and dark, in English and Spanish', async () => {
  await openSettings(ana.page)
  for (const section of SECTIONS) {
    await openSettings(ana.page, section)
    for (const colorScheme of ['dark', 'light'] as const) {
      await ana.page.emulateMedia({ colorScheme })
      await expectAccessible(ana.page, `settings, ${section}, ${colorScheme}`)
      await shot(ana.page, `settings-${section}-${colorScheme}`)
    }
  }
  const phone = await StaffPage.signIn(browser, server, { viewport: { width: 360, height: 740 }, hasTouch: true })
  await phone.page.goto(`${server.url}/staff?lang=es#/settings/clinic`)
  await phone.page
    .getByRole('link', { name: 'More' })
    .or(phone.page.getByRole('link', { name: 'Más' }))
    .waitFor()
  for (const section of SECTIONS) {
    await phone.page.goto(`${server.url}/staff?lang=es#/settings/${section}`)
    await phone.page.locator('.settings-group').first().waitFor()
    expect(await troubles(phone.page, 44), section).toEqual([])
    await shot(phone.page, `settings-${section}-phone`)
  }
  await phone.watched.context.close()
  ana.watched.expectClean()
})

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}
