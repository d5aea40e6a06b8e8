import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { StaffPage, VisitorPage } from '../../support/people.ts'

let browser: Browser
let clinic: Clinic
/** The evening before Thanksgiving, 8:00 PM at the clinic: closed, and then two holidays and a weekend. */
const THANKSGIVING_EVE = Date.parse('2026-11-25T20:00:00-08:00')
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic({ startsAt: THANKSGIVING_EVE })])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/** A visitor in a zone, whose device has the clinic's time; what the panel says of the staff before anything is typed. */
async function told(timezoneId: string, locale: 'en-US' | 'es-US' = 'en-US'): Promise<string> {
  const visitor = await VisitorPage.arrive(browser, 'about:blank', { timezoneId, locale })
  await visitor.page.clock.setFixedTime(clinic.clock.now())
  await visitor.page.goto(clinic.demoUrl)
  await visitor.open()
  if (locale === 'es-US') await visitor.panel.getByRole('button', { name: 'Español' }).first().click()
  const line = visitor.panel.getByText(/^(Staff are back|El personal vuelve)/)
  await line.waitFor()
  const starter = visitor.panel.getByRole('button', { name: /\?$/ }).first()
  // The panel is drawn anew when its connection is there: until then neither has a place for long.
  await expect
    .poll(async () => {
      const [before, after] = [await line.boundingBox(), await starter.boundingBox()]
      return before !== null && after !== null && before.y < after.y
    })
    .toBe(true)
  const text = await line.locator('xpath=..').innerText()
  await visitor.watched.context.close()
  return text.replaceAll(/\s+/g, ' ')
}

test('a visitor of a closed clinic reads when staff are back before typing a word, over holidays, in both zones (H8, H9)', async () => {
  expect(await told('America/Los_Angeles')).toBe('Staff are back Monday at 9:00 AM Pacific. I can answer now.')
  expect(await told('America/New_York')).toBe(
    'Staff are back Monday at 9:00 AM Pacific. I can answer now. That is 12:00 PM where you are.',
  )
  expect(await told('America/Los_Angeles', 'es-US')).toMatch(
    /^El personal vuelve el lunes a las 9:00 a\.\s?m\. \(hora del Pacífico\)/,
  )
})

test('in the night in which clocks go forward, the time is right by the wall clock of both (H8)', async () => {
  const saturdayNight = Date.parse('2027-03-13T23:30:00-08:00')
  clinic.clock.set(saturdayNight)
  await clinic.clock.advance(60_000)
  expect(await told('America/Los_Angeles')).toBe('Staff are back Monday at 9:00 AM Pacific. I can answer now.')
  // Arizona has no summer time: what was one hour ahead is the same from then on
  expect(await told('America/Phoenix')).toBe('Staff are back Monday at 9:00 AM Pacific. I can answer now.')
  expect(await told('America/Denver')).toContain('That is 10:00 AM where you are.')
})

test('the launcher says it too, and somebody who asks for a person is offered a form at once', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.page.clock.setFixedTime(clinic.clock.now())
  await visitor.open()
  await visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true }).click()
  await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
  const form = visitor.panel.getByRole('form', { name: 'Nobody can join right now' })
  const unattended = visitor.panel.getByRole('region', { name: 'Nobody can join right now' })
  await unattended.getByText(/^Staff are back Monday, 9:00 AM Pacific\. Or call/).waitFor()
  expect(await form.getByLabel('Your question').inputValue()).toBe('')
  await form.getByLabel('Your question').fill('Do you have a harp?')
  await form.getByLabel('Phone or e-mail, so we can answer').fill('pat@example.org')
  await form.getByRole('button', { name: 'Leave the message' }).click()
  await visitor.log.getByText('Staff will answer you at pat@example.org.').waitFor()
  // Whoever comes in the morning finds it (N7).
  const staff = await StaffPage.setUp(browser, clinic)
  await staff.page
    .getByRole('navigation')
    .getByRole('link', { name: /^Left messages/ })
    .click()
  await staff.row('Do you have a harp?').click()
  await staff.page.getByText('pat@example.org').first().waitFor()
  await staff.watched.context.close()
  await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
  await visitor.page.getByRole('button', { name: /Staff back Monday, 9:00 AM/ }).waitFor()
  await visitor.watched.context.close()
})
