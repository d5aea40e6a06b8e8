import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

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

test('every list of the console can be read by everybody, empty and in both colour schemes', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const other = await StaffPage.signIn(browser, server, { colorScheme })
    for (const list of ['Waiting', 'Mine', 'All', 'Left messages', 'Closed']) {
      await other.page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${list}`) })
        .click()
      await other.page.getByRole('heading', { name: list, level: 1 }).waitFor()
      await expectAccessible(other.page, `${list}, ${colorScheme}`)
    }
    other.watched.expectClean()
    await other.watched.context.close()
  }
})

test('the set-up link works once', async () => {
  const second = await browser.newPage()
  await second.goto(server.setupLink ?? '')
  await second.getByText('This set-up link was used or has expired.').waitFor()
  await second.close()
})

test('S1, S4, H2, H11: a visitor who is not answered is seen, taken, answered, given back, closed and heard again', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.panel
    .getByText(/staff here/)
    .first()
    .waitFor()
  await visitor.ask('how much does it cost?')
  await visitor.log
    .getByText(/article does not cover/)
    .first()
    .waitFor()
  await visitor.panel.getByText("We've asked a person to join").waitFor()

  // who waits, since when and why, without a reload
  const row = staff.row('how much does it cost?')
  await row.getByText('Not in the article').waitFor()
  await row.click()
  const why = staff.page.getByLabel('About this visitor’s chat')
  await why.getByText('Why this came to you').waitFor()
  await why.getByText('The article does not cover this question.').waitFor()
  await why.getByText(/It was recognized as “Cost”/).waitFor()
  await expectAccessible(staff.page, 'console, waiting chat')
  expect(await staff.page.getByLabel(/^Reply to Visitor/).count()).toBe(0)

  await staff.take()
  await visitor.log.getByText(/^Ana joined at/).waitFor()
  await visitor.panel.getByText('Ana, clinic staff').first().waitFor()
  await staff.send('Hi, this is Ana. Prices differ, may I call you?')
  await visitor.log.getByText('Hi, this is Ana. Prices differ, may I call you?').waitFor()
  await expectAccessible(visitor.frame(), 'panel with a person')
  await expectAccessible(staff.page, 'console, own chat')

  // the bot is silent from the claim on, even for a question that it could answer
  const before = await visitor.log.getByText("The clinic's article says").count()
  await visitor.ask('what dose do you use?')
  await staff.page.getByRole('log').getByText('what dose do you use?').waitFor()
  await staff.send('I will ask the nurse.')
  await visitor.log.getByText('I will ask the nurse.').waitFor()
  expect(await visitor.log.getByText("The clinic's article says").count()).toBe(before)

  // back to the assistant, which answers again
  await staff.page.getByRole('button', { name: 'Pass on' }).click()
  await staff.page.getByRole('button', { name: /^Back to the automatic assistant/ }).click()
  await visitor.log.getByText(/The automatic assistant is on again/).waitFor()
  await visitor.ask('how long does one infusion take?')
  await visitor.log
    .getByText(/40-120 minutes/)
    .first()
    .waitFor()

  // asked for again, taken, closed with an outcome
  await visitor.panel.getByRole('button', { name: 'Talk to a person' }).click()
  await staff.page.getByRole('button', { name: /^Take this chat/ }).waitFor()
  await staff.take()
  await staff.page.getByRole('button', { name: /^Close…/ }).click()
  await staff.page.getByText('How did it end?').waitFor()
  await staff.page.getByText('Answered', { exact: true }).click()
  await staff.page.getByRole('button', { name: 'Close the chat' }).click()
  await visitor.log.getByText(/ended the chat at .*Write again to open it\./).waitFor()

  // whoever writes after that is in the line again
  await visitor.ask('one more thing, can I bring my sister?')
  await visitor.log.getByText('The chat is open again.').waitFor()
  await staff.showWaiting()
  await staff.row('one more thing, can I bring my sister?').waitFor()
  await staff.page.getByText('1 visitor is waiting.').first().waitFor()
  await expect.poll(() => staff.page.title()).toMatch(/^\(1\) Waiting/)
  await visitor.panel.getByText("We've asked a person to join").waitFor()
  staff.watched.expectClean()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('H2: staff see the best matches with their scores, and what an answer would have needed', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('what is the thing with nerves and receptors and opioids')
  await staff.showWaiting()
  await staff.row('what is the thing with nerves and receptors and opioids').click()
  const matches = staff.page.getByRole('list', { name: 'Best matches' })
  await matches.waitFor()
  expect(await matches.getByRole('listitem').count()).toBeGreaterThanOrEqual(2)
  expect(await matches.innerText()).toMatch(/\d%/)
  await staff.page.getByText('Needed to answer by itself').waitFor()
  expect(await matches.getByRole('listitem').count()).toBeLessThanOrEqual(3)
  await visitor.watched.context.close()
})

test('H15, S10: emergency words come before an earlier wait, and no chat is closed without saying how it ended', async () => {
  const early = await VisitorPage.arrive(browser, server.demoUrl)
  await early.open()
  await early.ask('how much does it cost? (first in line)')
  await early.panel.getByText("We've asked a person to join").waitFor()
  const late = await VisitorPage.arrive(browser, server.demoUrl)
  await late.open()
  await late.ask('my chest hurts and I cannot breathe')
  await staff.showWaiting()
  await staff.row('my chest hurts').waitFor()
  await staff.row('(first in line)').waitFor()
  expect(await staff.page.locator('section.list').getByRole('listitem').first().innerText()).toContain('my chest hurts')

  await staff.row('my chest hurts').click()
  await staff.take()
  await staff.page.getByRole('button', { name: /^Close…/ }).click()
  await staff.page.getByText('How did it end?').waitFor()
  await staff.page.getByRole('button', { name: 'Close the chat' }).click()
  await staff.page.getByRole('alert').getByText('Choose how it ended.').waitFor()
  await late.panel.getByText('Ana, clinic staff').first().waitFor()
  await staff.page.getByText('Emergency help advised').click()
  await staff.page.getByRole('button', { name: 'Close the chat' }).click()
  await late.log.getByText(/ended the chat at/).waitFor()
  await staff.takeFrom('(first in line)')
  await staff.page.getByRole('button', { name: /^Close…/ }).click()
  await staff.page.getByText('Answered', { exact: true }).click()
  await staff.page.getByRole('button', { name: 'Close the chat' }).click()
  await early.log.getByText(/ended the chat at/).waitFor()
  await early.watched.context.close()
  await late.watched.context.close()
})

test('what a visitor types is shown as it is and never becomes part of the page', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script> I want a person'
  await visitor.ask(hostile)
  await staff.showWaiting()
  const row = staff.row('<img src=x onerror')
  await row.first().waitFor()
  await row.first().click()
  await staff.page.getByRole('log').getByText(hostile).waitFor()
  expect(await staff.page.locator('img[src="x"]').count()).toBe(0)
  expect(await visitor.panel.locator('img[src="x"]').count()).toBe(0)
  staff.watched.expectClean()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('signing out ends the socket at once, and a wrong password is told without saying which part was wrong', async () => {
  const other = await StaffPage.signIn(browser, server)
  await other.page.goto(`${server.url}/staff`)
  await other.inbox.waitFor()
  const cookies = await other.watched.context.cookies()
  // The session, and that somebody signed in here before.
  expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: 'Strict' },
    { httpOnly: true, sameSite: 'Strict' },
  ])
  await other.page.evaluate(async () => {
    await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'x-bedside': '1' } })
  })
  await other.page.getByRole('heading', { name: 'Staff sign in' }).waitFor()
  await other.fillSignIn('not the password')
  await other.page.getByText('That e-mail and password do not match an account.').waitFor()
  await expectAccessible(other.page, 'sign-in')
  await other.fillSignIn(OWNER.password)
  await other.inbox.waitFor()
  await other.watched.context.close()
})
