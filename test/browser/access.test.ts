import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** States of the console that other tests pass through without a look by axe. The panel's are in `states.test.ts`. */

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  const page = await browser.newPage()
  await page.goto(server.setupLink ?? '')
  await page.getByRole('button', { name: 'Make the account' }).waitFor()
  await expectAccessible(page, 'set-up')
  await page.close()
  await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
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
