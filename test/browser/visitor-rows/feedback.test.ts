import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackReason } from '../../../protocol/events.ts'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { VisitorPage } from '../../support/people.ts'

let browser: Browser
let clinic: Clinic
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/** Whether the answers so far helped, in the order in which it was said, as the server has it. */
async function stored(): Promise<[helpful: boolean, reason: FeedbackReason | null][]> {
  const events = (await clinic.logs()).flat()
  return events.flatMap((event) => (event.type === 'feedback:given' ? [[event.helpful, event.reason] as const] : []))
}

test('every reason for a "No" is kept by the server, outlives a reload, and each time a person is offered (V13)', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  const answers = visitor.log.locator('[data-reply]')
  const reasons = {
    'Not my question': 'not-my-question',
    'Hard to follow': 'hard-to-follow',
    'Not enough': 'not-enough',
  }
  for (const [index, [words, reason]] of Object.entries(reasons).entries()) {
    await visitor.ask('what is NMDA?')
    const answer = answers.nth(index)
    await answer.getByRole('button', { name: 'No', exact: true }).click()
    await answer.getByRole('button', { name: 'Talk to a person about it' }).waitFor()
    await answer.getByRole('button', { name: words }).click()
    await answer.getByText('Thank you.', { exact: true }).waitFor()
    expect(await answer.getByRole('button', { name: words }).count()).toBe(0)
    await expect.poll(async () => (await stored()).at(-1)).toEqual([false, reason])
  }
  await visitor.ask('what is NMDA?')
  await answers.nth(3).getByRole('button', { name: 'Yes', exact: true }).click()
  await expect.poll(async () => (await stored()).at(-1)).toEqual([true, null])
  await visitor.page.reload()
  await answers.nth(3).waitFor()
  const pressed = visitor.log.locator('[aria-pressed="true"]')
  expect(await pressed.allInnerTexts()).toEqual(['No', 'No', 'No', 'Yes'])
  await visitor.watched.context.close()
})

test('titles can still be chosen after an earlier answer was judged', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  await visitor.ask('what is NMDA?')
  const yes = visitor.log.getByRole('button', { name: 'Yes', exact: true })
  await yes.waitFor()
  await visitor.ask('ketamine and nerves')
  const titles = visitor.log.locator('[data-choices] button.chip')
  await titles.first().waitFor()
  await yes.click()
  await expect.poll(async () => (await stored()).at(-1)).toEqual([true, null])
  const title = await titles.first().innerText()
  await titles.first().click()
  await visitor.log.locator('.bubble').getByText(title, { exact: true }).waitFor()
  await visitor.watched.context.close()
})
