import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { StaffPage, VisitorPage } from '../../support/people.ts'
import { type RunningServer, startServer } from '../../support/process.ts'

let browser: Browser
let server: RunningServer
let staff: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  staff = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

async function withPerson(question: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(question)
  await staff.takeFrom(question)
  await visitor.panel.getByText('Ana, clinic staff').first().waitFor()
  return visitor
}

const REPLIES = ['reply 1', 'reply 2', 'reply 3']

async function sendAll(): Promise<void> {
  for (const text of REPLIES) {
    await staff.send(text)
    await staff.page.getByRole('log').getByText(text, { exact: true }).waitFor()
  }
}

const repliesIn = (visitor: VisitorPage): Promise<string[]> => visitor.log.getByText(/^reply \d$/).allInnerTexts()

test('what staff wrote while the phone was locked and off the network is there in order, without a reload (V7)', async () => {
  const visitor = await withPerson('talk to a person please, from a phone')
  const loaded = await visitor.frame().evaluate(() => performance.timeOrigin)
  const { context } = visitor.watched
  const device = await context.newCDPSession(visitor.page)
  await context.setOffline(true)
  await visitor.panel.getByText("You're offline.").first().waitFor()
  await device.send('Page.setWebLifecycleState', { state: 'frozen' })
  await sendAll()
  await device.send('Page.setWebLifecycleState', { state: 'active' })
  expect(await repliesIn(visitor)).toEqual([])
  await context.setOffline(false)
  await visitor.log.getByText('reply 3').waitFor()
  expect(await repliesIn(visitor)).toEqual(REPLIES)
  expect(await visitor.frame().evaluate(() => performance.timeOrigin)).toBe(loaded)
  visitor.watched.expectClean()
  await context.close()
})

test('what a visitor wrote while off the network arrives in order and once (N5)', async () => {
  const visitor = await withPerson('talk to a person please, from a train')
  const { context } = visitor.watched
  await context.setOffline(true)
  await visitor.panel.getByText("You're offline.").first().waitFor()
  const written = ['tunnel 1', 'tunnel 2', 'tunnel 3']
  for (const text of written) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).waitFor()
  }
  await context.setOffline(false)
  const atStaff = staff.page.getByRole('log').getByText(/^tunnel \d$/)
  await atStaff.nth(2).waitFor()
  await visitor.panel.getByText(/^Sent /).waitFor()
  expect(await atStaff.allInnerTexts()).toEqual(written)
  expect(await visitor.log.getByText(/^tunnel \d$/).allInnerTexts()).toEqual(written)
  await context.close()
})

test('a panel that was closed stays closed on the next page, and what came meanwhile is counted there (V8)', async () => {
  const visitor = await withPerson('talk to a person please, from two pages')
  await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
  await visitor.field.waitFor({ state: 'hidden' })
  await visitor.page.goto(`${server.demoUrl}/what-to-expect`)
  await staff.send('Still here?')
  await visitor.page.getByRole('button', { name: /^Chat, 1 unread message/ }).waitFor()
  await visitor.page.reload()
  await visitor.page.getByRole('button', { name: /^Chat, 1 unread message/ }).waitFor()
  expect(await visitor.field.isVisible()).toBe(false)
  await visitor.launcher.click()
  await visitor.log.getByText('Still here?').waitFor()
  await visitor.watched.context.close()
})
