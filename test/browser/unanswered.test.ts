import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { troubles } from '../support/hands.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { startServerWithOwnContent } from '../support/process.ts'

let browser: Browser
let server: Awaited<ReturnType<typeof startServerWithOwnContent>>
let ana: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServerWithOwnContent()])
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

/** Five visitors who want to know the same, in words of which the assistant is not sure. */
const PARAPHRASES = [
  'clicky jaw any good',
  'jaw clicks any good',
  'noisy jaw, any good?',
  'jaw that clicks, worth a try?',
  'can it quieten a noisy jaw',
]
const NEAREST = 'Near: Can ketamine help TMJ?'

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

async function asks(text: string): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(text)
  return visitor
}

test('A3: five paraphrases are one group of five, and one click later the next who asks is answered', {
  timeout: 400_000,
}, async () => {
  const { page } = ana
  await page.getByRole('link', { name: 'Unanswered' }).click()
  await page.getByText('No questions without an answer.').waitFor()
  await expectAccessible(page, 'nothing unanswered')

  for (const text of PARAPHRASES) {
    const visitor = await asks(text)
    await visitor.panel.getByText("We've asked a person to join").waitFor()
    await visitor.watched.context.close()
  }
  await page.getByRole('link', { name: /^Waiting/ }).click()
  await page.getByRole('link', { name: 'Unanswered' }).click()
  const group = page.getByRole('form', { name: NEAREST })
  await group.getByText(/^Asked 5 times · last /).waitFor()
  expect((await group.getByLabel('As visitors typed it, one a line').inputValue()).split('\n').toSorted()).toEqual(
    PARAPHRASES.toSorted(),
  )
  await expectAccessible(page, 'unanswered')
  await shot(page, 'unanswered-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, 'unanswered, dark')
  await shot(page, 'unanswered-dark')
  await page.emulateMedia({ colorScheme: 'light' })

  const phone = await StaffPage.signIn(browser, server, { viewport: { width: 360, height: 740 }, hasTouch: true })
  await phone.page.goto(`${server.url}/staff?lang=es#/unanswered`)
  await phone.page.getByRole('heading', { name: 'Preguntas sin respuesta' }).waitFor()
  await phone.page.getByRole('button', { name: 'Escribir una respuesta nueva' }).waitFor()
  expect(await troubles(phone.page, 44)).toEqual([])
  await expectAccessible(phone.page, 'unanswered on a phone')
  await shot(phone.page, 'unanswered-phone')
  phone.watched.expectClean()
  await phone.watched.context.close()

  // A line that is taken out asks something else: it is not dealt with by adding the others.
  const typed = group.getByLabel('As visitors typed it, one a line')
  const all = (await typed.inputValue()).split('\n')
  await typed.fill(all.slice(1).join('\n'))
  await group.getByRole('button', { name: 'Add as other ways to ask it' }).click()
  await page.getByText(/^Added to “Can ketamine help TMJ\?”: 4\./).waitFor()
  await page.getByRole('link', { name: /^Waiting/ }).click()
  await page.getByRole('link', { name: 'Unanswered' }).click()
  await group.getByText(/^Asked once · last /).waitFor()
  expect(await typed.inputValue()).toBe(all[0])
  await group.getByRole('button', { name: 'Add as other ways to ask it' }).click()
  await page.getByText(/^Added to “Can ketamine help TMJ\?”: 1\./).waitFor()
  expect(await group.count()).toBe(0)
  await expect
    .poll(
      async () => {
        const visitor = await asks('jaw clicks any good')
        const answer = visitor.log.getByRole('article').getByText("The clinic's article says")
        const handedOver = visitor.panel.getByText("We've asked a person to join")
        await answer.or(handedOver).first().waitFor()
        const answered = await answer.isVisible()
        await visitor.watched.context.close()
        return answered
      },
      { timeout: 300_000, interval: 10_000 },
    )
    .toBe(true)
  ana.watched.expectClean()
})

test('V13, S10: an answer that did not help and a chat closed as "answer missing" are there too, and a draft begins from them', async () => {
  const { page } = ana
  const visitor = await asks('what is NMDA?')
  await visitor.panel.getByRole('button', { name: 'No', exact: true }).click()
  await visitor.panel.getByRole('button', { name: 'Talk to a person' }).first().waitFor()
  await visitor.watched.context.close()

  const other = await asks('can I talk to a person please')
  await other.panel.getByText("We've asked a person to join").waitFor()
  await other.field.fill('do you have a harp in the waiting room')
  await other.field.press('Enter')
  await ana.takeFrom('do you have a harp in the waiting room')
  await page
    .getByRole('button', { name: /^Close/ })
    .first()
    .click()
  await page.getByLabel('Answer was missing').check()
  await page.getByRole('button', { name: 'Close the chat' }).click()

  await page.getByRole('link', { name: 'Unanswered' }).click()
  await page.getByRole('form', { name: /^Did not help: What does ketamine do to the NMDA receptor/ }).waitFor()
  const missing = page.getByRole('form', { name: '“do you have a harp in the waiting room”' })
  await missing.getByText(/^Asked once · 1 chat closed as “answer missing” · last /).waitFor()
  // Nothing near is chosen for anybody.
  await missing.getByRole('button', { name: 'Add as other ways to ask it' }).click()
  await missing.getByText('Choose the answer first.').waitFor()
  await expectAccessible(page, 'no answer chosen')
  // What was changed and not added yet is there again after another page.
  const typed = missing.getByLabel('As visitors typed it, one a line')
  await typed.fill('a harp, and more')
  await page.getByRole('link', { name: 'Alerts' }).click()
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Unanswered' }).click()
  await missing.waitFor()
  expect(await typed.inputValue()).toBe('a harp, and more')
  await typed.fill('do you have a harp in the waiting room\nany harp??')
  await missing.getByRole('button', { name: 'Write a new answer' }).click()
  await page.getByRole('heading', { name: 'A new draft' }).waitFor()
  const question = page.getByLabel('The question, as anybody would ask it')
  expect(await question.inputValue()).toBe('do you have a harp in the waiting room')
  expect(await page.getByLabel('Other ways to ask it').inputValue()).toBe('any harp??')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByText('The draft is saved.').waitFor()
  await page.getByRole('link', { name: 'Unanswered' }).click()
  await page.getByRole('form', { name: /^Did not help/ }).waitFor()
  expect(await missing.count(), 'somebody is writing the answer').toBe(0)
  const disliked = page.getByRole('form', { name: /^Did not help/ })
  await disliked.getByRole('button', { name: 'Done with these' }).click()
  await page.getByText('They are not shown any more.').waitFor()
  await page.getByText('No questions without an answer.').waitFor()
  await other.watched.context.close()
  ana.watched.expectClean()
})

test('without a connection the page says so, and loads once it is back', async () => {
  const { page } = ana
  await page.getByRole('link', { name: /^Waiting/ }).click()
  await page.route('**/api/unanswered', (route) => route.abort())
  await page.getByRole('link', { name: 'Unanswered' }).click()
  await page.getByText('This computer could not reach the clinic’s server.').waitFor()
  await expectAccessible(page, 'unanswered, offline')
  await page.unroute('**/api/unanswered')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('No questions without an answer.').waitFor()
})
