import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, openPage, type Watched } from '../support/browser.ts'
import { OWNER, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let chat: RunningServer
let content: string
let clinic: Server
/** What the clinic's own page holds besides its words: nothing, until its owner pastes the lines. */
let pasted = ''
beforeAll(async () => {
  content = await mkdtemp(join(tmpdir(), 'bedside-first-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  clinic = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="en"><head><title>A clinic</title></head><body><h1>A clinic</h1>${pasted}</body></html>`,
      ),
  ).listen(0, '127.0.0.1')
  ;[browser, chat] = await Promise.all([
    launchBrowser(),
    startServer({ CONTENT_DIR: content, DEMO_PORT: 'off' }),
    once(clinic, 'listening'),
  ])
})
afterAll(async () => {
  await browser.close()
  clinic.close()
  clinic.closeAllConnections()
  await chat.cleanUp()
  await rm(content, { recursive: true })
})

function siteUrl(): string {
  const address = clinic.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://localhost:${address.port}`
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

async function look({ page }: Watched, step: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, `first steps, ${step}, ${colorScheme}`)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/welcome-${step}-${colorScheme}.png` })
  }
}

test('from the printed link to a chat that answers on the clinic’s own site (A10)', async () => {
  const owner = await openPage(browser, { viewport: { width: 1280, height: 900 } })
  const { page } = owner
  await page.goto(chat.setupLink ?? '')
  await page.getByLabel('Name', { exact: true }).fill(OWNER.name)
  await page.getByLabel('Work e-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Make the account' }).click()
  const next = page.getByRole('button', { name: 'Save and go on' })

  await heading(page, 'Your clinic')
  await page.getByLabel('Name of the clinic').fill('Harbor Pain Clinic')
  await page.getByLabel('Phone', { exact: true }).fill('call us')
  await look(owner, 'clinic')
  await next.click()
  await page.getByText('"clinic, phone" must be a phone number.').waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('tel')
  await page.getByLabel('Phone', { exact: true }).fill('(805) 555-0187')
  await next.click()

  await heading(page, 'When are you there?')
  const saturday = page.getByRole('group', { name: 'Saturday' })
  await saturday.getByRole('checkbox').check()
  await saturday.getByLabel('Saturday, closes (1)').fill('12:30')
  expect(await page.getByLabel('As visitors read it (English)').inputValue()).toBe(
    'Monday to Friday, 9:00 AM to 5:00 PM; Saturday, 9:00 AM to 12:30 PM Pacific',
  )
  await page.getByLabel('A day to add').fill('2027-03-31')
  await page.getByRole('button', { name: 'Add this day' }).click()
  await page.getByText('March 31, 2027').waitFor()
  await look(owner, 'hours')
  await next.click()

  await heading(page, 'Emergency lines')
  for (const kind of ['Thoughts of suicide', 'Signs of a medical', 'Overdose', 'Violence']) {
    await page.getByRole('button', { name: new RegExp(`^I compared them today: ${kind}`) }).click()
  }
  await look(owner, 'emergency')
  await next.click()

  await heading(page, 'Where will the chat be?')
  await page.getByLabel('Addresses of your site').fill(`${siteUrl()}/`)
  await next.click()
  // What is almost right is told with what to write instead.
  await page.getByText(`Write ${siteUrl()}.`).waitFor()
  await page.getByLabel('Addresses of your site').fill(siteUrl())
  await look(owner, 'site')
  await next.click()

  await heading(page, 'Put it on your site')
  await page.getByText('Not seen yet. Open a page of it.').waitFor()
  await look(owner, 'tag')
  const evergreen = await page.getByLabel('Stays current').inputValue()
  expect(evergreen).toContain('data-phone="(805) 555-0187"')
  await page.getByText('Or one version with its hash').click()
  pasted = await page.getByLabel('This version alone').inputValue()
  expect(pasted).toMatch(/ integrity="sha384-[\w+/]+=*" crossorigin/)

  const visitor = await VisitorPage.arrive(browser, siteUrl())
  await page.getByText(/Installed: a page of it loaded the chat/).waitFor()
  await visitor.open()
  await visitor.panel.getByText('Harbor Pain Clinic').first().waitFor()
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()

  // The other line works as well.
  pasted = evergreen
  const second = await VisitorPage.arrive(browser, siteUrl())
  await second.open()

  await page.getByRole('button', { name: 'Go to the console' }).click()
  await heading(page, 'Waiting')
  owner.expectClean()
  visitor.watched.expectClean()
})
