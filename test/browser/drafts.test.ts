import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
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

const ASKED = 'how much does it cost to park my tractor?'
const PASSAGE = 'Ketamine is an N-methyl-D-aspartate (NMDA) receptor antagonist'

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
}

test('S13: from a chat to a draft with its question, which is not published without a passage of the article', async () => {
  const { page } = ana
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  await visitor.ask(ASKED)
  await visitor.panel.getByText("We've asked a person to join").waitFor()
  await visitor.watched.context.close()
  await ana.row(ASKED).click()
  await page.getByRole('button', { name: 'Make this an FAQ' }).click()
  await page.getByRole('heading', { name: 'A new draft' }).waitFor()
  const question = page.getByLabel('The question, as anybody would ask it')
  expect(await question.inputValue()).toBe(ASKED)
  expect(page.url()).not.toContain('tractor')

  // One that was begun by mistake goes away without being saved first.
  await page.getByRole('button', { name: 'Delete the draft' }).click()
  await page.getByRole('button', { name: 'Delete the draft' }).click()
  await page.getByText('No drafts.').waitFor()
  await page.getByRole('button', { name: 'New draft' }).click()
  await question.fill(ASKED)
  await question.fill('')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByText('Write the question.').waitFor()
  await question.fill('What does ketamine block in the body?')
  await page
    .getByLabel('Other ways to ask it')
    .fill('what is it that ketamine keeps shut\nketamine blocks what thing exactly')
  await page.getByLabel('Sentence 1 of the answer').fill('Not this one.')
  await page.getByLabel('The article’s words for sentence 1').fill('words of the one that goes')
  await page.getByRole('button', { name: 'Add a sentence' }).click()
  await page.getByLabel('Sentence 2 of the answer').fill('It blocks a receptor.')
  await page.getByRole('button', { name: 'Remove sentence 1' }).click()
  expect(await page.getByLabel('Sentence 1 of the answer').inputValue()).toBe('It blocks a receptor.')
  expect(await page.getByLabel('The article’s words for sentence 1').inputValue()).toBe('')
  // What is typed while a save is on its way is not taken for saved.
  await page.route('**/api/drafts/add', async (route) => {
    await question.fill('What does ketamine block?')
    await route.continue()
  })
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByRole('button', { name: 'Delete the draft' }).waitFor()
  await page.getByRole('heading', { name: 'A new draft' }).waitFor()
  await page.unroute('**/api/drafts/add')
  await page.getByRole('link', { name: 'Alerts' }).click()
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Drafts' }).click()
  expect(await question.inputValue()).toBe('What does ketamine block?')
  await question.fill('What does ketamine block in the body?')
  // A visitor comes in between: nothing that was typed is gone.
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Drafts' }).click()
  expect(await page.getByLabel('Sentence 1 of the answer').inputValue()).toBe('It blocks a receptor.')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByText('The draft is saved.').waitFor()
  await expectAccessible(page, 'a draft')
  await shot(page, 'draft-light')

  const publish = async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('button', { name: 'Publish it now' }).click()
  }
  await publish()
  await page.getByText('A sentence has no passage. Copy the article’s words that support it.').waitFor()
  await page.getByLabel('The article’s words for sentence 1').fill(`${PASSAGE} of a purple kind`)
  await publish()
  await page.getByText(/is not in the article word for word/).waitFor()
  await expectAccessible(page, 'a draft, refused')

  await page.getByRole('button', { name: 'All drafts' }).click()
  await page.getByText('What does ketamine block in the body?').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, 'drafts, dark')
  await shot(page, 'drafts-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await page.getByRole('button', { name: /^Edit: / }).count()).toBe(1)

  const phone = await StaffPage.signIn(browser, server, { viewport: { width: 360, height: 740 }, hasTouch: true })
  await phone.page.goto(`${server.url}/staff#/drafts`)
  await phone.page.getByRole('button', { name: /^Edit: What does/ }).click()
  await phone.page.getByLabel('Sentence 1 of the answer').waitFor()
  expect(await troubles(phone.page, 44)).toEqual([])
  await shot(phone.page, 'draft-phone')
  await phone.watched.context.close()

  await page.getByRole('button', { name: /^Edit: What does/ }).click()
  await page.getByLabel('The article’s words for sentence 1').fill(await passageOf(page))
  await publish()
  await page.getByText(/^Published\. The assistant learns it now/).waitFor()
  expect(
    await readFile(join(server.contentDir, 'content/en/entries/what-does-ketamine-block-in-the-body.yaml'), 'utf8'),
  ).toContain('by: Ana Ruiz')
  ana.watched.expectClean()
})

/** A sentence that stands in the article, copied out of it as a person would. */
async function passageOf(page: Page): Promise<string> {
  await page.getByText('Read the article').click()
  const text =
    (await page.locator('.draft-article p').allInnerTexts()).find((words) => words.includes('receptor')) ?? ''
  return /[A-Z][^.]*receptor[^.]*\./.exec(text)?.[0] ?? ''
}
