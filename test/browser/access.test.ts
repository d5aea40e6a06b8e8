import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** States that other tests pass through without a look by axe, in both color schemes. */

let browser: Browser
let server: RunningServer
let staff: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  const page = await browser.newPage()
  await page.goto(server.setupLink ?? '')
  await page.getByRole('button', { name: 'Make the account' }).waitFor()
  await expectAccessible(page, 'set-up')
  await page.close()
  staff = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('a visitor can read every turn of a chat, from the first view to its end', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl, { colorScheme })
    const look = (where: string) => expectAccessible(visitor.frame(), `${where}, ${colorScheme}`)
    const { panel, log } = visitor
    await expectAccessible(visitor.page, `demonstration page, ${colorScheme}`)
    await visitor.open()
    await look('first view')
    await panel.getByRole('button', { name: 'Menu' }).click()
    await panel.getByText('Privacy notice').first().waitFor()
    await look('menu')
    await panel.getByRole('button', { name: 'Menu' }).click()

    await visitor.field.fill('fibro')
    await panel.getByText('Approved answers', { exact: true }).first().waitFor()
    await look('suggestions')
    await visitor.ask('what dose do you use?')
    await log.getByRole('button', { name: /^Show the/ }).click()
    await log.getByRole('button', { name: 'No', exact: true }).click()
    await log.getByText('What was missing?').waitFor()
    await look('passage and feedback')
    await visitor.ask('ketamine and nerves')
    await panel.getByRole('button', { name: 'None of these. Ask a person' }).waitFor()
    await look('titles to choose from')

    await panel.getByRole('button', { name: 'None of these. Ask a person' }).click()
    await panel.getByText("We've asked a person to join").waitFor()
    await look('waiting')
    await staff.showWaiting()
    await staff.row('ketamine and nerves').first().click()
    await staff.take()
    await log.getByText(/^Ana joined at/).waitFor()
    await visitor.ask('my chest hurts and I cannot breathe')
    await log.getByRole('link', { name: 'Call 911 now' }).waitFor()
    await look('emergency card beside a person')
    await panel.getByRole('button', { name: 'End chat' }).click()
    await log.getByText(/Chat ended at/).waitFor()
    await look('ended')
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('staff can read a chat with an emergency, and how to close it', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('i want to die')
    const other = await StaffPage.signIn(browser, server, { colorScheme })
    await other.row('i want to die').first().click()
    await other.page.getByRole('log').getByText('i want to die').waitFor()
    await expectAccessible(other.page, `emergency chat, ${colorScheme}`)
    await other.take()
    await other.page.getByRole('button', { name: /^Close…/ }).click()
    await other.page.getByText('How did it end?').waitFor()
    await expectAccessible(other.page, `closing, ${colorScheme}`)
    await other.page.getByText('Emergency help advised').click()
    await other.page.getByRole('button', { name: 'Close the chat' }).click()
    await visitor.log.getByText(/ended the chat at/).waitFor()
    expect(await other.page.getByText('How did it end?').count()).toBe(0)
    other.watched.expectClean()
    await other.watched.context.close()
    await visitor.watched.context.close()
  })
})
