import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const TEXT = 'call me at 805-555-0199'

/** With a message held back in the field. */
async function held(): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.field.pressSequentially(TEXT)
  await visitor.field.press('Enter')
  await prompt(visitor).waitFor()
  return visitor
}
const prompt = (visitor: VisitorPage) => visitor.panel.getByRole('region', { name: /^This looks like a phone number/ })
const focused = (visitor: VisitorPage) => visitor.frame().evaluate(() => document.activeElement?.textContent)

describe('while a message is held back', () => {
  test('that it is, is spoken, once and without the number', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.field.fill(TEXT)
    const status = visitor.panel.locator('.bottom section [role="status"]')
    await status.waitFor({ state: 'attached' })
    expect(await status.textContent()).toBe('')
    await visitor.field.press('Enter')
    await expect.poll(() => status.textContent()).toMatch(/^This looks like a phone number\. It has not been sent\./)
    expect(await status.textContent()).not.toContain('0199')
    await visitor.watched.context.close()
  })

  test('Enter once more sends nothing, and one Tab leads from the field to what can be done', async () => {
    const visitor = await held()
    await visitor.field.press('Enter')
    expect(await visitor.field.inputValue()).toBe(TEXT)
    expect(await visitor.panel.getByText('Before you start').count()).toBe(0)
    await visitor.page.keyboard.press('Tab')
    expect(await focused(visitor)).toBe('Remove it')
    await visitor.page.keyboard.press('Tab')
    expect(await focused(visitor)).toBe('Send anyway')
    await visitor.page.keyboard.press('Enter')
    await visitor.panel.getByText('Before you start').waitFor()
    await visitor.panel.getByRole('button', { name: 'Not now' }).click()
    expect(await visitor.field.inputValue()).toBe(TEXT)
    await visitor.watched.context.close()
  })

  test('Escape puts the question away, from the field and from its buttons, and not the panel', async () => {
    const visitor = await held()
    await visitor.page.keyboard.press('Escape')
    await prompt(visitor).waitFor({ state: 'detached' })
    expect(await visitor.field.inputValue()).toBe(TEXT)
    await visitor.field.press('Enter')
    await prompt(visitor).waitFor()
    await visitor.page.keyboard.press('Tab')
    await visitor.page.keyboard.press('Escape')
    await prompt(visitor).waitFor({ state: 'detached' })
    expect(await visitor.field.evaluate((field) => document.activeElement === field)).toBe(true)
    expect(await visitor.field.isVisible()).toBe(true)
    await visitor.watched.context.close()
  })

  test('going on writing puts it away, and what is then sent is looked at again', async () => {
    const visitor = await held()
    await visitor.page.keyboard.type(' today')
    await prompt(visitor).waitFor({ state: 'detached' })
    expect(await visitor.field.inputValue()).toBe(`${TEXT} today`)
    await visitor.field.press('Enter')
    await prompt(visitor).waitFor()
    await visitor.watched.context.close()
  })

  test('a title that is tapped goes, and the message stays in the field', async () => {
    const visitor = await held()
    await visitor.panel.getByRole('button', { name: 'Can ketamine help fibromyalgia?' }).click()
    await visitor.agreeIfAsked('Can ketamine help fibromyalgia?')
    expect(await visitor.field.inputValue()).toBe(TEXT)
    await visitor.watched.context.close()
  })
})

test('of a message to leave, the question is looked at and the way to be reached is not', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('how much does it cost?')
  const { panel } = visitor
  const question = panel.getByLabel('Your question')
  await question.fill('I am pat@example.org, how much does it cost?')
  await panel.getByLabel('Phone or e-mail, so we can answer').fill('805 555 0199')
  await panel.getByRole('button', { name: 'Leave the message' }).click()
  await panel.getByText(/^This looks like an e-mail address\./).waitFor()
  await expect.poll(() => focused(visitor)).toBe('Remove it')
  await expectAccessible(visitor.frame(), 'leave a message, held back')
  await visitor.page.keyboard.press('Enter')
  expect(await question.inputValue()).toBe('I am, how much does it cost?')
  await panel.getByRole('button', { name: 'Leave the message' }).click()
  await question.waitFor({ state: 'detached' })
  await visitor.log.getByText('Staff will answer you at 805 555 0199.').waitFor()
  await visitor.watched.context.close()
})
