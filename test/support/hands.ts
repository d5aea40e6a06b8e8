import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** How a staff member works the console: on a computer with keys alone, or on a phone. */
export interface Hands {
  options: BrowserContextOptions
  /** Whether the list and the chat are two pages, and what is known of a chat a drawer. */
  narrow: boolean
  /** Writes into a field that has the focus already, or has to be reached. */
  write(page: Page, field: Locator, text: string): Promise<void>
  /** Presses a button or follows a link. */
  use(page: Page, target: Locator): Promise<void>
  /** Opens the first chat of the list. */
  openFirst(page: Page): Promise<void>
  take(page: Page): Promise<void>
  send(page: Page): Promise<void>
  openNote(page: Page): Promise<void>
  saveNote(page: Page): Promise<void>
  /** Chooses the first of the answers that are offered. */
  insertFirst(page: Page): Promise<void>
  askToClose(page: Page): Promise<void>
  /** Chooses one of several. */
  choose(page: Page, radio: Locator): Promise<void>
  showList(page: Page, name: string): Promise<void>
  /** Puts the focus into the field that looks through the list. */
  search(page: Page): Promise<void>
}

const hasFocus = (target: Locator) => target.evaluate((node) => node === document.activeElement)

/** Tabs until `target` has the focus. Fails when it is never reached, or when nothing shows that it has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 80; presses += 1) {
    if (await hasFocus(target)) return expectRing(target)
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} was not reached with Tab`)
}

async function expectRing(target: Locator): Promise<void> {
  const drawn = await target.evaluate((node) =>
    [node, node.parentElement as Element, node.closest('form') as Element].some((box) => {
      if (!box) return false
      const { outlineStyle, outlineWidth } = getComputedStyle(box)
      return outlineStyle !== 'none' && outlineWidth !== '0px'
    }),
  )
  expect(drawn, `${target} shows that it has the focus`).toBe(true)
}

/** Waits until the focus is there by itself: whoever works with keys alone would otherwise have lost it. */
const focusComesTo = (target: Locator) => expect.poll(() => hasFocus(target), { timeout: 10_000 }).toBe(true)

/** Keys alone. */
export const keysAlone: Hands = {
  options: { viewport: { width: 1440, height: 900 } },
  narrow: false,
  async write(page, field, text) {
    await tabTo(page, field)
    await page.keyboard.type(text)
  },
  async use(page, target) {
    await tabTo(page, target)
    await page.keyboard.press('Enter')
  },
  async openFirst(page) {
    await page.keyboard.press('j')
  },
  async take(page) {
    await page.keyboard.press('c')
    await focusComesTo(page.getByLabel(/^Reply to Visitor/))
  },
  async send(page) {
    await page.keyboard.press('Enter')
  },
  async openNote(page) {
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    await focusComesTo(page.getByLabel('Note, staff only', { exact: true }))
  },
  async saveNote(page) {
    await page.keyboard.press('Control+Enter')
  },
  async insertFirst(page) {
    await page.keyboard.press('Enter')
  },
  async askToClose(page) {
    await page.keyboard.press('e')
    await focusComesTo(page.getByRole('radio', { name: 'Answered' }))
  },
  async choose(page, radio) {
    for (let presses = 0; presses < 8 && !(await radio.isChecked()); presses += 1)
      await page.keyboard.press('ArrowDown')
    expect(await radio.isChecked()).toBe(true)
  },
  async showList(page, name) {
    await tabTo(page, page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  },
  async search(page) {
    await page.keyboard.press('/')
    await focusComesTo(page.getByRole('searchbox'))
  },
}

/** A phone: fingers, and the keyboard on its screen. */
export const phone: Hands = {
  options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  narrow: true,
  async write(page, field, text) {
    await field.tap()
    await page.keyboard.type(text)
  },
  async use(_page, target) {
    await target.tap()
  },
  async openFirst(page) {
    await page.locator('.rows .row').first().tap()
  },
  async take(page) {
    await page.getByRole('button', { name: /^Take this chat/ }).tap()
    await page.getByLabel(/^Reply to Visitor/).waitFor()
  },
  async send(page) {
    await page.getByRole('button', { name: /^Send to visitor/ }).tap()
  },
  async openNote(page) {
    await page.getByRole('button', { name: 'Note, staff only' }).tap()
    await focusComesTo(page.getByLabel('Note, staff only', { exact: true }))
  },
  async saveNote(page) {
    await page.getByRole('button', { name: 'Save the note' }).tap()
  },
  async insertFirst(page) {
    await page.getByRole('option').first().tap()
  },
  async askToClose(page) {
    await page.getByRole('button', { name: /^Close…/ }).tap()
  },
  async choose(_page, radio) {
    await radio.tap()
  },
  async showList(page, name) {
    const back = page.getByRole('link', { name: 'Back to the list' })
    if (await back.isVisible()) await back.tap()
    const tab = page.getByRole('navigation').getByRole('link', { name: new RegExp(`\\b${name}$`) })
    if (!(await tab.isVisible())) await page.getByRole('navigation').getByRole('link', { name: 'More' }).tap()
    await tab.or(page.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) })).tap()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  },
  async search(page) {
    await page.getByRole('searchbox').tap()
  },
}

/**
 * Things to press, in view, that reach over the page's side, lie under something that nobody opened over them, or are smaller
 * than `leastPx` in height or width.
 */
export const troubles = (page: Page, leastPx: number): Promise<string[]> =>
  page.evaluate((least) => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the screen')
    for (const node of document.querySelectorAll<HTMLElement>(
      'a, button:not(.skip), input, textarea, select, summary',
    )) {
      const name = `${node.localName} “${(node.ariaLabel ?? node.innerText ?? '').trim().slice(0, 30)}”`
      const box = (node.matches('label input') ? (node.closest('label') as HTMLElement) : node).getBoundingClientRect()
      if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.width < 2) continue
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const scroller = node.closest('.rows, .log, .context, .more, .account')?.getBoundingClientRect()
      const top = Math.max(0, scroller?.top ?? 0)
      const bottom = Math.min(innerHeight, scroller?.bottom ?? innerHeight)
      if (y < top || y > bottom) continue
      if (box.left < 0 || box.right > innerWidth + 0.5) found.push(`${name} is cut off at the side`)
      const hit = document.elementFromPoint(x, y)
      const label = node.closest('label')
      if (hit?.closest('.inserts, .menu-sheet, .context.is-open')) continue
      if (!hit || !(node.contains(hit) || hit.contains(node) || label?.contains(hit))) {
        found.push(`${name} lies under ${hit?.className || hit?.localName || 'nothing'}`)
      }
      if (Math.min(box.width, box.height) < least - 0.5) {
        found.push(`${name} is small: ${Math.round(box.width)} × ${Math.round(box.height)}`)
      }
    }
    return found
  }, leastPx)
