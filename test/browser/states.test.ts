import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings, launchBrowser } from '../support/browser.ts'
import { StaffPage, type VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { type Look, walkAlone, walkWithPerson } from '../support/states.ts'

/** Every state of the panel and the launcher, in every way in which a device may want to show it. */

const WINDOW = { width: 1280, height: 720 }
const MODES = [
  { name: 'light' },
  { name: 'dark', media: { colorScheme: 'dark' } },
  { name: 'forced colors', media: { forcedColors: 'active' } },
  { name: 'forced colors, dark', media: { forcedColors: 'active', colorScheme: 'dark' } },
  // a window of 1280 pixels shows half as many at 200 %
  { name: 'zoom 200', size: { width: 640, height: 360 } },
  { name: 'text 200', text: 2, size: { width: 400, height: 800 } },
  { name: 'width 320', size: { width: 320, height: 640 } },
] as const

const SHOTS = fileURLToPath(new URL('../../test-results/states/', import.meta.url))

let browser: Browser
let server: RunningServer
let staff: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  await mkdir(SHOTS, { recursive: true })
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

/** What reaches over the edges of its screen or is cut by a box that does not scroll sideways. */
const overEdges = (target: Page | Frame): Promise<string[]> =>
  target.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll('body *')) {
      const { left, right, width, height } = element.getBoundingClientRect()
      const style = getComputedStyle(element)
      if (width <= 1 || height <= 1 || style.visibility === 'hidden' || element.closest('svg')) continue
      if (left < -1 || right > innerWidth + 1) found.push(`${element.outerHTML.slice(0, 120)} ${left}..${right}`)
      const scrolls = /auto|scroll|hidden|clip/.test(style.overflowX)
      if (scrolls && element.scrollWidth > element.clientWidth + 1)
        found.push(`${element.outerHTML.slice(0, 120)} is ${element.scrollWidth} wide in ${element.clientWidth}`)
    }
    return found
  })

/** What moves, though this visitor's device asks for less motion. */
const moving = (target: Page | Frame): Promise<string[]> =>
  target.evaluate(() =>
    [...document.querySelectorAll('*')]
      .flatMap(({ shadowRoot }) => shadowRoot?.getAnimations() ?? [])
      .concat(document.getAnimations())
      .map(({ effect }) => `${(effect as KeyframeEffect).target?.outerHTML.slice(0, 120)} moves`),
  )

/** What can be pressed and is smaller than 44 px, or 24 px where it is underlined words in a text. */
const smallTargets = (frame: Frame): Promise<string[]> =>
  frame.evaluate(() => {
    const found: string[] = []
    for (const target of document.querySelectorAll<HTMLElement>('a, button, input, textarea, summary')) {
      const { width, height } = target.getBoundingClientRect()
      if (!target.checkVisibility({ visibilityProperty: true }) || target.closest('[inert]')) continue
      const isWords = getComputedStyle(target).textDecorationLine === 'underline'
      // WCAG 2.5.8 leaves out what stands in a sentence
      const inSentence =
        isWords && (target.parentElement?.textContent ?? '').length > (target.textContent ?? '').length + 3
      const least = inSentence ? 0 : isWords ? 24 : 44
      if (Math.min(width, height) < least - 0.5) found.push(`${target.outerHTML.slice(0, 120)} ${width} x ${height}`)
    }
    return found
  })

/** In forced colours a background says nothing: what has a shape by its background alone needs an edge. */
const edgeless = (frame: Frame): Promise<string[]> =>
  frame.evaluate(() => {
    const shapes =
      '.bubble, .chip, article, .field, button[class*=is-main], [class*=lamp-card], [role=dialog] > section'
    return [...document.querySelectorAll(shapes)]
      .filter((element) => {
        const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(element)
        return borderTopWidth === '0px' || borderTopStyle === 'none' || borderTopColor === backgroundColor
      })
      .map((element) => element.outerHTML.slice(0, 100))
  })

function lookIn(seen: string[], troubles: string[]): Look {
  return async (state: string, visitor: VisitorPage, where = 'panel') => {
    seen.push(state)
    const { page } = visitor
    for (const mode of MODES) {
      const { media, size, text } = { media: {}, size: WINDOW, text: 1, ...mode }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media })
      await page.setViewportSize(size)
      const target = where === 'panel' ? visitor.frame() : page
      if (text !== 1)
        await target.evaluate((times) => (document.documentElement.style.fontSize = `${times * 100}%`), text)
      const tell = (findings: string[]) =>
        troubles.push(...findings.map((finding) => `${state}, ${mode.name}: ${finding}`))
      const findings = await axeFindings(target)
      // the device's own colours are drawn then, and axe reckons with ours
      tell('forcedColors' in media ? findings.filter((finding) => !finding.includes('color-contrast')) : findings)
      tell(await moving(target))
      if (where === 'panel') {
        tell(await overEdges(target))
        tell(await smallTargets(visitor.frame()))
        if ('forcedColors' in media) tell(await edgeless(visitor.frame()))
      }
      await page.screenshot({ path: `${SHOTS}${`${state} ${mode.name}`.replaceAll(/\W+/g, '-')}.png` })
      if (text !== 1) await target.evaluate(() => document.documentElement.style.removeProperty('font-size'))
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    await page.setViewportSize(WINDOW)
  }
}

test('with nobody there, every state passes axe without a finding, reflows, and can be pressed', async () => {
  const troubles: string[] = []
  const seen: string[] = []
  await walkAlone({ browser, server, locale: 'en', options: { viewport: WINDOW }, look: lookIn(seen, troubles) })
  expect(troubles).toEqual([])
  expect(seen).toHaveLength(20)
}, 400_000)

test('with a person, every state passes axe without a finding, reflows, and can be pressed', async () => {
  staff = await StaffPage.setUp(browser, server)
  const troubles: string[] = []
  const seen: string[] = []
  await walkWithPerson(
    { browser, server, locale: 'en', options: { viewport: WINDOW }, look: lookIn(seen, troubles) },
    staff,
  )
  expect(troubles).toEqual([])
  expect(seen).toHaveLength(10)
}, 400_000)
