import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAuth } from '../../server/auth.ts'
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

/** A visitor whose question is not answered, open at the console. */
async function waiting(question: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(question)
  await staff.showWaiting()
  await staff.row(question).click()
  await staff.page.getByRole('log').getByText(question, { exact: true }).waitFor()
  return visitor
}

const note = () => staff.page.getByLabel('Note, staff only', { exact: true })

test('S5, S3: a note has its own tab, look and keys, and neither its draft nor its words are ever the reply', async () => {
  const visitor = await waiting('how much does it cost? (first)')
  const { page } = staff
  // by anybody on staff, whoever has the chat
  await page.keyboard.press('m')
  await note().fill('Her sister called yesterday.')
  await page.keyboard.press('Enter')
  expect(await note().inputValue()).toBe('Her sister called yesterday.\n')
  await page.keyboard.press('Control+Enter')
  const saved = page.getByRole('log').locator('.note', { hasText: 'Her sister called yesterday.' })
  await saved.getByText('Note, only staff see it').waitFor()
  // one box stands for it while it is on its way, another once it is stored
  await expect.poll(() => saved.evaluate((box) => getComputedStyle(box).borderTopStyle)).toBe('dashed')
  const colorOf = (box: Element) => getComputedStyle(box).backgroundColor
  const words = page.getByRole('log').locator('.bubble').first()
  expect(await saved.evaluate(colorOf)).not.toBe(await words.evaluate(colorOf))
  expect(await note().inputValue()).toBe('')
  await expectAccessible(page, 'console, note')

  await page.getByRole('button', { name: /^Reply to Visitor/ }).click()
  await staff.take()
  await staff.reply.fill('A reply that waits')
  // the key that saves a note does nothing in the reply
  await page.keyboard.press('Control+Enter')
  expect(await staff.reply.inputValue()).toBe('A reply that waits')
  await page.getByRole('button', { name: 'Note, staff only' }).click()
  expect(await note().inputValue()).toBe('')
  await note().fill('A note that waits')
  await page.reload()
  await staff.reply.waitFor()
  expect(await staff.reply.inputValue()).toBe('A reply that waits')
  await page.getByRole('button', { name: 'Note, staff only' }).click()
  expect(await note().inputValue()).toBe('A note that waits')
  await page.getByRole('button', { name: /^Reply to Visitor/ }).click()
  await staff.reply.press('Enter')
  await visitor.log.getByText('A reply that waits').waitFor()
  expect(await visitor.frame().locator('body').innerText()).not.toMatch(/sister|note/)
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('S3, S4: a draft stays with its chat, also over a reload, and the field says to whom it writes', async () => {
  const { page } = staff
  const openMine = async (words: string) => {
    await page.getByRole('navigation').getByRole('link', { name: /^Mine/ }).first().click()
    await staff.row(words).click()
  }
  const label = () => staff.reply.getAttribute('aria-label')
  const a = await waiting('how much does it cost? (A)')
  await staff.take()
  await staff.reply.fill('Only for A')
  const toA = await label()
  const b = await waiting('how much does it cost? (B)')
  await staff.take()
  expect(await staff.reply.inputValue()).toBe('')
  expect(await label()).not.toBe(toA)
  await openMine('(A)')
  await expect.poll(label).toBe(toA)
  expect(await staff.reply.inputValue()).toBe('Only for A')
  await page.reload()
  await staff.reply.waitFor()
  expect(await staff.reply.inputValue()).toBe('Only for A')
  for (const { watched } of [a, b]) await watched.context.close()
})

test('S7: a reply is sent while the visitor is offline, delivered when they are back, seen when they look', async () => {
  const visitor = await waiting('how much does it cost? (arrival)')
  await staff.take()
  await visitor.log.getByText(/^Ana joined at/).waitFor()
  const state = staff.page.locator('.log .own .after').last()
  await staff.send('Are you there?')
  await state.getByText(/· Seen$/).waitFor()
  // the panel closed: what comes has arrived and was not looked at
  await visitor.panel
    .getByRole('button', { name: /^Close/ })
    .first()
    .click()
  await staff.send('One more thing')
  await state.getByText(/· Delivered$/).waitFor()
  await visitor.watched.context.setOffline(true)
  await staff.send('And this')
  await staff.page.getByRole('log').getByText('And this').waitFor()
  await state.getByText(/^Sent [^·]*$/).waitFor()
  await visitor.watched.context.setOffline(false)
  await state.getByText(/· Delivered$/).waitFor()
  await visitor.open()
  await state.getByText(/· Seen$/).waitFor()
  await visitor.watched.context.close()
})

test('S2: / finds an approved answer by keyboard, shows what goes with it, and the visitor sees whose words it is', async () => {
  const visitor = await waiting('how much does it cost? (answers)')
  await staff.take()
  const { page } = staff
  await staff.reply.focus()
  await page.keyboard.type('This may help: /fib')
  const options = page.getByRole('option')
  await options.first().waitFor()
  await expectAccessible(page, 'console, list of answers')
  const title = await options.first().locator('b').innerText()
  expect(title).toMatch(/fibromyalgia/i)
  // Enter inserts and sends nothing
  await page.keyboard.press('Enter')
  const preview = page.locator('.chosen')
  await preview.getByText(/The clinic's article says/).waitFor()
  await preview.getByText(/Goes with \d+ passages? and the disclaimer/).waitFor()
  await preview.getByText(/Not medical advice/).waitFor()
  await expectAccessible(page, 'console, chosen answer')
  expect(await staff.reply.inputValue()).toBe('This may help:')
  await page.reload()
  await preview.getByText(/The clinic's article says/).waitFor()
  await staff.reply.press('Enter')
  await visitor.log.getByText('This may help:').waitFor()
  const card = visitor.log.getByRole('article').last()
  await card.getByText("The clinic's article says").waitFor()
  await card
    .getByText(/Not medical advice/)
    .first()
    .waitFor()
  await card.getByRole('button', { name: /^Show the/ }).click()
  await card.locator('blockquote').first().waitFor()
  await expectAccessible(visitor.frame(), 'panel, answer of a person')
  await page.getByRole('log').locator('.bot.is-staff').waitFor()
  expect(await preview.count()).toBe(0)

  // a saved reply is text that can be changed; Escape puts the list away
  await staff.reply.focus()
  await page.keyboard.type('/callb')
  await page.getByRole('option', { name: /Callback/ }).waitFor()
  await page.keyboard.press('Escape')
  expect(await options.count()).toBe(0)
  await staff.reply.fill('')
  await page.keyboard.type('/callb')
  await page.getByRole('option', { name: /Callback/ }).waitFor()
  await page.keyboard.press('Enter')
  expect(await staff.reply.inputValue()).toMatch(/^May we call you\?/)
  staff.watched.expectClean()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('H16, S6: two colleagues see each other in a chat, and one passes it to the other with a note', async () => {
  const secret = (await readFile(join(server.dataDir, 'session.key'), 'utf8')).trim()
  const auth = await openAuth({ dataDir: server.dataDir, publicUrl: new URL(server.url), secret })
  const account = { name: 'Ben Ortiz', email: 'ben@ninesisters.example', password: OWNER.password }
  await auth.createAdmin(account)
  auth.close()
  const visitor = await waiting('how much does it cost? (passed on)')
  await staff.take()
  const ben = await StaffPage.signIn(browser, server, {}, account)
  const passed = ben.page.getByText('Ana passed you visitor')
  await ben.page.goto(`${server.url}/staff#/all`)
  await ben.row('how much does it cost? (passed on)').click()
  await ben.page.getByText('Ana has this chat').waitFor()
  expect(await ben.reply.count()).toBe(0)
  await staff.page.getByText('Ben is looking').waitFor()
  await ben.page.getByText('Ana is looking').waitFor()
  await ben.page.keyboard.press('m')
  await ben.page.keyboard.type('I know her')
  await staff.page.getByText('Ben is writing a note').waitFor()
  await ben.page.getByRole('link', { name: /^Mine/ }).first().click()
  await staff.page.getByText(/^Ben is/).waitFor({ state: 'detached' })

  await staff.page.getByRole('button', { name: 'Pass on' }).click()
  await staff.page.getByRole('button', { name: /^To Ben/ }).click()
  await staff.page.getByLabel('Note for Ben, only staff see it').fill('She is in a hurry.')
  await expectAccessible(staff.page, 'console, passing on')
  await staff.page.keyboard.press('Control+Enter')
  await passed.waitFor({ state: 'attached' })
  await ben.row('how much does it cost? (passed on)').getByText('Passed to you by Ana').waitFor()
  await ben.row('how much does it cost? (passed on)').click()
  await ben.page.getByRole('log').locator('.note', { hasText: 'She is in a hurry.' }).waitFor()
  await staff.page.getByText('Ben has this chat', { exact: true }).waitFor()
  await visitor.log.getByText(/^Ben joined at .* Ana passed you on\./).waitFor()
  await ben.send('Hi, this is Ben.')
  await visitor.log.getByText('Hi, this is Ben.').waitFor()
  expect(await visitor.frame().locator('body').innerText()).not.toContain('hurry')
  await expectAccessible(ben.page, 'console, passed chat')
  ben.watched.expectClean()
  await ben.watched.context.close()
  await visitor.watched.context.close()
})

test('S14: emergency words come with the clinic’s steps as a checklist, and say when they are placeholders', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask('i want to die')
  await staff.showWaiting()
  await staff.row('i want to die').click()
  const steps = staff.page.getByRole('region', { name: 'Emergency steps' })
  await steps.getByText(/Placeholders: they only repeat the card/).waitFor()
  await steps.getByLabel('Ask them to call or text 988 now.').check()
  await expectAccessible(staff.page, 'console, emergency steps')
  await staff.page.reload()
  await steps.waitFor()
  expect(await steps.getByLabel('Ask them to call or text 988 now.').isChecked()).toBe(true)
  // Beside what is written, while it is written.
  await staff.take()
  const [left, right] = [await staff.reply.boundingBox(), await steps.boundingBox()]
  expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0))
  expect(await steps.isVisible()).toBe(true)
  await visitor.watched.context.close()
})
