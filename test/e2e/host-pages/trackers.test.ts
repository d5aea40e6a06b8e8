import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import {
  type ClinicSite,
  closeAndReopen,
  launcherState,
  meetPerson,
  openClinic,
  plainPage,
} from '../../support/clinic-site.ts'
import { OWNER, StaffPage } from '../../support/people.ts'

/** Everything that scripts of the clinic's page can get hold of, written down by the page itself. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/trackers.js', `(${track})()`, { 'content-type': 'text/javascript' })
  clinic.put('/', plainPage(clinic.tag(), '<script src="/trackers.js"></script>'))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/**
 * What analytics, an advertisement's pixel and a recorder of sessions do, in the page: they record the document with its
 * open shadow roots, what is typed and clicked, messages and events, and they stand in the way of everything by which a
 * page asks, stores or navigates. Runs in the browser, before our tag.
 */
function track(): void {
  const recorded: string[] = []
  const note = (kind: string, ...what: unknown[]): void => {
    recorded.push(`${kind} ${what.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(' ')}`)
  }
  Object.assign(window, { recorded })

  const watch = (root: Node): void =>
    new MutationObserver((records) => {
      for (const { target, addedNodes, attributeName, oldValue } of records) {
        for (const node of addedNodes) note('added', new XMLSerializer().serializeToString(node), node.textContent)
        note('changed', target.nodeName, target.textContent, attributeName, oldValue)
        if (target instanceof Element)
          note(
            'attributes',
            [...target.attributes].map((a) => `${a.name}=${a.value}`),
          )
      }
    }).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      characterDataOldValue: true,
      attributes: true,
      attributeOldValue: true,
    })
  watch(document)

  /** Puts `before` in front of a method. */
  const patch = (
    owner: object,
    name: string,
    before: (self: unknown, given: unknown[], result: unknown) => void,
  ): void => {
    const original = Reflect.get(owner, name) as (...given: unknown[]) => unknown
    Reflect.set(owner, name, function (this: unknown, ...given: unknown[]) {
      const result = original.apply(this, given)
      before(this, given, result)
      return result
    })
  }
  patch(Element.prototype, 'attachShadow', (_self, _given, root) => watch(root as Node))
  patch(EventTarget.prototype, 'dispatchEvent', (_self, [event]) => {
    const all: Record<string, unknown> = {}
    for (const key in event as object) {
      const value = Reflect.get(event as object, key)
      if (typeof value !== 'function' && !(value instanceof EventTarget)) all[key] = value
    }
    note('dispatched', (event as Event).type, all)
  })
  patch(window, 'fetch', (_self, given) => note('fetch', ...given))
  patch(window, 'postMessage', (_self, given) => note('posted', ...given))
  patch(navigator, 'sendBeacon', (_self, given) => note('beacon', ...given))
  patch(XMLHttpRequest.prototype, 'open', (_self, given) => note('xhr', ...given))
  patch(XMLHttpRequest.prototype, 'send', (_self, given) => note('xhr body', ...given))
  patch(WebSocket.prototype, 'send', (_self, given) => note('socket', ...given))
  for (const name of ['pushState', 'replaceState']) patch(history, name, (_self, given) => note(name, ...given))
  for (const name of ['setItem', 'getItem', 'removeItem'])
    patch(Storage.prototype, name, (_self, given) => note(name, ...given))
  for (const name of ['log', 'warn', 'error', 'info', 'debug'])
    patch(console, name, (_self, given) => note(name, ...given))

  addEventListener('message', ({ data, origin }) => note('message', origin, data), true)
  for (const type of [
    'bedside:open',
    'bedside:close',
    'storage',
    'popstate',
    'hashchange',
    'error',
    'unhandledrejection',
  ])
    addEventListener(type, (event) => note('event', type, 'detail' in event ? event.detail : null), true)
  for (const type of [
    'input',
    'beforeinput',
    'change',
    'keydown',
    'keyup',
    'paste',
    'click',
    'focusin',
    'selectionchange',
  ])
    document.addEventListener(
      type,
      (event) => {
        const key = event instanceof KeyboardEvent ? event.key : ''
        const path = event
          .composedPath()
          .map((node) => (node instanceof Element ? `${node.localName}:${node.textContent}` : ''))
        note('interaction', type, key, ...path, String(getSelection()))
      },
      true,
    )
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note('timing', entry.toJSON())
  }).observe({ entryTypes: ['resource', 'navigation', 'event', 'first-input', 'mark', 'measure', 'longtask'] })

  /** What a recorder takes when the visitor leaves: all that can be read of the page, through every open shadow root. */
  Object.assign(window, {
    snapshot() {
      const walk = (root: ParentNode): void => {
        for (const element of root.querySelectorAll('*')) {
          note('snapshot', element.outerHTML, (element as HTMLInputElement).value ?? '')
          if (element.shadowRoot) walk(element.shadowRoot)
          if (element instanceof HTMLIFrameElement) note('frame', element.src, element.name, element.contentDocument)
        }
      }
      walk(document)
      note(
        'state',
        document.title,
        document.cookie,
        location.href,
        history.state,
        { ...localStorage },
        { ...sessionStorage },
      )
      note('globals', Object.keys(window), window.Bedside)
      return recorded
    },
  })
}

test('page scripts that record everything get no word, no name, no id and no token of a whole chat', async () => {
  const staff = await StaffPage.setUp(browser, clinic.chat)
  const visitor = await clinic.visit(browser)
  await visitor.open()
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  await meetPerson(visitor, staff)
  await staff.send('Quagga answers you')
  await visitor.log.getByText('Quagga answers you').waitFor()
  await visitor.ask('My Zebra knee, the Okapi one')
  await closeAndReopen(visitor)
  await visitor.page.keyboard.press('Escape')
  await expect.poll(() => launcherState(visitor)).toMatchObject({ open: false })
  await staff.send('Bongo asks you')
  await expect.poll(() => launcherState(visitor)).toMatchObject({ badge: '1' })
  await visitor.open()
  await visitor.log.getByText('Bongo asks you').waitFor()
  await visitor.field.fill('Nyala, half written')

  const recorded = await visitor.page.evaluate(() => (window as unknown as { snapshot: () => string[] }).snapshot())
  const all = recorded.join('\n')
  // it does record: the openings, the messages from the frame, the launcher's words and where the frame comes from
  for (const seen of [
    'event bedside:open',
    'event bedside:close',
    '"type":"unread"',
    'Chat, 1 unread message',
    '/panel?lang=en',
  ])
    expect(all).toContain(seen)

  const kept = await visitor.frame().evaluate(() => JSON.stringify(sessionStorage))
  const secrets = kept.match(/[\w-]{20,}/g) ?? []
  expect(secrets.length).toBeGreaterThanOrEqual(2)
  for (const secret of [
    ...secrets,
    'Zebra',
    'Quagga',
    'Okapi',
    'Bongo',
    'Nyala',
    'NMDA',
    'receptor',
    OWNER.name,
    OWNER.email,
  ])
    expect(recorded.filter((line) => line.includes(secret))).toEqual([])
  expect(recorded.filter((line) => /\bAna\b/.test(line))).toEqual([])

  // what the interface for pages dispatches carries nothing at all
  const dispatched = recorded.filter((line) => line.startsWith('event bedside:'))
  expect(new Set(dispatched)).toEqual(new Set(['event bedside:open null', 'event bedside:close null']))
  // and what the page hears from the frame is of these shapes
  const heard = recorded.filter((line) => line.startsWith(`message ${clinic.chat.url} `))
  for (const line of heard)
    expect(line).toMatch(
      / \{"bedside":1,"type":"(?:(?:ready|close)","count":0,"text":""|chat","count":[01],"text":""|unread","count":\d+,"text":"(?:|Chat, \d+ unread messages?)"|presence","count":[01],"text":"(?:|A person is here|Staff back [\w, :]+)")\}$/,
    )
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})
