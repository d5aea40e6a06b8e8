import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { until } from '../support/server.ts'

declare global {
  interface Window {
    /** Pitches that the page sounded, Hz, and titles of the notices that it showed. */
    sounded: { hertz: number; wave: string; loudness: number }[]
    noticed: string[]
  }
}

let browser: Browser
let server: RunningServer
let staff: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  staff = await StaffPage.setUp(browser, server)
  await listen(staff.watched.context)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

/** Writes down what pages opened from now on sound and show; they sound and show it all the same. */
const listen = (context: BrowserContext) =>
  context.addInitScript(() => {
    window.sounded = []
    window.noticed = []
    let loudness = 0
    const { linearRampToValueAtTime } = AudioParam.prototype
    AudioParam.prototype.linearRampToValueAtTime = function ramp(value, at) {
      loudness = value
      return linearRampToValueAtTime.call(this, value, at)
    }
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function heard(at) {
      window.sounded.push({ hertz: Math.round(this.frequency.value), wave: this.type, loudness })
      return start.call(this, at)
    }
    window.Notification = new Proxy(Notification, {
      construct(target, [title, options]) {
        window.noticed.push(JSON.stringify([title, options.body ?? '']))
        return new target(title, options)
      },
    })
  })

const sounded = (page: Page) => page.evaluate(() => window.sounded)

async function consoleTab(hash = ''): Promise<Page> {
  const page = await staff.watched.context.newPage()
  await page.goto(`${server.url}/staff${hash}`)
  await page.getByRole('navigation').first().waitFor()
  return page
}

async function someoneWaits(words: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(words)
  await visitor.panel.getByText("We've asked a person to join").waitFor()
  return visitor
}

test('a browser that blocks sound says so in red, and one click turns it on (N1)', async () => {
  const tab = await staff.watched.context.newPage()
  // Not by the driver's own means: each of its looks at a page counts as a person's click.
  const bare = await staff.watched.context.newCDPSession(tab)
  await bare.send('Page.navigate', { url: `${server.url}/staff` })
  await until('the warning', async () => {
    const found = await bare.send('Runtime.evaluate', {
      expression: "document.querySelector('.bar.is-alert-outline')?.textContent ?? ''",
    })
    return String(found.result.value).startsWith('Sound is off. Click to turn it on.')
  })
  const warning = tab.getByText('Sound is off. Click to turn it on.')
  await expectAccessible(tab, 'sound blocked')
  // A slow press: the warning must not go from under it.
  await tab.getByRole('button', { name: 'Turn on', exact: true }).click({ delay: 500 })
  await warning.waitFor({ state: 'detached' })
  await until('the sound', async () => (await sounded(tab)).length > 0)
  await tab.close()
})

test('what is over the page stays as it is while something on the page is pressed', async () => {
  const tab = await consoleTab()
  const bar = tab.getByText('Nobody is waiting.').first()
  await tab.getByRole('heading', { name: 'Waiting', level: 1 }).click()
  await tab.getByText('Nobody is waiting. Sound is on.').waitFor()
  const before = (await bar.textContent())?.trim()
  await tab.mouse.down()
  // Something changes what the bar says, without a press of its own.
  const during = await tab.evaluate(async () => {
    const button = document.querySelector<HTMLElement>('.sound button')
    button?.click()
    await new Promise((resolve) => setTimeout(resolve, 200))
    button?.click()
    await new Promise((resolve) => setTimeout(resolve, 200))
    button?.click()
    await new Promise((resolve) => setTimeout(resolve, 200))
    return document.querySelector('.banner-line p')?.textContent.trim()
  })
  expect(during).toBe(before)
  await tab.mouse.up()
  await expect.poll(async () => (await bar.textContent())?.trim()).not.toBe(before)
  await tab.evaluate(() => document.querySelector<HTMLElement>('.sound button')?.click())
  await expect.poll(async () => (await bar.textContent())?.trim()).toBe(before)
  await tab.close()
})

test('kind and loudness are chosen, tried out, and kept for the next time (N1)', async () => {
  const tab = await consoleTab('#/alerts')
  const play = tab.getByRole('button', { name: 'Play the sound' })
  await tab.getByText('Wood').click()
  await tab.getByText('High').click()
  await play.click()
  await until('the sound', async () => (await sounded(tab)).some(({ wave }) => wave === 'triangle'))
  const loud = (await sounded(tab)).at(-1)?.loudness ?? 0
  await tab.getByText('Low', { exact: true }).click()
  await play.click()
  await until('a softer one', async () => ((await sounded(tab)).at(-1)?.loudness ?? loud) < loud)
  await expectAccessible(tab, 'alerts')
  await tab.reload()
  await tab.getByRole('radio', { name: 'Wood' }).waitFor()
  expect(await tab.getByRole('radio', { name: 'Wood' }).isChecked()).toBe(true)
  expect(await tab.getByRole('radio', { name: 'Low' }).isChecked()).toBe(true)
  await tab.getByText('Soft').click()
  await tab.close()
})

test('one of several tabs sounds, the next when it is closed, and colour, words and sound change at 1 and 3 minutes (N1, H14)', async () => {
  // The first page of this browser sounds as well as any: it is out of the way.
  await staff.page.getByRole('button', { name: /Sound on|Sound blocked/ }).click()
  const tabs = [await consoleTab(), await consoleTab()]
  for (const tab of tabs) {
    await tab.evaluate(() => localStorage.setItem('sound', 'on'))
    await tab.reload()
    await tab.clock.install()
    // A page corrects its clock by the server's, which goes on as ever.
    await tab.route('**/api/staff/**', async (route) => {
      const response = await route.fetch()
      const { date: _, ...headers } = response.headers()
      await route.fulfill({ response, headers })
    })
    await tab.reload()
    await tab.getByRole('heading', { name: 'Waiting', level: 1 }).click()
    await tab.getByText('Sound on').first().waitFor()
  }
  const visitor = await someoneWaits('how much does it cost?')
  for (const tab of tabs) await tab.getByText('1 visitor is waiting.').first().waitFor()
  const heard = async () => Promise.all(tabs.map(async (tab) => (await sounded(tab)).map(({ hertz }) => hertz)))
  const first = await until('one tab that sounds', async () => {
    const index = (await heard()).findIndex(({ length }) => length > 0)
    return index === -1 ? null : { index }
  })
  expect((await heard())[1 - first.index]).toEqual([])
  const silent = tabs[1 - first.index] as Page
  await (tabs[first.index] as Page).close()

  const pill = silent.locator('.rows .pill').first()
  expect(await pill.textContent()).toBe('Just now')
  const colours = [await pill.evaluate((node) => getComputedStyle(node).backgroundColor)]
  const notes = async () => (await sounded(silent)).map(({ hertz }) => hertz)
  await silent.clock.fastForward(61_000)
  await silent.locator('.rows .pill', { hasText: '1 min' }).waitFor()
  await until('the sound of one minute', async () => (await notes()).includes(784))
  colours.push(await pill.evaluate((node) => getComputedStyle(node).backgroundColor))
  await expectAccessible(silent, 'one minute')
  await silent.clock.fastForward(121_000)
  await silent.locator('.rows .pill', { hasText: '3 min' }).waitFor()
  await until('the sound of three minutes', async () => (await notes()).slice(-4).join() === '523,784,523,784')
  colours.push(await pill.evaluate((node) => getComputedStyle(node).backgroundColor))
  expect(new Set(colours).size).toBe(3)
  await silent.locator('.bar.is-late').waitFor()
  await expectAccessible(silent, 'three minutes')
  await silent.close()
  await visitor.watched.context.close()
  await staff.page.getByRole('button', { name: /Sound off/ }).click()
})

test('a desktop notice says that a visitor waits and nothing that they wrote (N2)', async () => {
  await staff.watched.context.grantPermissions(['notifications'], { origin: server.url })
  const tab = await consoleTab('#/alerts')
  await tab.getByRole('button', { name: 'Turn notifications on' }).click()
  await tab.getByText('Notifications are on.').waitFor()
  await expectAccessible(tab, 'notifications on')
  const visitor = await someoneWaits('canary: what does my insurance pay?')
  const noticed = () => tab.evaluate(() => window.noticed)
  await until('the notice', async () => (await noticed()).length > 0)
  expect(new Set((await noticed()).join('\n').match(/canary|insurance/g))).toEqual(new Set())
  expect((await noticed())[0]).toMatch(/^\["(A visitor is|2 visitors are) waiting( \(\d+ min\))?",""\]$/)
  await visitor.watched.context.close()
  await tab.close()
})

test('a browser that blocks notices says so for as long as they are wanted (N2)', async () => {
  const other = await StaffPage.signIn(browser, server)
  const { page, context } = other.watched
  await context.clearPermissions()
  await page.addInitScript(() =>
    Object.defineProperty(Notification, 'permission', { get: () => 'denied', configurable: true }),
  )
  await page.goto(`${server.url}/staff#/alerts`)
  await page.reload()
  await page.getByRole('button', { name: 'Turn notifications on' }).click()
  const banner = page.getByLabel('Who needs a person now').getByText('This browser blocks notifications.')
  await banner.waitFor()
  await expectAccessible(page, 'notices blocked')
  await page.getByRole('button', { name: 'Turn notifications off' }).click()
  await banner.waitFor({ state: 'detached' })
  other.watched.expectClean()
  await context.close()
})

test('a test chat says that it is one, has to be taken, and shows which ways it went (N4)', async () => {
  const { page } = staff
  await page.goto(`${server.url}/staff#/alerts`)
  await page.getByRole('button', { name: 'Send me a test chat' }).click()
  await page.getByText('Taken by a person: not yet').waitFor()
  await page.getByText('E-mail: not set up').waitFor()
  await expectAccessible(page, 'a test under way')
  await page.getByRole('link', { name: 'Open the test chat' }).click()
  await page.getByRole('log').getByText('TEST. Nobody is waiting.').waitFor()
  await staff.take()
  await page.goto(`${server.url}/staff#/alerts`)
  staff.watched.expectClean()
})

test('alerts that nobody has tested for a week are said over every page, until a test was taken (N4)', async () => {
  // In its own browser: the page above would say that it lost its connection.
  const other = await StaffPage.signIn(browser, server)
  const { page, context } = other.watched
  const overdue = page.getByLabel('Who needs a person now').getByText('It is time to test the alerts.')
  await page.goto('about:blank')
  await staff.page.goto('about:blank')
  await server.stop()
  const ledger = new DatabaseSync(join(server.dataDir, 'alerts.db'))
  const eightDaysAgo = Date.now() - 8 * 86_400_000
  const { changes } = ledger.prepare(`UPDATE alert_moment SET at = ? WHERE name = 'proved'`).run(eightDaysAgo)
  ledger.close()
  expect(changes).toBe(1)
  await server.start()
  for (const hash of ['', '#/people', '#/settings']) {
    await page.goto(`${server.url}/staff${hash}`)
    await overdue.waitFor()
  }
  await expectAccessible(page, 'alerts overdue')
  await page.getByLabel('Who needs a person now').getByRole('button', { name: 'Send me a test chat' }).click()
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Send me a test chat' }).click()
  await page.getByRole('link', { name: 'Open the test chat' }).click()
  await page.getByRole('log').getByText('TEST. Nobody is waiting.').waitFor()
  expect(await overdue.count()).toBe(1)
  await other.take()
  await overdue.waitFor({ state: 'detached' })
  other.watched.expectClean()
  await context.close()
})
