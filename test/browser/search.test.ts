import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { newId } from '../support/server.ts'
import { visit } from '../support/visitor.ts'

let browser: Browser
let server: RunningServer
let ana: StaffPage

/** A chat in which this is said, by a visitor who needs no page. */
async function chatSaying(...texts: string[]): Promise<string> {
  const visitor = await (await visit({ url: server.url, origin: new URL(server.url).origin })).start()
  for (const text of texts) await visitor.say(text)
  await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
  await visitor.leave()
  return visitor.chatId
}

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  ana = await StaffPage.setUp(browser, server)
  await chatSaying('my migraña is <b>worse</b> at night', 'and it lasts for days')
  await chatSaying('MIGRANA medicine did not help', 'x'.repeat(300))
}, 200_000)
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const shot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}
/** The name of what has the focus. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent)

test('S8, S9: with keys alone: a word is searched for in all chats, its messages are opened, and the list is there again as it was', async () => {
  const { page } = ana
  const { keyboard } = page
  await ana.row('xxx').waitFor()
  await keyboard.press('/')
  await keyboard.type('xx')
  await ana.row('xxx').waitFor()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())

  await keyboard.press('s')
  await page.getByRole('heading', { name: 'Search all chats', level: 1 }).waitFor()
  await page.getByText('It is noted that you searched, not what for.').waitFor()
  await expect.poll(() => focused(page)).toBe('search-all')
  await expectAccessible(page, 'search, empty')
  await keyboard.type('nothinglikethis')
  await keyboard.press('Enter')
  await page.getByText('No message has these words.').waitFor()
  await page.getByText('All chats that are kept were looked through.').waitFor()

  await keyboard.press('Control+a')
  await keyboard.type('MIGRAÑA')
  await keyboard.press('Enter')
  await page.getByText('Found in 2 chats.').waitFor()
  expect(await page.locator('mark').allTextContents()).toEqual(['MIGRANA', 'migraña'])
  expect(await page.locator('.find b').count()).toBe(0)
  await expectAccessible(page, 'search, found')
  await shot(page, 'search-light')

  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await expect.poll(() => focused(page)).toContain('migraña')
  await keyboard.press('Enter')
  const message = page.locator('[data-found]')
  await message.waitFor()
  expect(await message.textContent()).toContain('my migraña is <b>worse</b> at night')
  expect(await message.evaluate((at) => at.getBoundingClientRect().top >= 0)).toBe(true)
  await shot(page, 'search-opened-light')

  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await expect.poll(() => focused(page)).toBe('search-all')
  await keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  expect(await page.getByLabel('Search this list by code or last words').inputValue()).toBe('xx')
  await expect.poll(() => focused(page)).toBe('search')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await keyboard.press('?')
  await page.getByRole('dialog').getByText('Search all chats').waitFor()
  await keyboard.press('Escape')
  ana.watched.expectClean()
})

test('S9: without a connection the search says so, and finds once it is back', async () => {
  const { page } = await StaffPage.signIn(browser, server)
  await page.keyboard.press('s')
  const field = page.getByLabel('Words to look for')
  await field.fill('medicine')
  await page.context().setOffline(true)
  await page
    .getByText(/No connection for/)
    .first()
    .waitFor()
  await field.press('Enter')
  await page.getByText('No connection. Search again when it is back.').waitFor()
  await expectAccessible(page, 'search, offline')
  await page.context().setOffline(false)
  await page
    .getByText(/No connection for/)
    .first()
    .waitFor({ state: 'detached' })
  await field.press('Enter')
  await page.getByText('Found in 1 chat.').waitFor()
  await page.context().close()
})

test('S9, P6: the search and the audit log fit a phone, in the dark and in Spanish; the log has who opened and searched, and no word', async () => {
  const phone = await StaffPage.signIn(browser, server, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  const { page } = phone
  await page.getByRole('link', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Español' }).click()
  await page.getByRole('link', { name: 'Esperan' }).or(page.locator('.tabs a').first()).first().click()
  await page.getByRole('button', { name: /Buscar en todos los chats/ }).click()
  await page.getByLabel('Palabras que buscar').fill('migrana')
  await page.keyboard.press('Enter')
  await page.getByText('Encontrado en 2 chats.').waitFor()
  await expectAccessible(page, 'search on a phone')
  await shot(page, 'search-phone-dark')
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth)
  expect(await wide()).toBeLessThanOrEqual(360)
  await page.getByRole('list', { name: 'Mensajes encontrados' }).getByRole('link').first().click()
  await page.locator('[data-found]').waitFor()
  await page.getByRole('link', { name: 'Volver a la lista' }).click()
  await page.getByText('Encontrado en 2 chats.').waitFor()

  await page.goto(`${server.url}/staff#/audit`)
  const rows = page.getByRole('list', { name: 'Auditoría' }).getByRole('listitem')
  await rows.filter({ hasText: 'Buscó en todos los chats' }).first().waitFor()
  await rows.filter({ hasText: 'Abrió un chat' }).first().waitFor()
  expect(await page.locator('main').textContent()).not.toMatch(/migra|medicine/i)
  await expectAccessible(page, 'audit on a phone')
  expect(await wide()).toBeLessThanOrEqual(360)
  await shot(page, 'audit-phone-dark')
  await page.context().close()
})

test('P6: an admin reads the log newest first, by person and by kind', async () => {
  const { page } = ana
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
  const rows = page.getByRole('list', { name: 'Audit' }).getByRole('listitem')
  await rows.first().waitFor()
  await expectAccessible(page, 'audit')
  await shot(page, 'audit-light')
  await page.getByLabel('What', { exact: true }).selectOption('Searched all chats')
  await expect
    .poll(async () => new Set((await rows.locator('b').allTextContents()).map((kind) => kind)))
    .toEqual(new Set(['Searched all chats']))
  await page.getByLabel('What', { exact: true }).selectOption('Everything')
  await page.getByLabel('Who', { exact: true }).selectOption('Nobody with an account')
  await expect.poll(() => rows.locator('b').allTextContents()).toEqual(['Changed an account'])
  await page.getByLabel('Who', { exact: true }).selectOption('Anybody')
  const headers = { 'content-type': 'application/json', origin: server.url, 'x-bedside': '1' }
  const body = JSON.stringify({ email: 'nobody@x.example', password: 'x' })
  for (let n = 0; n < 4; n += 1) await fetch(`${server.url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  await page.getByLabel('What', { exact: true }).selectOption('Sign-in failed')
  await expect.poll(() => rows.count()).toBe(4)
  ana.watched.expectClean()
})

test('where list and chat are two pages, S in an open chat shows the search and not the chat', async () => {
  const { page } = ana
  await page.setViewportSize({ width: 700, height: 740 })
  await page.goto(`${server.url}/staff#/waiting`)
  await ana.row('xxx').click()
  await page
    .getByRole('log')
    .getByText(/^x{300}$/)
    .waitFor()
  await page.keyboard.press('s')
  await expect.poll(() => focused(page)).toBe('search-all')
  const isSeen = page.locator('#search-all').evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect()
    return document.elementFromPoint(x + width / 2, y + height / 2) === node
  })
  expect(await isSeen).toBe(true)
})
