import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import {
  type ClinicSite,
  closeAndReopen,
  launcherState,
  meetPerson,
  openClinic,
  plainPage,
} from '../../support/clinic-site.ts'
import { StaffPage } from '../../support/people.ts'

let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/', plainPage(clinic.tag()))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

test('a reply to a closed panel is told by the launcher’s name, its badge and the title, and the panel stays closed', async () => {
  const staff = await StaffPage.setUp(browser, clinic.chat)
  const visitor = await clinic.visit(browser)
  const { page } = visitor
  await visitor.open()
  await meetPerson(visitor, staff)
  await closeAndReopen(visitor)
  await page.keyboard.press('Escape')
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
  expect(await page.title()).toBe('A clinic')
  await staff.send('Yes, gladly.')
  await page.getByRole('button', { name: 'Chat, 1 unread message' }).waitFor()
  expect(await page.title()).toBe('(1) A clinic')
  await staff.send('When did it begin?')
  await page.getByRole('button', { name: 'Chat, 2 unread messages' }).waitFor()
  expect(await page.title()).toBe('(2) A clinic')
  expect(await launcherState(visitor)).toMatchObject({ open: false, badge: '2' })
  await visitor.open()
  await visitor.log.getByText('When did it begin?').waitFor()
  await expect.poll(() => page.title()).toBe('A clinic')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Ask a question' }).waitFor()
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})
