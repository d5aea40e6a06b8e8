import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { VisitorPage } from '../../support/people.ts'

const PHONE = { width: 390, height: 844 }
/** What a phone's keyboard leaves. */
const ABOVE_KEYBOARD = 460

let browser: Browser
let clinic: Clinic
let visitor: VisitorPage
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  visitor = await VisitorPage.arrive(browser, clinic.demoUrl, { viewport: PHONE, hasTouch: true, isMobile: true })
  await visitor.open()
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

const inSight = async (target: Locator): Promise<boolean> => {
  const box = await target.boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= (visitor.page.viewportSize()?.height ?? 0)
}

test('over the keyboard of a phone the last words and the field stay in sight (V16)', async () => {
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  await visitor.ask('thank you')
  const thanks = visitor.log.locator('[data-reply]').last()
  await thanks.waitFor()
  await visitor.field.tap()
  await visitor.page.setViewportSize({ ...PHONE, height: ABOVE_KEYBOARD })
  await expect.poll(() => inSight(visitor.field)).toBe(true)
  await expect.poll(() => inSight(visitor.log.getByText('thank you', { exact: true }))).toBe(true)
  await visitor.page.setViewportSize(PHONE)
})

test('nothing that is written in makes a phone zoom in (V16)', async () => {
  await visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true }).tap()
  await clinic.clock.advance(12_000)
  await visitor.panel.getByRole('form', { name: 'Nobody can join right now' }).waitFor()
  const sizes = await visitor
    .frame()
    .evaluate(() => [...document.querySelectorAll('input, textarea')].map((e) => getComputedStyle(e).fontSize))
  expect(sizes).toEqual(['16px', '16px', '16px'])
})

test('of a question as long as the screen, the end is shown with what was said to it', async () => {
  const long = `what is NMDA? ${'I would like to read about it. '.repeat(100)}`.trim()
  await visitor.field.fill(long)
  await visitor.field.press('Enter')
  const reply = visitor.log.locator('[data-reply]').last()
  await expect.poll(() => inSight(reply.getByText(/\w/).first())).toBe(true)
  const bubble = await visitor.log.locator('.bubble').last().boundingBox()
  expect(bubble?.height).toBeGreaterThan(PHONE.height)
  await visitor.page.setViewportSize({ width: 320, height: 568 })
  expect(await visitor.frame().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await visitor.page.setViewportSize(PHONE)
})

test('under words that long, an emergency card is in sight as well', async () => {
  await visitor.field.fill(`${'I have tried everything and nothing works. '.repeat(80)}I want to die.`)
  await visitor.field.press('Enter')
  await expect.poll(() => inSight(visitor.log.getByRole('link', { name: 'Call 988' }))).toBe(true)
})

test('words without a place to break, and pictures in text, stay inside of the panel', async () => {
  for (const text of [
    `https://www.example.org/${'a/very/long/address/'.repeat(12)}?${'x'.repeat(300)}`,
    `${'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(3)} 🙏🏽👩‍👩‍👧‍👦${'🙂'.repeat(200)}`,
  ]) {
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    await visitor.log.getByText(text, { exact: true }).first().waitFor()
    const wide = await visitor
      .frame()
      .evaluate(
        () =>
          [...document.querySelectorAll<HTMLElement>('.scroll, .bubble, form')].filter(
            (element) => element.scrollWidth > element.clientWidth + 1,
          ).length,
      )
    expect(wide).toBe(0)
  }
  visitor.watched.expectClean()
})
