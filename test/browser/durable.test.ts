import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startServer({ LOG_LEVEL: 'debug' })
})
afterEach(() => server.cleanUp())

const textsOf = async (visitor: VisitorPage): Promise<string[]> =>
  (await visitor.log.innerText()).split('\n').filter((line) => /^message \d+$/.test(line))

test('the same conversation is there after a reload, on another page, and the panel is open as it was', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('what dose do you use?')
  await visitor.log.getByText(/0\.5 mg per kg/).waitFor()
  await visitor.page.reload()
  await visitor.log.getByText(/0\.5 mg per kg/).waitFor()
  await visitor.page.goto(`${server.demoUrl}/what-to-expect`)
  await visitor.log.getByText(/0\.5 mg per kg/).waitFor()
  expect(await visitor.log.getByText('what dose do you use?', { exact: true }).count()).toBe(1)
  visitor.watched.expectClean()
})

test('a server killed in the middle loses nothing acknowledged, and both sides carry on when it is back', async () => {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  await staff.take()
  await staff.send('Hello, Ana here.')
  await visitor.log.getByText('Hello, Ana here.').waitFor()

  await visitor.ask('message 1')
  await visitor.panel
    .getByText(/^Sent /)
    .last()
    .waitFor()
  await server.stop('SIGKILL')
  // written while nobody is there: kept, and sent by itself later
  await visitor.field.fill('message 2')
  await visitor.field.press('Enter')
  await visitor.panel.getByText('Not sent yet. It will send by itself.').waitFor()
  await staff.page.getByText(/^No connection for/).waitFor()
  await staff.reply.fill('a half-written')

  await server.start()
  await staff.page.getByRole('log').getByText('message 2').waitFor()
  expect(await staff.reply.inputValue()).toBe('a half-written')
  await staff.send('I am still here.')
  await visitor.log.getByText('I am still here.').waitFor()
  await visitor.ask('message 3')
  await staff.page.getByRole('log').getByText('message 3').waitFor()
  expect(await textsOf(visitor)).toEqual(['message 1', 'message 2', 'message 3'])

  // both sides see the same after a reload
  await staff.page.reload()
  await staff.page.getByRole('log').getByText('message 3').waitFor()
  await visitor.page.reload()
  await visitor.log.getByText('message 3').waitFor()
  expect(await textsOf(visitor)).toEqual(['message 1', 'message 2', 'message 3'])
  visitor.watched.expectClean()
  staff.watched.expectClean()

  // what people wrote is in no log line
  for (const words of ['message 1', 'message 3', 'Hello, Ana here.', 'I am still here.']) {
    expect(server.output()).not.toContain(words)
  }
})

test('an unsent message survives a reload of the page and is sent once', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('message 1')
  await visitor.panel
    .getByText(/^Sent /)
    .last()
    .waitFor()
  await server.stop('SIGKILL')
  await visitor.field.fill('message 2')
  await visitor.field.press('Enter')
  await visitor.panel.getByText('Not sent yet. It will send by itself.').waitFor()
  await server.start()
  await visitor.page.reload()
  await visitor.log.getByText('message 2', { exact: true }).waitFor()
  await visitor.panel
    .getByText(/^Sent /)
    .last()
    .waitFor()
  expect(await textsOf(visitor)).toEqual(['message 1', 'message 2'])
})

test('where no WebSocket comes through, visitor and staff talk all the same', async () => {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  await visitor.watched.context.addInitScript(() => {
    globalThis.WebSocket = class extends WebSocket {
      constructor() {
        super('/nothing-here')
      }
    }
  })
  await visitor.page.goto(server.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  await staff.take()
  await staff.send('Hello, Ana here.')
  await visitor.log.getByText('Hello, Ana here.').waitFor()
  expect(visitor.watched.requests.some(({ search }) => search.includes('transport=polling'))).toBe(true)
  visitor.watched.expectClean()
})

test('where a WebSocket comes through, the code for other networks is never loaded', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('what dose do you use?')
  await visitor.log.getByText(/0\.5 mg per kg/).waitFor()
  expect(visitor.watched.requests.filter(({ pathname }) => /wire-polling|socket\.io/.test(pathname))).toEqual([])
  visitor.watched.expectClean()
})
