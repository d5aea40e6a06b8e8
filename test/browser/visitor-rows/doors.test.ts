import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { StaffPage, VisitorPage } from '../../support/people.ts'

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

/** Fails unless the element can be tapped where it is: in sight, large enough, and under nothing else. */
async function expectOneTapAway(target: Locator, state: string): Promise<void> {
  await target.waitFor()
  const { size, own } = await target.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    const hit = document.elementFromPoint(x + width / 2, y + height / 2)
    return { size: Math.min(width, height), own: element.contains(hit) }
  })
  expect(own, `${state}: covered or out of sight`).toBe(true)
  expect(size, `${state}: too small`).toBeGreaterThanOrEqual(24)
}

test('a person, or the true next step, and both emergency numbers are one tap away in every state (V15)', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  const { panel } = visitor
  const doors = async (door: string, state: string) => {
    await expectOneTapAway(panel.getByRole('button', { name: door, exact: true }), state)
    const numbers = panel.locator('.bottom').getByRole('link', { name: /911|988/ })
    expect(await numbers.count()).toBe(2)
    for (const number of await numbers.all()) await expectOneTapAway(number, state)
  }
  await visitor.open()
  await doors('Talk to a person', 'before the first question')
  await visitor.ask('what is NMDA?')
  await visitor.log.getByRole('button', { name: /^Show the/ }).click()
  await doors('Talk to a person', 'answered, passage open')
  await visitor.ask('ketamine and nerves')
  await visitor.log.getByText('None of these. Ask a person').waitFor()
  await doors('Talk to a person', 'titles to choose from')
  await visitor.field.pressSequentially('fibro')
  await panel.getByRole('region', { name: 'Approved answers' }).waitFor()
  await doors('Talk to a person', 'suggestions')
  await visitor.field.fill('my number is 123-45-6789')
  await visitor.field.press('Enter')
  await panel.getByText(/^This looks like/).waitFor()
  await doors('Talk to a person', 'something private held back')
  await panel.getByRole('button', { name: 'Remove it' }).click()
  await visitor.field.fill('x'.repeat(4010))
  await doors('Talk to a person', 'too long a message')
  await visitor.field.fill('')
  await panel.getByRole('button', { name: 'Talk to a person', exact: true }).tap()
  await doors('Stop waiting', 'waiting')
  await staff.showWaiting()
  await staff.page.locator('section.list').getByRole('listitem').first().click()
  await staff.take()
  await doors('End chat', 'with a person')
  await panel.getByRole('button', { name: 'End chat', exact: true }).tap()
  await doors('Talk to a person', 'closed')
  await visitor.watched.context.setOffline(true)
  await doors('Try again now', 'no connection')
  await visitor.watched.context.setOffline(false)
  await doors('Talk to a person', 'connected again')
  await visitor.ask('i dont want to be here anymore')
  await visitor.log.getByRole('link', { name: 'Call 988' }).waitFor()
  await doors('Stop waiting', 'emergency words')
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('the second tap of a double tap does not take back what the first one asked for', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  await visitor.ask('what is NMDA?')
  await visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true }).dblclick({ delay: 150 })
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).waitFor()
  await visitor.ask('still here')
  expect(await visitor.log.getByText('You stopped waiting').count()).toBe(0)
  await visitor.watched.context.close()
})
