import type { Browser, WebSocketRoute } from 'playwright-core'
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

/** A visitor whose every connection is made by `connect`; what cannot come through a socket does not come by another way. */
async function arrive(connect: (socket: WebSocketRoute) => void): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  await visitor.page.routeWebSocket(/socket\.io/, connect)
  await visitor.page.route(/socket\.io.*polling/, (route) => route.abort())
  await visitor.page.goto(server.demoUrl)
  await visitor.open()
  return visitor
}

test('a message whose acknowledgement is lost five times is stored once and shown once on both sides (V6)', async () => {
  let sent = 0
  const visitor = await arrive((page) => {
    const beyond = page.connectToServer()
    let lost = false
    page.onMessage((frame) => {
      beyond.send(frame)
      if (!String(frame).includes('acknowledged in vain')) return
      // It has arrived, and nothing of what follows from it comes back: neither the acknowledgement nor the message itself.
      sent += 1
      lost = sent <= 5
    })
    beyond.onMessage((frame) => {
      if (!lost) page.send(frame)
      else if (String(frame).includes('"ok":true')) void page.close().then(() => beyond.close())
    })
  })
  await visitor.ask('can I talk to a person please')
  await staff.takeFrom('can I talk to a person please')
  await visitor.ask('acknowledged in vain')
  await expect.poll(() => sent, { timeout: 50_000 }).toBeGreaterThanOrEqual(6)
  await visitor.panel.getByText(/^Sent /).waitFor()
  const atStaff = staff.page.getByRole('log').getByText('acknowledged in vain', { exact: true })
  await staff.send('Got it.')
  await visitor.log.getByText('Got it.').waitFor()
  expect(await visitor.log.getByText('acknowledged in vain', { exact: true }).count()).toBe(1)
  expect(await atStaff.count()).toBe(1)
  // what the server has is what a page without any memory of it reads
  await staff.page.reload()
  await atStaff.first().waitFor()
  expect(await atStaff.count()).toBe(1)
  await visitor.watched.context.close()
})

test('the first message, written with no connection, is still there after a reload and then sent once (V5)', async () => {
  let blocked = true
  const visitor = await arrive((page) => {
    if (blocked) void page.close()
    else page.connectToServer()
  })
  await visitor.field.fill('what is NMDA?')
  await visitor.field.press('Enter')
  await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
  const unsent = visitor.panel.getByText('Not sent yet. It will send by itself.')
  await unsent.waitFor()
  await visitor.page.reload()
  await visitor.log.getByText('what is NMDA?', { exact: true }).waitFor()
  await unsent.waitFor()
  blocked = false
  await visitor.panel.getByRole('button', { name: 'Try again now' }).click()
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  expect(await visitor.log.getByText('what is NMDA?', { exact: true }).count()).toBe(1)
  expect(await visitor.log.locator('[data-reply]').count()).toBe(1)
  await visitor.watched.context.close()
})

test('a message that is refused says so, keeps its words, and can be tried again or deleted (V5)', async () => {
  const refused = /refuse me/
  let refusing = true
  const visitor = await arrive((page) => {
    const beyond = page.connectToServer()
    page.onMessage((frame) => {
      const id = /^42\/visitor,(\d+)/.exec(String(frame))?.[1]
      if (id === undefined || !refusing || !refused.test(String(frame))) return beyond.send(frame)
      page.send(`43/visitor,${id}[{"ok":false,"error":{"code":"malformed","message":"refused"}}]`)
    })
  })
  await visitor.ask('what is NMDA?')
  for (const text of ['refuse me once', 'refuse me for good']) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).waitFor()
  }
  const failed = visitor.log.getByRole('listitem').filter({ hasText: 'Not sent' })
  await expect.poll(() => failed.count()).toBe(2)
  await failed.first().getByText('This message cannot be sent.').waitFor()
  // what comes after goes on
  await visitor.ask('how long is one infusion?')
  await visitor.panel.getByText(/^Sent /).waitFor()
  refusing = false
  await failed.filter({ hasText: 'refuse me for good' }).getByRole('button', { name: 'Delete' }).click()
  await failed.filter({ hasText: 'refuse me once' }).getByRole('button', { name: 'Try again' }).click()
  await failed.first().waitFor({ state: 'detached' })
  await visitor.page.reload()
  await visitor.log.getByText('refuse me once', { exact: true }).waitFor()
  expect(await visitor.log.getByText('refuse me for good').count()).toBe(0)
  await visitor.watched.context.close()
})
