import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { sentFrames, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

const LANGUAGES = [
  {
    locale: 'en',
    question: 'My number is 123-45-6789. What is NMDA?',
    says: 'This looks like a Social Security number. It has not been sent. You can ask without it.',
    remove: 'Remove it',
    anyway: 'Send anyway',
    agree: 'Agree and send',
  },
  {
    locale: 'es',
    question: 'Mi número es 123-45-6789. ¿Qué es NMDA?',
    says: 'Esto parece un número de Seguro Social. No se ha enviado. Puede preguntar sin eso.',
    remove: 'Quitarlo',
    anyway: 'Enviar de todos modos',
    agree: 'Aceptar y enviar',
  },
] as const

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

/** A visitor at the field of a connected panel in `locale`, and everything that leaves the browser, in order. */
async function arrive(locale: 'en' | 'es', colorScheme: 'light' | 'dark' = 'light') {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl, { colorScheme })
  const left = sentFrames(visitor)
  visitor.watched.context.on('request', (request) => left.push(`${request.url()} ${request.postData() ?? ''}`))
  await visitor.open()
  if (locale === 'es') {
    await visitor.panel.getByRole('button', { name: 'Español' }).first().click()
    await visitor.panel.getByText('¿Qué le gustaría saber?').waitFor()
  }
  await expect.poll(() => left.some((frame) => frame.startsWith('40/visitor'))).toBe(true)
  return { visitor, left }
}
/** What a panel asks for by itself while somebody types: the approved answers. And the engine's pong. */
const ITSELF = /^3$|^\S+\/content\/\w+\.json $/

describe.each(LANGUAGES)('in $locale, a message with a Social Security number', (words) => {
  test('does not leave the browser before "Send anyway", and then goes as it was written', async () => {
    const { visitor, left } = await arrive(words.locale)
    const before = left.length
    await visitor.field.pressSequentially(words.question)
    await visitor.field.press('Enter')
    await visitor.panel.getByText(words.says).waitFor()
    expect(await visitor.field.inputValue()).toBe(words.question)
    expect(left.slice(before).filter((sent) => !ITSELF.test(sent))).toEqual([])
    for (const frame of visitor.page.frames()) expect(await frame.evaluate(() => sessionStorage.length)).toBe(0)
    await expectAccessible(visitor.frame(), `before sending, ${words.locale}, light`)
    await visitor.panel.getByRole('button', { name: words.anyway }).click()
    // it is the first message: the notice comes after, and holds it back as well
    await visitor.panel.getByRole('button', { name: words.agree }).waitFor()
    expect(left.join()).not.toContain('123-45')
    await visitor.panel.getByRole('button', { name: words.agree }).click()
    await expect.poll(() => left.join()).toContain(words.question)
    expect(await visitor.field.inputValue()).toBe('')
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('goes without it after "Remove it", with the caret at the end of what is left', async () => {
    const { visitor, left } = await arrive(words.locale, 'dark')
    await visitor.field.fill(words.question)
    await visitor.field.press('Enter')
    await visitor.panel.getByText(words.says).waitFor()
    await expectAccessible(visitor.frame(), `before sending, ${words.locale}, dark`)
    for (const name of [words.remove, words.anyway]) {
      const box = await visitor.panel.getByRole('button', { name }).boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24)
    }
    await visitor.panel.getByRole('button', { name: words.remove }).click()
    const rest = words.question.replace(' 123-45-6789', '')
    expect(await visitor.field.inputValue()).toBe(rest)
    expect(
      await visitor.field.evaluate((field: HTMLTextAreaElement) => [
        document.activeElement === field,
        field.selectionStart,
        field.selectionEnd,
      ]),
    ).toEqual([true, rest.length, rest.length])
    expect(await visitor.panel.getByText(words.says).count()).toBe(0)
    await visitor.field.press('Enter')
    await visitor.panel.getByRole('button', { name: words.agree }).click()
    await expect.poll(() => left.join()).toContain(rest)
    expect(left.join()).not.toContain('123-45')
    await visitor.watched.context.close()
  })
})

test('emergency words show whom to call at once, whatever else the message holds', async () => {
  const { visitor } = await arrive('en')
  await visitor.field.fill('i want to die, my number is 805-555-0199')
  await visitor.field.press('Enter')
  await visitor.log.getByRole('link', { name: 'Call 988' }).first().waitFor()
  expect(await visitor.panel.getByText(/^This looks like/).count()).toBe(0)
  // and keep it while more is said before the notice is accepted
  await visitor.field.fill('or pat@example.org')
  await visitor.field.press('Enter')
  await visitor.log.locator('.bubble').getByText('my number is 805-555-0199\nor pat@example.org').waitFor()
  await visitor.log.getByRole('link', { name: 'Call 988' }).first().waitFor()
  expect(await visitor.panel.getByText(/^This looks like/).count()).toBe(0)
  await visitor.log.getByRole('button', { name: 'Agree and send' }).click()
  await visitor.log.getByText(/Nobody from the clinic is here now/).waitFor()
  await visitor.watched.context.close()
})

test("the clinic's own number and the numbers of an answer are nobody's secret", async () => {
  const { visitor } = await arrive('en')
  for (const text of ['is (805) 555-0142 your number?', 'is it 0.5 mg/kg over 40-120 minutes?']) {
    await visitor.ask(text)
    expect(await visitor.panel.getByText(/^This looks like/).count()).toBe(0)
  }
  await visitor.watched.context.close()
})
