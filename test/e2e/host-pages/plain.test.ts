import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import {
  type ClinicSite,
  closeAndReopen,
  launcherState,
  openClinic,
  plainPage,
  wholeChat,
} from '../../support/clinic-site.ts'
import type { VisitorPage } from '../../support/people.ts'

/** What a page pays, and what it is spared. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/', plainPage(clinic.tag()))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/** Everything that a browser keeps for one origin, from a page or frame of it. */
const keptIn = async (frame: ReturnType<VisitorPage['frame']>) =>
  frame.evaluate(async () => ({
    cookies: document.cookie,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
const NOTHING = { cookies: '', local: '{}', session: '{}', databases: 0, caches: 0, workers: 0 }

test('a whole chat, and nobody but the clinic and its chat is asked for anything', async () => {
  const visitor = await clinic.visit(browser)
  await wholeChat(visitor)
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})

test('the same where the page is on another site and the browser gives third parties no storage', async () => {
  const visitor = await clinic.visit(browser, '/', { foreign: true })
  await wholeChat(visitor)
  await expect(visitor.frame().evaluate(() => sessionStorage.length)).rejects.toThrow('Access is denied')
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})

describe('before anybody has shown intent', () => {
  test('one request, no layout shift, and no task of ours that is long', async () => {
    const visitor = await clinic.visit(browser, '/', {
      prepare: async (page) => {
        await page.addInitScript(() => {
          const shifts: number[] = []
          Object.assign(window, { shifts })
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
          }).observe({ type: 'layout-shift', buffered: true })
        })
        await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute'] })
      },
    })
    await visitor.launcher.waitFor()
    await visitor.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    // Thread time, which another process on this machine does not make longer.
    const ours = trace.traceEvents
      .filter(({ args, tdur }) => tdur !== undefined && JSON.stringify(args).includes('/bedside.js'))
      .map(({ tdur = 0 }) => tdur / 1000)
    expect(ours.length).toBeGreaterThan(0)
    expect(Math.max(...ours)).toBeLessThan(50)
    expect(visitor.watched.requests.filter(({ origin }) => origin === clinic.chat.url).map(String)).toEqual([
      `${clinic.chat.url}/bedside.js`,
    ])
    expect(await visitor.page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
    await visitor.watched.context.close()
  })

  test('caret and scroll position stay where the visitor has put them', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const visitor = await clinic.visit(browser, '/', {
      waitUntil: 'commit',
      prepare: (page) =>
        page.route('**/bedside.js', async (route) => {
          await held
          await route.continue()
        }),
    })
    await visitor.page.locator('input').evaluate((field: HTMLInputElement) => {
      field.value = 'knee pain'
      field.focus()
      field.setSelectionRange(2, 4)
      scrollTo(0, 400)
    })
    release()
    await visitor.launcher.waitFor()
    const place = () =>
      visitor.page.evaluate(() => {
        const field = document.activeElement as HTMLInputElement
        return [field.id, field.selectionStart, field.selectionEnd, scrollY]
      })
    expect(await place()).toEqual(['search', 2, 4, 400])
    // nor does the frame take the focus that is made when a pointer comes near
    await visitor.launcher.hover()
    await visitor.field.waitFor({ state: 'attached' })
    expect(await place()).toEqual(['search', 2, 4, 400])
    await visitor.watched.context.close()
  })

  test('whoever goes on in the page while the panel loads keeps the focus there; whoever waits has it in the field', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const visitor = await clinic.visit(browser, '/', {
      prepare: (page) => page.route('**/assets/*.js', (route) => held.then(() => route.continue())),
    })
    await visitor.launcher.click()
    await visitor.page.locator('bedside-chat iframe.open').waitFor()
    await visitor.page.locator('#search').focus()
    release()
    await visitor.field.waitFor()
    await visitor.page.keyboard.type('knee')
    expect(await visitor.page.locator('#search').inputValue()).toBe('knee')
    await closeAndReopen(visitor)
    const focused = () => visitor.frame().evaluate(() => document.activeElement?.id)
    await expect.poll(focused).toBe('field')
    await visitor.page.keyboard.type('pain')
    expect(await visitor.field.inputValue()).toBe('pain')
    await visitor.watched.context.close()
  })

  test('the panel does not open by itself, however long the page is looked at', async () => {
    const visitor = await clinic.visit(browser, '/', { prepare: (page) => page.clock.install() })
    await visitor.launcher.waitFor()
    await visitor.page.evaluate(() => {
      addEventListener('bedside:open', () => document.body.setAttribute('data-opened', ''))
      scrollTo(0, document.body.scrollHeight)
    })
    await visitor.page.mouse.move(5, 5)
    await visitor.page.mouse.move(5, 0)
    await visitor.page.clock.fastForward('24:00:00')
    expect(await visitor.page.locator('bedside-chat iframe').count()).toBe(0)
    expect(await visitor.page.locator('[data-opened]').count()).toBe(0)
    expect(await launcherState(visitor)).toMatchObject({ open: false })
    await visitor.watched.context.close()
  })
})

test('neither origin keeps anything before the notice is accepted, open or not', async () => {
  const visitor = await clinic.visit(browser)
  const { page } = visitor
  await visitor.launcher.waitFor()
  expect(await keptIn(page.mainFrame())).toEqual(NOTHING)
  await visitor.open()
  await visitor.field.fill('what is NMDA?')
  await visitor.field.press('Enter')
  await visitor.panel.getByRole('button', { name: 'Agree and send' }).waitFor()
  expect(await keptIn(page.mainFrame())).toEqual(NOTHING)
  expect(await keptIn(visitor.frame())).toEqual(NOTHING)
  expect(await page.context().cookies()).toEqual([])
  // and that this test can tell: once accepted, the frame keeps the chat and the page one word
  await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
  await expect.poll(() => keptIn(page.mainFrame())).toEqual({ ...NOTHING, session: '{"bedside":"open"}' })
  expect((await keptIn(visitor.frame())).session).not.toBe('{}')
  expect(await page.context().cookies()).toEqual([])
  await visitor.watched.context.close()
})

interface TraceEvent {
  name: string
  tdur?: number
  args?: unknown
}
