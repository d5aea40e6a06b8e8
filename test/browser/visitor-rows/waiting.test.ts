import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { StaffPage, VisitorPage } from '../../support/people.ts'

const MINUTE = 60_000

let browser: Browser
let clinic: Clinic
let staff: StaffPage
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  staff = await StaffPage.setUp(browser, clinic)
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

async function arrive(): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  await visitor.panel.getByText(/staff here/).waitFor()
  return visitor
}

const waitingCard = (visitor: VisitorPage) =>
  visitor.panel.getByRole('region', { name: "We've asked a person to join" })

test('somebody who taps "Talk to a person" again and again waits once (H5)', async () => {
  const visitor = await arrive()
  await visitor.ask('what is NMDA?')
  const person = visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true })
  await person.click({ clickCount: 10 })
  await waitingCard(visitor).waitFor()
  await staff.showWaiting()
  await staff.row('what is NMDA?').waitFor()
  const log = (await clinic.logs()).find((events) => events.some((e) => e.type === 'message:sent'))
  expect(log?.filter(({ type }) => type.startsWith('handoff:')).map(({ type }) => type)).toEqual(['handoff:requested'])
  expect(await waitingCard(visitor).count()).toBe(1)
  expect(await visitor.panel.getByRole('button', { name: 'Stop waiting' }).count()).toBe(1)
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).click()
  await visitor.watched.context.close()
})

describe('the usual wait (H6)', () => {
  test('is no number before people were waited for, and then the median of how long they were', async () => {
    for (const [index, minutes] of [1, 4, 2].entries()) {
      const visitor = await arrive()
      await visitor.ask(`talk to a person please, number ${index}`)
      const card = waitingCard(visitor)
      await card.waitFor()
      expect(await card.innerText()).toMatch(/Usual wait\s+We can't say yet/)
      expect(await card.innerText()).not.toMatch(/\bminutes?\b/)
      // The clinic lets nobody wait longer than this for a person who is here.
      await clinic.clock.advance(Math.min(minutes, 2.9) * MINUTE)
      await staff.takeFrom(`talk to a person please, number ${index}`)
      await visitor.panel.getByText('Ana, clinic staff').first().waitFor()
      await visitor.watched.context.close()
    }
    const visitor = await arrive()
    await visitor.ask('talk to a person please, the last')
    await expect.poll(() => waitingCard(visitor).innerText()).toMatch(/Usual wait\s+About 2 minutes \(last 20 chats\)/)
    await visitor.panel.getByRole('button', { name: 'Stop waiting' }).click()
    await visitor.watched.context.close()
  })
})

test('a visitor to whom nobody comes is given the phone, and a form with their question in it (H7, N7)', async () => {
  const visitor = await arrive()
  await visitor.ask('how much does it cost?')
  const card = waitingCard(visitor)
  await card.waitFor()
  await clinic.clock.advance(3 * MINUTE + 2000)
  const form = visitor.panel.getByRole('form', { name: 'Nobody can join right now' })
  await form.waitFor()
  await card.waitFor({ state: 'detached' })
  await visitor.panel
    .getByRole('region', { name: 'Nobody can join right now' })
    .getByRole('link', { name: '(805) 555-0142' })
    .waitFor()
  await visitor.panel
    .getByRole('region', { name: 'Nobody can join right now' })
    .getByText('Monday to Friday, 9:00 AM to 5:00 PM Pacific')
    .waitFor()
  // the question as it was asked and one way to answer it: nothing else is asked for
  const fields = form.getByRole('textbox')
  expect(await fields.count()).toBe(2)
  expect(await form.getByLabel('Your question').inputValue()).toBe('how much does it cost?')
  await expectAccessible(visitor.frame(), 'nobody came')
  await form.getByRole('button', { name: 'Leave the message' }).click()
  await form.getByText('Please fill in both.').waitFor()
  await form.getByLabel('Phone or e-mail, so we can answer').fill('pat@example.org')
  await form.getByRole('button', { name: 'Leave the message' }).click()
  await visitor.log.getByText('Staff will answer you at pat@example.org.').waitFor()
  expect(await visitor.log.getByText('Your message is on its way').count()).toBe(0)
  await staff.page
    .getByRole('navigation')
    .getByRole('link', { name: /^Left messages/ })
    .click()
  await staff.row('how much does it cost?').click()
  await staff.page.getByText('pat@example.org').first().waitFor()
  await visitor.watched.context.close()
})

test('a visitor who stops waiting is answered by the assistant again (H12)', async () => {
  const visitor = await arrive()
  await visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true }).click()
  await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
  await waitingCard(visitor).waitFor()
  // nothing was asked yet: nothing is said of a question
  expect(await waitingCard(visitor).innerText()).not.toContain('Your question')
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).click()
  await visitor.log.getByText('You stopped waiting. The automatic assistant is on again.').waitFor()
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})
