import { readFile } from 'node:fs/promises'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, openPage } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/** What a visitor can do with their own chat: take it with them, and have it erased. */
const CLEAR = 'Clear this chat from this device'
const DISCLAIMER =
  'This website cannot diagnose or treat any medical condition. Only a licensed medical professional who is familiar with you and your medical history can do that.'

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

async function asking(question: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(question)
  return visitor
}
async function answered(): Promise<VisitorPage> {
  const visitor = await asking('what dose do you use?')
  await visitor.log.getByText('Did this help?').waitFor()
  return visitor
}
const menuOf = async (visitor: VisitorPage) => {
  await visitor.panel.getByRole('button', { name: 'Menu' }).click()
  const menu = visitor.panel.getByRole('menu')
  await menu.waitFor()
  return menu
}
const kept = (page: Page | Frame) => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))

describe('the menu', () => {
  test('is moved in by arrow keys, left by Escape, and gives the focus back', async () => {
    const visitor = await answered()
    const focused = () => visitor.frame().evaluate(() => document.activeElement?.textContent)
    const menu = await menuOf(visitor)
    await expectAccessible(visitor.frame(), 'menu')
    expect((await menu.boundingBox())?.width).toBeLessThan(360)
    expect(await menu.getByRole('menuitem').allTextContents()).toEqual([
      'Español',
      expect.stringMatching(/^All \d+ answers$/),
      'End chat',
      'Download this chat',
      'Print this chat',
      CLEAR,
      'Privacy notice',
      'Full disclaimer',
    ])
    await expect.poll(focused).toBe('Español')
    await visitor.page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('Standard')
    await visitor.page.keyboard.press('End')
    expect(await focused()).toBe('Full disclaimer')
    await visitor.page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('Español')
    await visitor.page.keyboard.press('ArrowUp')
    expect(await focused()).toBe('Full disclaimer')
    await visitor.page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    expect(await visitor.frame().evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Menu')
    // Escape closed the menu and not the panel.
    expect(await visitor.field.isVisible()).toBe(true)
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('makes all text larger, for as long as there is the chat', async () => {
    const visitor = await answered()
    const size = () => visitor.frame().evaluate(() => getComputedStyle(document.body).fontSize)
    const menu = await menuOf(visitor)
    await menu.getByRole('menuitemradio', { name: 'Largest' }).click()
    expect(await menu.getByRole('menuitemradio', { name: 'Largest' }).getAttribute('aria-checked')).toBe('true')
    expect(await size()).toBe('20.8px')
    await visitor.page.reload()
    await visitor.log.getByText('Did this help?').waitFor()
    expect(await size()).toBe('20.8px')
    await expectAccessible(visitor.frame(), 'largest text')
    await visitor.panel.getByRole('button', { name: CLEAR }).click()
    await visitor.panel.getByRole('button', { name: 'Clear the chat' }).click()
    await visitor.panel.getByText('What would you like to know?').waitFor()
    expect(await size()).toBe('16px')
    await visitor.watched.context.close()
  })

  test('before the first word offers nothing to take or clear, and a size chosen then is not stored', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    const menu = await menuOf(visitor)
    for (const name of [/chat$/, CLEAR]) expect(await menu.getByRole('menuitem', { name }).count()).toBe(0)
    await menu.getByRole('menuitemradio', { name: 'Larger' }).click()
    expect(await kept(visitor.frame())).toBe('[{},{}]')
    await menu.getByRole('menuitem', { name: 'Privacy notice' }).click()
    await visitor.panel
      .getByText(/hand|erase the chat/)
      .first()
      .waitFor()
    await expectAccessible(visitor.frame(), 'privacy notice')
    await visitor.watched.context.close()
  })
})

describe('a transcript', () => {
  test('is saved as text: whom to call first, each answer with its passage and the whole disclaimer', async () => {
    const visitor = await answered()
    const menu = await menuOf(visitor)
    const [download] = await Promise.all([
      visitor.page.waitForEvent('download'),
      menu.getByRole('menuitem', { name: 'Download this chat' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/)
    const text = await readFile(await download.path(), 'utf8')
    const [head = ''] = text.split('\n\n')
    expect(head).toContain('(805) 555-0142')
    expect(head).toContain('911')
    expect(head).toContain('988')
    expect(text).toContain('  | what dose do you use?')
    expect(text).toContain("The clinic's article says:")
    expect(text).toMatch(/“In accordance with the latest research[\s\S]*Section: /)
    expect(text).toContain(DISCLAIMER)
    const full = await visitor.log.locator('details p').first().textContent()
    expect(text.replaceAll('\n  ', '\n')).toContain(String(full))
    const { chatId } = JSON.parse((await visitor.frame().evaluate(() => sessionStorage.getItem('chat'))) ?? '{}')
    expect(chatId).toMatch(/^[0-9a-f]{32}$/)
    expect(text + download.suggestedFilename()).not.toContain(chatId)
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('is printed from a tab of its own, under the same policy, with nothing folded', async () => {
    const visitor = await answered()
    await visitor.watched.context.addInitScript(() => {
      window.print = () => Object.assign(window, { printed: true })
    })
    await visitor.page.reload()
    await visitor.log.getByText('Did this help?').waitFor()
    const menu = await menuOf(visitor)
    const before = visitor.watched.requests.length
    const [tab] = await Promise.all([
      visitor.watched.context.waitForEvent('page'),
      menu.getByRole('menuitem', { name: 'Print this chat' }).click(),
    ])
    await tab.waitForFunction(() => 'printed' in window)
    expect(await tab.title()).toBe('Your chat with Nine Sisters Infusion Clinic')
    expect(await tab.locator('blockquote').count()).toBeGreaterThan(0)
    const text = await tab.locator('main').innerText()
    expect(text).toContain(DISCLAIMER)
    expect(text).toContain('(805) 555-0142')
    expect(await tab.evaluate(() => getComputedStyle(document.querySelector('.transcript') as Element).color)).toBe(
      'rgb(0, 0, 0)',
    )
    await expectAccessible(tab, 'transcript')
    expect(visitor.watched.requests.slice(before).filter(({ protocol }) => protocol !== 'about:')).toEqual([])
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })
})

describe('clearing', () => {
  test('is in sight at the end of every chat, asks once, and can be thought better of', async () => {
    const visitor = await answered()
    const door = visitor.panel.getByRole('button', { name: CLEAR })
    const box = await door.boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(44)
    await door.click()
    await visitor.panel.getByText('Clear this chat? It cannot be brought back.').waitFor()
    await expectAccessible(visitor.frame(), 'asking to clear')
    await visitor.page.keyboard.press('Escape')
    await door.waitFor()
    await expect.poll(() => door.evaluate((button) => button === document.activeElement)).toBe(true)
    await door.click()
    await visitor.panel.getByRole('button', { name: 'Keep it' }).click()
    await visitor.log.getByText('what dose do you use?').waitFor()
    await visitor.watched.context.close()
  })

  test('leaves nothing on the device or the server, says so by a receipt, and staff see who deleted it', async () => {
    const visitor = await asking('I want to talk to somebody about a private thing')
    await visitor.panel.getByRole('button', { name: 'Stop waiting' }).waitFor()
    await staff.page.goto(`${server.url}/staff#/waiting`)
    const row = staff.row('a private thing')
    await row.click()
    await staff.page.getByText('a private thing').first().waitFor()
    await visitor.field.fill('half a sentence')

    await visitor.panel.getByRole('button', { name: CLEAR }).click()
    await visitor.panel.getByRole('button', { name: 'Clear the chat' }).click()

    await visitor.panel.getByText('The chat was cleared from this device.').waitFor()
    await staff.page.getByText('Deleted by the visitor').first().waitFor()
    await row.waitFor({ state: 'detached' })
    expect(await staff.page.getByText('a private thing').count()).toBe(0)
    const receipt = visitor.panel.getByRole('region', { name: 'Receipt' })
    await receipt.getByText(/Erased on the clinic’s server on/).waitFor()
    expect(await receipt.innerText()).toMatch(/Receipt number: [2-9A-Z]{4}-[2-9A-Z]{4}/)
    await expectAccessible(visitor.frame(), 'receipt')
    const [download] = await Promise.all([
      visitor.page.waitForEvent('download'),
      receipt.getByRole('button', { name: 'Save this receipt' }).click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).not.toContain('private thing')
    expect(await kept(visitor.frame())).toBe('[{},{}]')
    expect(await visitor.field.inputValue()).toBe('')
    await visitor.page.reload()
    await visitor.open()
    await visitor.panel.getByText('What would you like to know?').waitFor()
    await visitor.field.fill('somebody else')
    await visitor.field.press('Enter')
    await visitor.panel.getByText('Before you start').waitFor()
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('without a connection clears the device, says that the server does not know, and tells it when it can', async () => {
    const visitor = await answered()
    // The code of the receipt is here; a visitor has opened the menu before, or reads it once the connection is back.
    await menuOf(visitor)
    await visitor.page.keyboard.press('Escape')
    await visitor.watched.context.setOffline(true)
    await visitor.panel.getByRole('button', { name: CLEAR }).click()
    await visitor.panel.getByRole('button', { name: 'Clear the chat' }).click()
    const receipt = visitor.panel.getByRole('region', { name: 'Receipt' })
    await receipt.getByText(/could not be reached yet.*after 30 days/).waitFor()
    expect(await kept(visitor.frame())).toBe('[{},{}]')
    await visitor.watched.context.setOffline(false)
    await receipt.getByText(/Receipt number/).waitFor()
    await visitor.watched.context.close()
  })
})

describe('the page by itself', () => {
  test('is the same chat without a frame or a close button, in the language asked for', async () => {
    const watched = await openPage(browser, { viewport: { width: 1280, height: 800 } })
    const response = await watched.page.goto(`${server.url}/chat?lang=es`)
    expect(response?.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
    const { page } = watched
    await page.getByText('¿Qué le gustaría saber?').waitFor()
    expect(await page.title()).toBe('Nine Sisters Infusion Clinic')
    expect(await page.getByRole('button', { name: 'Cerrar el chat' }).count()).toBe(0)
    const box = await page.locator('#panel').boundingBox()
    expect(box?.width).toBeLessThan(760)
    expect(Math.abs((box?.x ?? 0) * 2 + (box?.width ?? 0) - 1280)).toBeLessThan(2)
    await expectAccessible(page, 'the page by itself, Spanish')
    watched.expectClean()
    await watched.context.close()
  })

  test('between two people at a kiosk leaves nothing when it is cleared, and prints itself where no tab opens', async () => {
    const watched = await openPage(browser, { viewport: { width: 1024, height: 768 } })
    const { page, context } = watched
    await page.addInitScript(() => {
      window.print = () =>
        Object.assign(window, { printed: [...document.body.children].filter((e) => e.checkVisibility()).length })
    })
    await page.goto(`${server.url}/chat`)
    await page.getByLabel('Your message', { exact: true }).fill('does it help migraines, asks canary')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Agree and send' }).click()
    await page.locator('[data-reply]').first().waitFor()
    expect(await kept(page)).not.toBe('[{},{}]')
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('menuitem', { name: 'Print this chat' }).click()
    await page.waitForFunction(() => 'printed' in window)
    expect(await page.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))

    await page.getByRole('button', { name: CLEAR }).click()
    await page.getByRole('button', { name: 'Clear the chat' }).click()
    await page.getByText(/Receipt number/).waitFor()
    expect(await kept(page)).toBe('[{},{}]')
    expect(await page.content()).not.toContain('canary')
    expect(await context.cookies()).toEqual([])
    await page.reload()
    await page.getByText('What would you like to know?').waitFor()
    expect(await page.content()).not.toMatch(/canary|Receipt number/)
    watched.expectClean()
    await context.close()
  })
})
