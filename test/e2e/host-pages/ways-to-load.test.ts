import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, openClinic, plainPage, wholeChat } from '../../support/clinic-site.ts'

/** However the script comes into a page, there is one launcher, and its attributes are read. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

const tagWith = (attributes: string) => clinic.tag('data-x="33"').replace(' async', attributes)
/** A page whose own script puts ours in, by its address. */
const inserted = (put: (src: string) => void) => plainPage(`<script>(${put})('${clinic.chat.url}/bedside.js')</script>`)

test.each<[string, () => string]>([
  ['at the end of the body', () => plainPage(clinic.tag('data-x="33"'))],
  ['in the head', () => plainPage('', tagWith(''))],
  ['in the head, async', () => plainPage('', tagWith(' async'))],
  ['in the head, deferred', () => plainPage('', tagWith(' defer'))],
  ['as a module', () => plainPage('', tagWith(' type="module"'))],
  ['twice', () => plainPage(clinic.tag('data-x="33"'), tagWith(' async'))],
  ['as a classic script and as a module', () => plainPage(tagWith(' type="module"'), tagWith(''))],
  [
    'by a script that makes an element, as a tag manager does',
    () =>
      inserted((src) => {
        const script = Object.assign(document.createElement('script'), { src })
        script.dataset.x = '33'
        document.head.append(script)
      }),
  ],
  [
    'by a script that makes the element again that was given as HTML, as a tag manager does',
    () =>
      inserted((src) => {
        const given = document.createElement('div')
        given.innerHTML = `<script async src="${src}" data-x="33"></script>`
        const script = document.createElement('script')
        for (const { name, value } of given.firstElementChild?.attributes ?? []) script.setAttribute(name, value)
        document.body.append(script)
      }),
  ],
  [
    'in a fragment that is made of HTML',
    () =>
      inserted((src) => {
        document.body.append(
          document.createRange().createContextualFragment(`<script src="${src}" data-x="33"></script>`),
        )
      }),
  ],
  ['written into the page', () => inserted((src) => document.write(`<script src="${src}" data-x="33"></script>`))],
  [
    'long after the page has come',
    () =>
      inserted((src) => {
        addEventListener('load', () => {
          const script = Object.assign(document.createElement('script'), { src })
          script.dataset.x = '33'
          requestIdleCallback(() => document.body.append(script))
        })
      }),
  ],
])('the script %s', async (_where, html) => {
  clinic.put('/', html())
  const visitor = await clinic.visit(browser)
  await visitor.launcher.waitFor()
  expect(await visitor.page.locator('bedside-chat').evaluate((host) => getComputedStyle(host).right)).toBe('33px')
  await wholeChat(visitor)
  expect(await visitor.page.locator('bedside-chat').count()).toBe(1)
  clinic.expectQuiet(visitor)
  await visitor.watched.context.close()
})
