import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const arrive = (options: BrowserContextOptions = {}): Promise<VisitorPage> =>
  VisitorPage.arrive(browser, server.demoUrl, options)

/** Opens the panel and waits until its field has the focus. */
async function openFocused(visitor: VisitorPage): Promise<void> {
  await visitor.open()
  await expect.poll(() => visitor.frame().evaluate(() => document.activeElement?.id)).toBe('field')
}

/** Whether the panel is open, what the launcher says, and what has the focus inside the launcher's tree. */
const stateOf = ({ page }: VisitorPage) =>
  page.locator('bedside-chat').evaluate((host) => ({
    open: host.shadowRoot?.querySelector('.open') !== null,
    label: host.shadowRoot?.querySelector('b')?.textContent ?? '',
    badge: host.shadowRoot?.querySelector('i')?.textContent ?? '',
    focus: host.shadowRoot?.activeElement?.tagName ?? null,
  }))

describe('opening and closing', () => {
  test('the frame is made when the launcher is reached by the keyboard, not before', async () => {
    const visitor = await arrive()
    await visitor.launcher.waitFor()
    expect(await visitor.page.locator('bedside-chat iframe').count()).toBe(0)
    await visitor.launcher.focus()
    await visitor.page.locator('bedside-chat iframe').waitFor({ state: 'attached' })
    const box = await visitor.launcher.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24)
    await visitor.watched.context.close()
  })

  test('the frame is made when a pointer comes near, not before', async () => {
    const visitor = await arrive()
    await visitor.launcher.waitFor()
    expect(await visitor.page.locator('bedside-chat iframe').count()).toBe(0)
    await visitor.launcher.hover()
    await visitor.field.waitFor({ state: 'attached' })
    expect(await stateOf(visitor)).toMatchObject({ open: false })
    await visitor.watched.context.close()
  })

  test('opening gives the focus to the field, Escape and the close button give it back to the launcher', async () => {
    const visitor = await arrive()
    await openFocused(visitor)
    await visitor.page.keyboard.press('Escape')
    await expect.poll(() => stateOf(visitor)).toMatchObject({ open: false, focus: 'BUTTON' })
    await visitor.launcher.press('Enter')
    await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
    await expect.poll(() => stateOf(visitor)).toMatchObject({ open: false, focus: 'BUTTON' })
    await visitor.watched.context.close()
  })

  test('on a phone the panel fills the screen, and Back closes it and leaves the page alone', async () => {
    const visitor = await arrive(PHONE)
    await visitor.launcher.tap()
    await visitor.field.waitFor()
    const box = await visitor.page.locator('bedside-chat iframe').boundingBox()
    expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 })
    await visitor.page.goBack()
    await expect.poll(() => stateOf(visitor)).toMatchObject({ open: false })
    expect(new URL(visitor.page.url()).pathname).toBe('/')
    await visitor.launcher.tap()
    await visitor.panel.getByRole('button', { name: 'Close chat' }).tap()
    await expect.poll(() => stateOf(visitor)).toMatchObject({ open: false })
    expect(await visitor.page.evaluate(() => history.state)).toBeNull()
    await visitor.watched.context.close()
  })

  test('a page can open and close it, change its language and take it away', async () => {
    const visitor = await arrive()
    await visitor.launcher.waitFor()
    const events = visitor.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = []
          const hear = (event: Event) => {
            seen.push(`${event.type} ${'detail' in event ? event.detail : ''}`.trim())
            if (event.type === 'bedside:close') resolve(seen)
          }
          addEventListener('bedside:open', hear)
          addEventListener('bedside:close', hear)
        }),
    )
    await visitor.page.evaluate(() => window.Bedside?.open())
    await visitor.field.waitFor()
    await visitor.page.evaluate(() => window.Bedside?.close())
    expect(await events).toEqual(['bedside:open', 'bedside:close'])
    await visitor.page.evaluate(() => window.Bedside?.setLocale('es-MX'))
    expect(await stateOf(visitor)).toMatchObject({ label: 'Haga una pregunta' })
    await visitor.panel.getByText('¿Qué le gustaría saber?').waitFor({ state: 'attached' })
    await visitor.page.evaluate(() => window.Bedside?.destroy())
    expect(await visitor.page.locator('bedside-chat').count()).toBe(0)
    expect(await visitor.page.evaluate(() => 'Bedside' in window)).toBe(false)
    await visitor.watched.context.close()
  })

  test('a page that swaps its body keeps the chat', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.field.fill('half a question')
    await visitor.page.evaluate(() => document.body.replaceWith(document.createElement('body')))
    expect(await visitor.field.inputValue()).toBe('half a question')
    await visitor.watched.context.close()
  })
})

describe('what the page remembers', () => {
  test('nothing before the notice is accepted, one word after it, nothing after clearing', async () => {
    const visitor = await arrive()
    const kept = () => visitor.page.evaluate(() => JSON.stringify(sessionStorage))
    await openFocused(visitor)
    await visitor.page.keyboard.press('Escape')
    expect(await kept()).toBe('{}')
    await visitor.launcher.click()
    await visitor.ask('what is NMDA?')
    await expect.poll(kept).toBe('{"bedside":"open"}')
    await visitor.panel.getByRole('button', { name: 'Clear this chat from this device' }).click()
    await visitor.panel.getByRole('button', { name: 'Clear the chat' }).click()
    await visitor.panel.getByText('The chat was cleared from this device.').waitFor()
    await expect.poll(kept).toBe('{}')
    expect(await visitor.frame().evaluate(() => sessionStorage.length)).toBe(0)
    await visitor.watched.context.close()
  })

  test('an open panel comes back with the page without taking the focus', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.ask('what is NMDA?')
    await visitor.log
      .getByText(/receptor/)
      .first()
      .waitFor()
    await visitor.page.goto(`${server.demoUrl}/what-to-expect`)
    await visitor.log
      .getByText(/receptor/)
      .first()
      .waitFor()
    expect(await stateOf(visitor)).toMatchObject({ open: true, focus: null })
    expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    await visitor.watched.context.close()
  })
})

describe('messages that are not the panel’s', () => {
  const FORGED = [
    ...['ready', 'close', 'chat', 'unread', 'presence', 'passage:show'].map((type) => ({
      bedside: 1,
      type,
      count: 3,
      text: 'forged',
    })),
  ]
  const MALFORMED = [
    null,
    0,
    'close',
    [],
    {},
    { bedside: 1 },
    { bedside: 2, type: 'close', count: 0, text: '' },
    { bedside: '1', type: 'close', count: 0, text: '' },
    { type: 'close', count: 0, text: '' },
    { bedside: 1, type: 'close' },
    { bedside: 1, type: 'close', count: '0', text: '' },
    { bedside: 1, type: 'close', count: 0, text: 7 },
    { bedside: 1, type: 'unread', count: null, text: 'forged' },
    { bedside: 1, type: 'presence', count: true, text: 'forged' },
    { bedside: 1, type: 'presence', count: 1, text: { toString: 'forged' } },
    { bedside: 1, type: '__proto__', count: 1, text: 'forged' },
    { bedside: 1, type: 'constructor', count: 1, text: 'forged' },
  ]

  test('from the page itself, from another frame and from another origin have no effect', async () => {
    const visitor = await arrive()
    await visitor.open()
    const before = await stateOf(visitor)
    await visitor.page.evaluate((messages) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const other = frame.contentWindow as Window & typeof globalThis
      for (const message of messages) {
        postMessage(message, '*')
        other.Function('message', 'parent.postMessage(message, "*")')(message)
      }
    }, FORGED)
    await foreignFrame(visitor, FORGED)
    expect(await stateOf(visitor)).toEqual(before)
    expect(await visitor.page.evaluate(() => [document.title.includes('('), sessionStorage.length])).toEqual([false, 0])
    await visitor.watched.context.close()
  })

  test('from the panel’s own frame but in another shape have no effect', async () => {
    const visitor = await arrive()
    await visitor.open()
    const before = await stateOf(visitor)
    await visitor.frame().evaluate((messages) => {
      for (const message of messages) parent.postMessage(message, '*')
    }, MALFORMED)
    await visitor
      .frame()
      .evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await stateOf(visitor)).toEqual(before)
    await visitor.watched.context.close()
  })

  test('to the panel, from a frame that is not its host, have no effect', async () => {
    const visitor = await arrive()
    await openFocused(visitor)
    await visitor.page.keyboard.press('Escape')
    await expect.poll(() => stateOf(visitor)).toMatchObject({ open: false })
    await visitor.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const other = frame.contentWindow as Window & typeof globalThis
      const panel = document.querySelector('bedside-chat')?.shadowRoot?.querySelector('iframe')?.contentWindow
      const forged = { bedside: 1, type: 'opened', phone: false, focus: true }
      other.Function('panel', 'forged', 'panel.postMessage(forged, "*")')(panel, forged)
    })
    await visitor.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('BEDSIDE-CHAT')
    expect(await stateOf(visitor)).toMatchObject({ focus: 'BUTTON' })
    await visitor.watched.context.close()
  })

  /** A frame of another origin on the same page posts every message and says when it has. */
  async function foreignFrame(visitor: VisitorPage, messages: object[]): Promise<void> {
    const html = `<script>for (const m of ${JSON.stringify(messages)}) parent.postMessage(m, '*'); parent.postMessage('done', '*')</script>`
    const foreign = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html)
    }).listen(0, '127.0.0.1')
    await once(foreign, 'listening')
    const address = foreign.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await visitor.page.evaluate(
      (src) =>
        new Promise<void>((resolve) => {
          addEventListener('message', ({ data }) => data === 'done' && resolve())
          document.body.append(Object.assign(document.createElement('iframe'), { src }))
        }),
      `http://localhost:${address.port}/`,
    )
    foreign.close()
  }
})

test('where the frame cannot come, telephone numbers stand in for it', async () => {
  const page = `<!doctype html><html lang="en"><title>No frames</title><script async src="${server.url}/bedside.js" data-phone="(805) 555-0142"></script>`
  const host = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "frame-src 'none'" }).end(page)
  }).listen(0, '127.0.0.1')
  await once(host, 'listening')
  const address = host.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const visitor = await VisitorPage.arrive(browser, `http://localhost:${address.port}/`)
  await visitor.launcher.click()
  const links = visitor.page.locator('bedside-chat a')
  await links.first().waitFor()
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
    'tel:8055550142',
    'tel:911',
    'tel:988',
  ])
  await visitor.launcher.waitFor()
  host.close()
  await visitor.watched.context.close()
})

test.each(['#fef08a', '#000000', '#808080', '#b91c1c', '#0ea5e9'])('the launcher can be read on %s', async (color) => {
  const visitor = await arrive()
  await visitor.page.evaluate(
    ({ src, color }) => {
      window.Bedside?.destroy()
      const script = document.createElement('script')
      script.src = `${src}/bedside.js?`
      script.dataset.color = color
      document.head.append(script)
    },
    { src: server.url, color },
  )
  await visitor.launcher.waitFor()
  const contrast = await visitor.launcher.evaluate((button) => {
    const { color, backgroundColor } = getComputedStyle(button)
    const light = (css: string) => {
      const [r = 0, g = 0, b = 0] = (css.match(/\d+/g) ?? []).map((d) => {
        const v = Number(d) / 255
        return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const [low = 0, high = 0] = [light(color), light(backgroundColor)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  })
  expect(contrast).toBeGreaterThanOrEqual(4.5)
  await visitor.watched.context.close()
})
