import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { en as words } from '../../widget/panel/strings/en.ts'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

test('a whole visit is made with keys alone, and each stop of the focus is seen', async () => {
  await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  const { page, panel } = visitor
  const { keyboard } = page
  const invisible: string[] = []

  /** The name of what has the focus in the panel; notes it where nothing shows that it has. */
  async function focused(): Promise<string> {
    const { name, ring } = await visitor.frame().evaluate(() => {
      const at = document.activeElement as HTMLElement
      // the field shows it at the box around the text and the send button
      const boxes = at.id === 'field' ? [at, at.parentElement as HTMLElement] : [at]
      const drawn = boxes.some((box) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(box)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      // headings and lines are where reading begins after something has changed: nothing to press
      return {
        name: at.ariaLabel ?? at.innerText.trim(),
        ring: drawn || !at.matches('button, a, input, textarea, summary'),
      }
    })
    if (!ring) invisible.push(name)
    return name
  }
  const nowOn = (name: string | RegExp) => expect.poll(focused, { timeout: 10_000 }).toMatch(name)
  async function tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' | 'ArrowDown' = 'Tab'): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press(key)
      const at = await focused()
      if (typeof name === 'string' ? at === name : name.test(at)) return
    }
    throw new Error(`${name} was not reached with ${key}`)
  }

  // to the launcher and into the panel
  await visitor.launcher.waitFor()
  for (let presses = 0; presses < 60; presses += 1) {
    await keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.localName === 'bedside-chat')) break
  }
  const ring = await visitor.launcher.evaluate((button) => getComputedStyle(button).outlineStyle)
  expect(ring).not.toBe('none')
  await keyboard.press('Enter')
  await nowOn(words.yourMessage)

  // the first question, the notice, the answer
  await keyboard.type('what is NMDA?')
  await keyboard.press('Enter')
  await nowOn(words.notice)
  await tabTo(words.agree)
  await keyboard.press('Enter')
  await panel
    .getByText(/receptor/)
    .first()
    .waitFor()
  await nowOn(words.yourMessage)

  // its passage is opened and closed, and it did not help
  await tabTo(/^Show the/, 'Shift+Tab')
  await keyboard.press('Enter')
  await nowOn(/^Hide the/)
  await keyboard.press('Space')
  await nowOn(/^Show the/)
  await tabTo(words.no)
  await keyboard.press('Enter')
  await panel.getByText(words.whatWasMissing).waitFor()
  await tabTo(words.reasons['not-enough'])
  await keyboard.press('Enter')
  await panel.getByText(words.thanks, { exact: true }).waitFor()
  await nowOn(words.yourMessage)

  // one Tab leads to what was just offered
  await keyboard.type('ketamine and nerves')
  await keyboard.press('Enter')
  await panel.getByRole('button', { name: words.noneOfThese }).waitFor()
  await keyboard.press('Tab')
  expect(await focused()).toBe('Is ketamine used for nerve pain?')
  await keyboard.press('Enter')
  await panel
    .getByText(/neuropathic/)
    .first()
    .waitFor()
  await nowOn(words.yourMessage)

  // a person, and no person after all
  await tabTo(words.talkToPerson, 'Shift+Tab')
  await keyboard.press('Enter')
  await nowOn(words.stopWaiting)
  await keyboard.press('Enter')
  await nowOn(words.talkToPerson)

  // the menu, a page of it, and back
  await tabTo(words.menu, 'Shift+Tab')
  await keyboard.press('Enter')
  await nowOn(words.otherLanguage)
  await tabTo(words.privacy, 'ArrowDown')
  await keyboard.press('Enter')
  await panel.getByRole('heading', { name: words.privacy }).waitFor()
  await nowOn(words.privacy)
  await keyboard.press('Escape')
  await nowOn(words.yourMessage)
  await tabTo(words.menu, 'Shift+Tab')
  await keyboard.press('Enter')
  await tabTo(words.clear, 'ArrowDown')
  await keyboard.press('Enter')
  await nowOn(words.clearAsk)
  await tabTo(words.clearNow)
  await keyboard.press('Enter')
  await nowOn(words.cleared)

  // closed: the launcher has the focus again
  await keyboard.press('Escape')
  await expect
    .poll(() => page.evaluate(() => document.querySelector('bedside-chat')?.shadowRoot?.activeElement?.localName))
    .toBe('button')
  expect(invisible).toEqual([])
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})
