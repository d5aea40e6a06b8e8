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

/** A visitor and the person who took their chat and has greeted them. */
async function inConversation(): Promise<{ staff: StaffPage; visitor: VisitorPage }> {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  await staff.take()
  await staff.send('Hello, Ana here.')
  await visitor.log.getByText('Hello, Ana here.').waitFor()
  return { staff, visitor }
}

test('a server killed in the middle loses nothing acknowledged, and both sides carry on when it is back', async () => {
  const { staff, visitor } = await inConversation()

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

test('what a visitor wrote to a server that does not answer is in the chat although they closed the page', async () => {
  const { staff, visitor } = await inConversation()
  const inChat = staff.page.getByRole('log').getByText(/^message \d+$/)

  server.signal('SIGSTOP')
  for (const text of ['message 1', 'message 2']) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).waitFor()
  }
  await visitor.page.close()
  server.signal('SIGCONT')

  await inChat.nth(1).waitFor()
  expect(await inChat.allInnerTexts()).toEqual(['message 1', 'message 2'])
  visitor.watched.expectClean()
})

test('what was written while the socket was cut goes with the page, and the page that comes back does not double it', async () => {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  // From then on nothing that the page says over its socket arrives, and nothing tells it so.
  let cut = false
  await visitor.page.routeWebSocket(/socket\.io/, (page) => {
    const beyond = page.connectToServer()
    page.onMessage((frame) => {
      if (!cut) beyond.send(frame)
    })
  })
  await visitor.page.goto(server.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  const inChat = staff.page.getByRole('log').getByText(/^message \d+$/)

  cut = true
  for (const text of ['message 1', 'message 2', 'message 3']) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).waitFor()
  }
  await visitor.page.goto('about:blank')
  await inChat.nth(2).waitFor()
  expect(await inChat.allInnerTexts()).toEqual(['message 1', 'message 2', 'message 3'])

  cut = false
  await visitor.page.goto(server.demoUrl)
  await visitor.log.getByText('message 3', { exact: true }).waitFor()
  await visitor.ask('message 4')
  await inChat.nth(3).waitFor()
  expect(await textsOf(visitor)).toEqual(['message 1', 'message 2', 'message 3', 'message 4'])
  expect(await inChat.allInnerTexts()).toEqual(['message 1', 'message 2', 'message 3', 'message 4'])
  visitor.watched.expectClean()
  staff.watched.expectClean()
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

test('three messages of ten minutes without a network arrive in their order, each once', async () => {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  const { context, page } = visitor.watched
  await page.clock.install()
  await page.goto(server.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  const inChat = staff.page.getByRole('log').getByText(/^message \d+$/)

  await context.setOffline(true)
  await visitor.panel.getByText("You're offline.").first().waitFor()
  const tries: string[] = []
  page.on('websocket', (socket) => tries.push(socket.url()))
  for (const text of ['message 1', 'message 2', 'message 3']) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).waitFor()
    // by the page's own clock: whatever it would try in the meantime, it tries
    for (let i = 0; i < 10; i += 1) await page.clock.runFor(20_000)
  }
  await visitor.panel.getByText('Not sent yet. It will send by itself.').waitFor()
  // at least once in twenty seconds, and not all the time
  expect(tries.length).toBeGreaterThanOrEqual(10)
  expect(tries.length).toBeLessThanOrEqual(300)
  expect(await inChat.count()).toBe(0)

  await context.setOffline(false)
  await inChat.nth(2).waitFor()
  await expect.poll(() => visitor.panel.getByText("You're offline.").count()).toBe(0)
  await visitor.panel
    .getByText(/^Sent /)
    .last()
    .waitFor()
  expect(await inChat.allInnerTexts()).toEqual(['message 1', 'message 2', 'message 3'])
  expect(await textsOf(visitor)).toEqual(['message 1', 'message 2', 'message 3'])
  visitor.watched.expectClean()
})
