import type { Browser, Frame } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, launcherState, openClinic, plainPage } from '../../support/clinic-site.ts'
import type { VisitorPage } from '../../support/people.ts'

/** Messages that are not between the page and its panel, or not of their shapes, do nothing. */
let browser: Browser
let clinic: ClinicSite
let visitor: VisitorPage
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  const forge = `<!doctype html><title>Forger</title><script>${post}
    addEventListener('message', ({ data }) => { if (data === 'forge') post(parent) })</script>`
  clinic.put('/forge', forge)
  clinic.put(
    '/',
    plainPage(
      `${clinic.tag()}<script>${post}</script>
       <iframe name="foreign" src="${clinic.foreignUrl}/forge"></iframe><iframe name="same" src="/forge"></iframe>
       <iframe name="opaque" sandbox="allow-scripts" src="/forge"></iframe><iframe name="chat" src="${clinic.chat.url}/panel"></iframe>`,
    ),
  )
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/**
 * Posts to `target` every message of the protocol, of both directions; some that are almost one; values of every kind that
 * can be posted, cyclic and large ones, with what they hand over; and a burst. Runs in a page, so it stands on its own.
 */
function post(target: Window): void {
  const types = ['ready', 'close', 'chat', 'unread', 'presence', 'passage:show', 'opened', 'closed', 'passage:result']
  const good = types.map((type) => ({
    ...{ bedside: 1, type, count: 3, text: 'forged' },
    ...{ phone: true, focus: true, found: false },
  }))
  const first = good[0] as object
  const almost = types.flatMap((type) => [
    { ...first, type, count: '3' },
    { ...first, type, text: { toString: 'forged' } },
    { ...first, type, bedside: '1' },
    { ...first, type, phone: 1, focus: null, text: 7 },
    { type, count: 3, text: 'forged' },
  ])
  const cyclic: Record<string, unknown> = { ...first }
  cyclic.self = cyclic
  cyclic.text = cyclic
  const deep = Array.from({ length: 2000 }).reduce<object>((inner) => ({ bedside: inner }), first)
  const odd = [
    ...[null, undefined, 0, -0, Number.NaN, 1n, true, '', 'close', '[object Object]'],
    ...[
      [],
      [first],
      {},
      new Date(),
      /close/,
      new Map([['bedside', 1]]),
      new Set([1]),
      new Error('forged'),
      new Blob(['x']),
    ],
    ...[Object.create(first), { bedside: 1 }, { bedside: 1, type: '__proto__', count: 1, text: '' }],
    ...[
      { bedside: 1, type: 'constructor', count: 1, text: 'forged' },
      { bedside: 1, type: ['close'], count: 0, text: '' },
    ],
    ...[cyclic, deep, new Uint8Array(1000), new ImageData(2, 2)],
    'x'.repeat(1 << 20),
    { bedside: 1, type: 'unread', count: '1', text: 'x'.repeat(1 << 20) },
  ]
  for (const message of [...good, ...almost, ...odd]) target.postMessage(message, '*')
  const { port1, port2 } = new MessageChannel()
  const buffer = new ArrayBuffer(64)
  target.postMessage({ ...first, type: 'close', port: port1 }, '*', [port1])
  target.postMessage({ ...first, type: 'close', buffer }, '*', [buffer])
  target.postMessage(port2, '*', [port2])
  for (let i = 0; i < 10_000; i += 1) target.postMessage(good[i % good.length], '*')
  target.postMessage('done', '*')
}

/** All that a message to the page could change. */
const pageState = async () => ({
  ...(await launcherState(visitor)),
  page: await visitor.page.evaluate(() => [document.title, JSON.stringify(sessionStorage), history.length, scrollY]),
  looks: await visitor.page.locator('bedside-chat').evaluate((host) => host.getAttribute('style')),
})

/** The launcher's own frame: another one on this page has the same address. */
async function panelFrame(): Promise<Frame> {
  const frame = await (await visitor.page.locator('bedside-chat iframe').elementHandle())?.contentFrame()
  if (!frame) throw new Error('no panel')
  return frame
}

/** All that a message to the panel could change. */
const panelState = async () =>
  (await panelFrame()).evaluate(() => [
    document.activeElement?.id,
    document.body.innerText,
    JSON.stringify(sessionStorage),
  ])

/** Resolves when everything that was posted has been heard. */
const heard = (frameOrPage: { evaluate: VisitorPage['page']['evaluate'] }) =>
  frameOrPage.evaluate(
    () =>
      new Promise<void>((resolve) =>
        addEventListener('message', ({ data }) => {
          if (data === 'done') resolve()
        }),
      ),
  )

beforeEach(async () => {
  await visitor?.watched.context.close()
  visitor = await clinic.visit(browser)
  await visitor.launcher.waitFor()
})

const SOURCES: [name: string, forge: () => Promise<void>][] = [
  ['the page itself', () => visitor.page.evaluate('post(window)')],
  ...['foreign', 'same', 'opaque'].map((name): [string, () => Promise<void>] => [
    `a frame: ${name}`,
    () =>
      visitor.page.evaluate(
        (frame) =>
          document.querySelector<HTMLIFrameElement>(`[name=${frame}]`)?.contentWindow?.postMessage('forge', '*'),
        name,
      ),
  ]),
  [
    'a frame of the chat’s own origin that is not the panel',
    async () => {
      const other = visitor.page.frame({ name: 'chat' })
      if (!other) throw new Error('no frame')
      await other.evaluate(`(${post})(parent)`)
    },
  ],
]

describe.each(SOURCES)('to the page, from %s', (_name, forge) => {
  test.each(['before anybody has opened it', 'with an open panel'] as const)('%s', async (when) => {
    if (when === 'with an open panel') {
      await visitor.open()
      await visitor.ask('what is NMDA?')
      await visitor.log
        .getByText(/receptor/)
        .first()
        .waitFor()
    }
    const before = await pageState()
    const all = heard(visitor.page)
    await forge()
    await all
    expect(await pageState()).toEqual(before)
    if (when === 'with an open panel') {
      await visitor.ask('what is ketamine?')
      clinic.expectQuiet(visitor)
    } else {
      expect(await visitor.page.locator('bedside-chat iframe').count()).toBe(0)
      await visitor.open()
      clinic.expectQuiet(visitor)
    }
  })
})

test('to the page, from the panel’s own frame but of other shapes', async () => {
  await visitor.open()
  const before = await pageState()
  const all = heard(visitor.page)
  // its own shapes are the panel's to send: only what is almost one, and what is none
  await (await panelFrame()).evaluate(`(${post})({ postMessage(message, origin, transfer) {
    const own = message?.bedside === 1 && typeof message.count === 'number' && typeof message.text === 'string'
    if (!own || !['ready', 'close', 'chat', 'unread', 'presence', 'passage:show'].includes(message.type)) parent.postMessage(message, origin, transfer)
  } })`)
  await all
  expect(await pageState()).toEqual(before)
  clinic.expectQuiet(visitor)
})

describe('to the panel', () => {
  beforeEach(async () => {
    await visitor.open()
    await visitor.field.fill('half a question')
    await visitor.page.keyboard.press('Escape')
    await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false, focus: 'BUTTON' })
    await visitor.page.evaluate(() => {
      const frame = document.querySelector('bedside-chat')?.shadowRoot?.querySelector('iframe')
      Object.assign(window, { panel: frame?.contentWindow })
    })
  })

  // A frame of another origin has no way to a window in the launcher's tree.
  test('from another frame of the page’s own origin', async () => {
    const before = [await pageState(), await panelState()]
    const all = heard(await panelFrame())
    await visitor.page.frame({ name: 'same' })?.evaluate(`(${post})(parent.panel)`)
    await all
    expect([await pageState(), await panelState()]).toEqual(before)
    clinic.expectQuiet(visitor)
  })

  test('from the page, but of other shapes', async () => {
    const before = [await pageState(), await panelState()]
    const all = heard(await panelFrame())
    await visitor.page.evaluate(`(${post})({ postMessage(message, origin, transfer) {
      if (message?.bedside !== 1 || typeof message.focus !== 'boolean') panel.postMessage(message, origin, transfer)
    } })`)
    await all
    expect([await pageState(), await panelState()]).toEqual(before)
    clinic.expectQuiet(visitor)
  })
})
