import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { StaffPage, sentFrames, VisitorPage } from '../../support/people.ts'

const BEN = { name: 'Ben Ito', email: 'ben@ninesisters.example', password: 'another lamp left on' }

let browser: Browser
let clinic: Clinic
let ana: StaffPage
let ben: StaffPage
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  ana = await StaffPage.setUp(browser, clinic)
  await clinic.addStaff(BEN)
  ben = await StaffPage.signIn(browser, clinic, {}, BEN)
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

async function asking(question: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  await visitor.ask(question)
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).waitFor()
  return visitor
}

test('what a visitor writes while waiting is kept, and in order, for the person who comes (H13)', async () => {
  const visitor = await asking('talk to a person please, I have three questions')
  const written = ['question 1', 'question 2', 'question 3']
  for (const text of written) await visitor.ask(text)
  expect(await visitor.log.locator('[data-reply]').count()).toBe(1)
  await ben.takeFrom('question 3')
  expect(
    await ben.page
      .getByRole('log')
      .getByText(/^question \d$/)
      .allInnerTexts(),
  ).toEqual(written)
  await visitor.panel.getByText('Ben, clinic staff').first().waitFor()
  await visitor.watched.context.close()
})

test('of what is typed, a browser says that it is typed and nothing else (V12)', async () => {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  const frames = sentFrames(visitor)
  await visitor.open()
  await visitor.ask('talk to a person please, I type slowly')
  await ben.takeFrom('talk to a person please, I type slowly')
  await visitor.panel.getByText('Ben, clinic staff').first().waitFor()
  const before = frames.length
  const said = () =>
    frames
      .slice(before)
      .filter((frame) => frame !== '3')
      .map((frame) => frame.replace(/^42\/visitor,\d+/, ''))
  await visitor.field.pressSequentially('thirty characters nobody reads')
  await expect.poll(said).toEqual(['["typing:set",{"typing":true}]'])
  await visitor.field.fill('')
  await expect.poll(said).toEqual(['["typing:set",{"typing":true}]', '["typing:set",{"typing":false}]'])
  await visitor.watched.context.close()
})

test('a closed chat that is written to goes back into the queue, and both sides are told (H11)', async () => {
  const visitor = await asking('talk to a person please, twice')
  await ben.takeFrom('talk to a person please, twice')
  await visitor.panel.getByRole('button', { name: 'End chat' }).click()
  await visitor.log.getByText(/^Chat ended at .*\. Write again to open it\.$/).waitFor()
  await visitor.ask('I forgot to ask about parking')
  await visitor.log.getByText('The chat is open again.').waitFor()
  await visitor.panel.getByRole('region', { name: "We've asked a person to join" }).waitFor()
  await ana.showWaiting()
  await ana.row('I forgot to ask about parking').waitFor()
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).click()
  await visitor.watched.context.close()
})

test('where a person is cut off, the visitor is told once and waits for the next one (H10)', async () => {
  const visitor = await asking('talk to a person please, who stays')
  await ana.takeFrom('talk to a person please, who stays')
  await visitor.panel.getByText('Ana, clinic staff').first().waitFor()
  await ana.watched.context.close()
  await expect.poll(() => visitor.panel.getByText('A person is writing with you').count()).toBe(1)
  // the server hears of the closed tab a moment later than the test
  await expect
    .poll(
      async () => {
        await clinic.clock.advance(10_000)
        return visitor.log.getByText("Ana's connection dropped. You are first in line again.").count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).waitFor()
  await ben.showWaiting()
  const row = ben.row('talk to a person please, who stays')
  await row.waitFor()
  await row.click()
  await ben.page
    .getByText(/Ana.*connection dropped/)
    .first()
    .waitFor()
  await ben.take()
  await visitor.panel.getByText('Ben, clinic staff').first().waitFor()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})
