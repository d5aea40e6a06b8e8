import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { sentFrames, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** What a visitor has when the server is gone. */

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const DOSE = 'What is the starting dose at this clinic?'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.cleanUp())

/** A visitor whose open panel has fetched the approved answers. */
async function arrive(options: BrowserContextOptions = {}): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl, options)
  const fetched = visitor.page.waitForResponse((response) => response.url().endsWith('/content/en.json'))
  await visitor.open()
  await (await fetched).finished()
  return visitor
}

const focused = (visitor: VisitorPage) => visitor.frame().evaluate(() => document.activeElement?.textContent)
const card = (visitor: VisitorPage) => visitor.panel.getByRole('region', { name: DOSE }).getByRole('article')

test('stopping the server shows the telephone within 5 seconds, and an answer reads as the server gave it', async () => {
  const visitor = await arrive(PHONE)
  await visitor.panel.getByRole('button', { name: /^All \d+ answers$/ }).click()
  await visitor.panel.getByRole('button', { name: DOSE }).click()
  await visitor.agreeIfAsked(DOSE)
  const online = visitor.log.getByRole('article')
  await online.getByText(/0\.5 mg per kg/).waitFor()
  const given = (await online.innerText()).split('\n').filter((line) => !/^Show the/.test(line) && line !== '')

  await server.stop('SIGKILL')
  await visitor.panel.getByRole('link', { name: /Call the clinic: \(805\) 555-0142/ }).waitFor({ timeout: 5000 })
  await visitor.panel.getByRole('link', { name: '911 emergency' }).waitFor()
  await visitor.panel.getByRole('link', { name: '988 crisis' }).waitFor()
  await visitor.panel
    .getByText(/Monday to Friday, 9:00 AM to 5:00 PM/)
    .first()
    .waitFor()
  await expectAccessible(visitor.frame(), 'offline, phone')
  await visitor.log.getByRole('button', { name: /^All \d+ answers$/ }).click()
  await visitor.panel.getByRole('button', { name: DOSE }).click()
  const read = (await card(visitor).innerText()).split('\n').filter(Boolean)
  expect(read).toEqual(given)
  expect(read.join()).toContain('This describes what this clinic does. It is not a dose for you.')
  await visitor.panel.getByText('Approved answer, last checked on November 22, 2026.').waitFor()
  await card(visitor).getByText('Full disclaimer').click()
  await card(visitor)
    .getByText(/^Disclaimer: All content on this website/)
    .waitFor()
  await expectAccessible(visitor.frame(), 'an answer read from this device')
  // nothing was asked by that
  expect(await visitor.panel.getByText('Not sent yet').count()).toBe(0)
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('before the first word every answer can be found and read with the keyboard, and nothing is sent or stored', async () => {
  const visitor = await arrive()
  const frames = sentFrames(visitor)
  await server.stop('SIGKILL')
  await visitor.panel.getByText('Read the approved answers').waitFor()
  expect(await visitor.panel.getByText('I can answer now').count()).toBe(0)
  await visitor.panel.getByRole('button', { name: /^All \d+ answers$/ }).focus()
  await visitor.page.keyboard.press('Enter')
  await visitor.panel.getByRole('heading', { name: 'All answers' }).waitFor()
  expect(await focused(visitor)).toBe('All answers')
  await visitor.page.keyboard.press('Tab')
  await visitor.page.keyboard.type('starting dose')
  await visitor.panel.getByText('1 approved answer', { exact: true }).waitFor()
  await visitor.page.keyboard.press('Tab')
  expect(await focused(visitor)).toBe(DOSE)
  await visitor.page.keyboard.press('Enter')
  await card(visitor).waitFor()
  expect(await focused(visitor)).toBe(DOSE)
  expect(await visitor.panel.getByRole('heading', { name: DOSE, level: 2 }).count()).toBe(1)
  // back to the title that it was opened by, and what was searched for is still there
  await visitor.page.keyboard.press('Escape')
  await card(visitor).waitFor({ state: 'detached' })
  expect(await visitor.frame().evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
  expect(await focused(visitor)).toBe(DOSE)
  const search = visitor.panel.getByLabel('Search the answers')
  expect(await search.inputValue()).toBe('starting dose')
  await search.fill('xylophone')
  await visitor.panel.getByText('No approved answer has these words.').waitFor()
  await search.fill('morphine')
  await visitor.panel.getByRole('button', { name: 'What did fibromyalgia trials find?' }).waitFor()
  await expectAccessible(visitor.frame(), 'search without a connection')

  // typed into the field, a title is read as well, and what was typed stays
  await visitor.page.keyboard.press('Escape')
  await visitor.field.fill('starting dose')
  await visitor.panel.getByRole('region', { name: 'Approved answers' }).getByRole('button', { name: DOSE }).click()
  await card(visitor).waitFor()
  await visitor.panel.getByRole('button', { name: 'Back' }).click()
  expect(await visitor.field.inputValue()).toBe('starting dose')
  expect(frames.filter((frame) => /^4/.test(frame) && !frame.startsWith('40'))).toEqual([])
  for (const frame of visitor.page.frames()) expect(await frame.evaluate(() => sessionStorage.length)).toBe(0)
  const { cookies, origins } = await visitor.watched.context.storageState()
  expect([cookies, origins]).toEqual([[], []])
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('emergency words in the search show whom to call', async () => {
  const visitor = await arrive(PHONE)
  await server.stop('SIGKILL')
  await visitor.panel.getByText('Read the approved answers').waitFor()
  await visitor.panel.getByRole('button', { name: /^All \d+ answers$/ }).click()
  await visitor.panel.getByLabel('Search the answers').fill('i want to die')
  const region = visitor.panel.getByRole('region', { name: 'All answers' })
  expect(await region.getByRole('link', { name: 'Call 988' }).getAttribute('href')).toBe('tel:988')
  await region.getByText(/could not reach the clinic/).waitFor()
  await expectAccessible(visitor.frame(), 'crisis card in the search')
  await visitor.watched.context.close()
})

test('when the server is back, what was being read stays, and behind it the chat goes on by itself', async () => {
  const visitor = await arrive()
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  await server.stop('SIGKILL')
  await visitor.panel.getByText('The chat cannot be reached.').first().waitFor()
  await visitor.field.fill('how long is one infusion')
  await visitor.field.press('Enter')
  await visitor.panel.getByText('Not sent yet. It will send by itself.').waitFor()
  const title = 'Can ketamine help fibromyalgia?'
  await visitor.log.getByRole('button', { name: title }).click()
  const read = visitor.panel.getByRole('region', { name: title }).getByText(/may be an option for fibromyalgia/)
  await read.waitFor()
  await server.start()
  await visitor.panel
    .getByText(/^Sent /)
    .last()
    .waitFor({ state: 'attached' })
  await read.waitFor()
  await visitor.panel.getByRole('button', { name: 'Back' }).click()
  // what it was opened from is gone with the connection's return
  expect(await visitor.field.evaluate((field) => field === document.activeElement)).toBe(true)
  await visitor.log.getByText('how long is one infusion', { exact: true }).waitFor()
  expect(await visitor.panel.getByText('Read the approved answers').count()).toBe(0)
  expect(await visitor.log.getByText(title).count()).toBe(0)
  // and a title is asked again
  await visitor.panel.getByRole('button', { name: 'Menu' }).click()
  await visitor.panel.getByRole('menuitem', { name: /^All \d+ answers$/ }).click()
  await visitor.panel.getByRole('button', { name: title }).click()
  await visitor.log
    .getByText(/may be an option for fibromyalgia/)
    .first()
    .waitFor()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('a server that was gone before the answers came leaves the numbers, says so, and gives them later', async () => {
  const visitor = await VisitorPage.arrive(browser, 'about:blank', PHONE)
  await visitor.page.route('**/content/*.json', (route) => route.abort())
  await visitor.page.goto(server.demoUrl)
  await visitor.open()
  const frames = visitor.watched.requests
  await expect.poll(() => frames.some(({ pathname }) => pathname === '/content/en.json')).toBe(true)
  await server.stop('SIGKILL')
  await visitor.panel.getByText('The approved answers had not reached this device yet. You can call.').waitFor()
  await visitor.panel.getByRole('link', { name: /Call the clinic/ }).waitFor()
  await expectAccessible(visitor.frame(), 'offline without answers')
  await visitor.panel.getByRole('button', { name: /^All \d+ answers$/ }).click()
  await visitor.panel.getByText('The list cannot be loaded right now.').waitFor()
  await visitor.page.unroute('**/content/*.json')
  await server.start()
  await visitor.panel.getByRole('button', { name: DOSE }).waitFor()
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})

test('in Spanish the answers are said to be in English and marked so, in the dark and in type twice as large', async () => {
  const visitor = await arrive({ ...PHONE, colorScheme: 'dark', locale: 'es-US' })
  await visitor.panel.getByRole('button', { name: 'Español' }).first().click()
  await visitor.panel.getByText('¿Qué le gustaría saber?').waitFor()
  await server.stop('SIGKILL')
  await visitor.panel.getByText('Lea las respuestas aprobadas').waitFor()
  await visitor.panel.getByText('Por ahora, las respuestas aprobadas están en inglés.').waitFor()
  await expectAccessible(visitor.frame(), 'offline, Spanish, dark')
  await visitor.panel.getByRole('button', { name: /^Las \d+ respuestas$/ }).click()
  await visitor.panel.getByLabel('Buscar en las respuestas').fill('starting dose')
  await visitor.panel.getByText('1 respuesta aprobada', { exact: true }).waitFor()
  await visitor.panel.getByRole('button', { name: DOSE }).click()
  await visitor.panel.getByText('Respuesta aprobada, revisada por última vez el 22 de noviembre de 2026.').waitFor()
  expect(await visitor.panel.getByRole('heading', { name: DOSE }).getAttribute('lang')).toBe('en')
  expect(await card(visitor).getAttribute('lang')).toBe('en')
  await expectAccessible(visitor.frame(), 'an answer read from this device, Spanish, dark')
  // text twice as large
  await visitor.frame().evaluate(() => {
    document.documentElement.style.fontSize = '200%'
  })
  expect(await visitor.frame().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  const foot = card(visitor).getByRole('note')
  await foot.scrollIntoViewIfNeeded()
  const box = await foot.boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(360)
  await visitor.watched.context.close()
})
