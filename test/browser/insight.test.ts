import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { fillWithThreeWeeks } from '../support/insight-history.ts'
import { StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
let ana: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`not reached by Tab: ${target}`)
}

const cellsOf = (row: Locator): Promise<string[]> => row.locator('th, td').allInnerTexts()

/** Of the rows themselves, without the counts that the page is made from. */
function rawCounts(): Record<'messages' | 'missed' | 'left', number> {
  const db = new DatabaseSync(join(server.dataDir, 'chat.db'), { readOnly: true })
  const count = (where: string) => Number(db.prepare(`SELECT count(*) AS n FROM event WHERE ${where}`).get()?.n)
  const counts = {
    messages: count("kind = 'message:sent' AND sender_role = 'visitor'"),
    missed: count("kind = 'handoff:unattended'"),
    left: count("kind = 'contact:left'"),
  }
  db.close()
  return counts
}

test('an empty clinic is told so', async () => {
  const { page } = ana
  await tabTo(page, page.getByRole('link', { name: 'Insight' }))
  await page.keyboard.press('Enter')
  await page.getByText('Nobody wrote in these days').waitFor()
  await expectAccessible(page, 'insight without numbers')
  await shot(page, 'insight-empty')
})

test('the numbers are there once there are some', async () => {
  const { page } = ana
  await server.stop()
  await fillWithThreeWeeks(server.dataDir)
  await server.start()
  await page.reload()
  await page.getByRole('heading', { name: new RegExp(`^${rawCounts().messages} messages`) }).waitFor()
})

test('three weeks add up to the rows of the database, by keyboard alone (A6)', async () => {
  const { page } = ana
  const raw = rawCounts()
  await tabTo(page, page.getByRole('radio', { name: '30 days' }))
  await page.keyboard.press('ArrowRight')
  await page.getByRole('radio', { name: '90 days', checked: true }).waitFor()
  await page.getByRole('heading', { name: new RegExp(`^${raw.messages} messages`) }).waitFor()
  await page.keyboard.press('ArrowLeft')
  const folded = page.getByText('Show as table', { exact: false }).first()
  await folded.waitFor()
  await tabTo(page, page.locator('summary').first())
  await page.keyboard.press('Enter')
  const table = page.getByRole('table', { name: /messages, .* answered by the assistant/ })
  const rows = table.getByRole('row')
  expect(await rows.count()).toBe(32)
  const head = await cellsOf(rows.first())
  const total = await cellsOf(rows.last())
  const numbers = Object.fromEntries(head.map((name, n) => [name, Number(total[n])]))
  expect(numbers).toMatchObject({ Messages: raw.messages, 'Nobody came': raw.missed, 'Messages left': raw.left })
  expect(raw.messages).toBeGreaterThan(50)
  const fates = [
    'Answered',
    'Titles offered',
    'Handed to a person',
    'Emergency words',
    'Small talk',
    'Written to a person',
  ]
  expect(fates.reduce((sum, name) => sum + (numbers[name] ?? Number.NaN), 0)).toBe(raw.messages)
  for (const name of fates) expect(numbers[name], name).toBeGreaterThan(0)
  await expectAccessible(page, 'insight')
  await shot(page, 'insight-light')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    tabTo(page, page.getByRole('button', { name: /^Save as CSV: .* messages/ })).then(() =>
      page.keyboard.press('Enter'),
    ),
  ])
  const csv = await readFile(await download.path(), 'utf8')
  expect(download.suggestedFilename()).toMatch(/^bedside-messages-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const lines = csv.split('\r\n')
  expect(lines[0]).toMatch(/^\uFEFF"Day","Messages",/)
  expect(lines[31]).toBe(`"All days",${total.slice(1).map(Number).join(',')}`)
})

test('three red flags are three rows with their outcome, and each opens its chat (A8)', async () => {
  const { page } = ana
  const flags = page.getByRole('table', { name: 'Messages with emergency words: 3' })
  const outcomes = await Promise.all([1, 2, 3].map((n) => cellsOf(flags.getByRole('row').nth(n))))
  expect(outcomes.map((row) => row.slice(1))).toEqual([
    ['Emergency words: self-harm', 'Nobody yet', 'Open, no outcome yet'],
    ['Emergency words: self-harm', 'Nobody yet', 'Ended by the visitor'],
    ['Emergency words: self-harm', '41 sec', 'Emergency help advised'],
  ])
  expect(await flags.getByRole('row').count()).toBe(4)

  await tabTo(page, flags.getByRole('link').first())
  await page.keyboard.press('Enter')
  await page.getByText('I want to die').first().waitFor()
  ana.watched.expectClean()
})

test('without a connection it says so, and goes on when asked again', async () => {
  const { page } = ana
  await page.goto(`${server.url}/staff#/insight`)
  await page.getByRole('heading', { name: /messages, / }).waitFor()
  await ana.watched.context.setOffline(true)
  await page.getByRole('radio', { name: '7 days' }).check()
  await page.getByText('This computer could not reach the clinic’s server.').waitFor()
  await expectAccessible(page, 'insight, offline')
  await shot(page, 'insight-offline')
  await ana.watched.context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: /messages, / }).waitFor()
})

test('it can be read in the dark, on a phone and in Spanish', async () => {
  const { page } = ana
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, 'insight, dark')
  await shot(page, 'insight-dark')

  await page.getByRole('button', { name: 'Español' }).click()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('heading', { name: /mensajes, .* respondidos por el asistente/ }).waitFor()
  await page.locator('summary').first().click()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  const wide = await page
    .locator('.insight-card')
    .evaluateAll(
      (cards) =>
        cards.filter((card) => [...card.children].some((child) => child.clientWidth > card.clientWidth)).length,
    )
  expect(wide).toBe(0)
  await expectAccessible(page, 'insight on a phone, dark, Spanish')
  await shot(page, 'insight-phone-dark')
})
