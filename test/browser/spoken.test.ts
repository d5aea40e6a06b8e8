import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCALES } from '../../protocol/events.ts'
import { en } from '../../widget/panel/strings/en.ts'
import { es } from '../../widget/panel/strings/es.ts'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { listenTo } from '../support/spoken.ts'

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

const STARTER = 'How does ketamine ease pain?'
const CHEST = { en: 'my chest hurts and I cannot breathe', es: 'me duele mucho el pecho' }

test.each(LOCALES)('a chat of six turns in "%s" is said as it is written down, each text once', async (locale) => {
  const words = locale === 'en' ? en : es
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  const { panel } = visitor
  const listener = await listenTo(visitor)
  const script: string[] = []
  const said: string[] = []
  const button = (name: string | RegExp) => panel.getByRole('button', { name, exact: true }).last()
  /** A turn: what is done, until `there` is there and `count` texts were heard; then what was heard and where the focus is. */
  async function turn(title: string, count: number, act: () => Promise<unknown>): Promise<void> {
    await act()
    const heard: string[] = []
    await expect
      .poll(async () => heard.push(...(await listener.heard())), { timeout: 20_000 })
      .toBeGreaterThanOrEqual(count)
    said.push(...heard)
    script.push('', `## ${title}`, '', ...heard.map((text) => `says ${text}`), `focus: ${await listener.focused()}`)
  }

  await visitor.page.goto(server.demoUrl)
  await visitor.launcher.waitFor()
  await visitor.page.evaluate((lang) => window.Bedside?.setLocale(lang), locale)
  script.push(`launcher: button "${(await visitor.launcher.innerText()).split('\n')[0]}"`)
  await turn('The panel is opened', 0, async () => {
    await visitor.open()
    await panel.getByText(new RegExp(words.staffHere)).waitFor()
    await panel.locator('[role=log]').waitFor({ state: 'attached' })
  })
  script.push(...(await listener.read()))

  await turn('A question is chosen: the notice', 0, async () => {
    await button(STARTER).click()
    await button(words.agree).waitFor()
  })
  script.push(...(await listener.read({ role: 'dialog', name: words.notice })))
  await turn('The notice is accepted: the answer', 2, async () => {
    await button(words.agree).click()
    await panel.getByText(words.didThisHelp).waitFor()
  })
  await turn('Two entries could be meant', 2, async () => {
    await visitor.field.fill('ketamine and nerves')
    await visitor.field.press('Enter')
    await button(words.noneOfThese).waitFor()
  })
  await turn('None of these: a person is asked', 2, async () => {
    await button(words.noneOfThese).click()
    await panel.getByText(words.weAsked).waitFor()
  })
  await turn('A person joins and writes', 2, async () => {
    await staff.showWaiting()
    await staff.row('ketamine and nerves').first().click()
    await staff.take()
    await staff.send('Hello, Ana here.')
    await panel.getByText('Hello, Ana here.').first().waitFor()
  })
  await turn('Emergency words', 2, async () => {
    await visitor.field.fill(CHEST[locale])
    await visitor.field.press('Enter')
    await panel.getByText(words.staffHaveBeenTold).waitFor()
  })
  await turn('The chat is ended', 1, () => button(words.endChat).click())
  script.push('', '## Read again from the beginning', '', ...(await listener.read({ role: 'list', name: words.log })))

  expect(said.filter((text) => text.startsWith('NOT HEARD'))).toEqual([])
  expect(said.filter((text, index) => said.indexOf(text) !== index)).toEqual([])
  expect(said.join()).not.toMatch(/cannot diagnose|no puede diagnosticar/)
  await expect(`${script.join('\n')}\n`).toMatchFileSnapshot(`golden/spoken-${locale}.txt`)
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})
