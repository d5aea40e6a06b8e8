import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, openPage, type Watched } from '../support/browser.ts'
import { type Hands, keysAlone, phone, troubles } from '../support/hands.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { type Account, twoAccounts } from '../support/second-factor.ts'
import { until } from '../support/server.ts'
import { totpAt } from '../support/totp.ts'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.cleanUp())

/** What a page was told by fingers and mice, and how often it sounded. */
interface Noted {
  pointer: string[]
  sounds: number
}

interface AtWork extends Watched {
  noted: Noted
}

/** The sign-in page in a browser of its own, that notes each event of a pointer and each sound. */
async function atTheDoor({ options }: Hands): Promise<AtWork> {
  const watched = await openPage(browser, options)
  const noted: Noted = { pointer: [], sounds: 0 }
  await watched.context.exposeFunction('notePointer', (kind: string) => noted.pointer.push(kind))
  await watched.context.exposeFunction('noteSound', () => (noted.sounds += 1))
  await watched.context.addInitScript(() => {
    const tell = window as unknown as { notePointer(kind: string): void; noteSound(): void }
    for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'wheel', 'touchstart'] as const) {
      addEventListener(kind, (event) => event.isTrusted && tell.notePointer(kind), { capture: true, passive: true })
    }
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function heard(at) {
      tell.noteSound()
      return start.call(this, at)
    }
  })
  await watched.page.goto(`${server.url}/staff`)
  return { ...watched, noted }
}

async function signIn({ page }: AtWork, hands: Hands, { email, password, secret }: Account): Promise<void> {
  await hands.write(page, page.getByLabel('Work e-mail'), email)
  await hands.write(page, page.getByLabel('Password', { exact: true }), password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await look(page, hands, 'code')
  await hands.write(page, page.getByLabel('Code', { exact: true }), totpAt(secret, Date.now()))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
}

/** Nothing that axe finds, and nothing cut off, covered or too small. With `SHOTS` pictures in light and dark go there. */
async function look(page: Page, hands: Hands, step: string): Promise<void> {
  const name = `${step}-${hands.narrow ? 360 : 1440}`
  for (const colorScheme of process.env.SHOTS ? (['light', 'dark'] as const) : []) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-${colorScheme}.png` })
  }
  await page.emulateMedia({ colorScheme: hands.narrow ? 'dark' : 'light' })
  await expectAccessible(page, name)
  expect(await troubles(page, hands.narrow ? 44 : 24), name).toEqual([])
}

async function arrive(): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl)
  await visitor.open()
  return visitor
}

async function askFor(visitor: VisitorPage, question: string): Promise<void> {
  await visitor.ask(question)
  await visitor.panel.getByText("We've asked a person to join").waitFor()
}

const distanceFromEnd = (page: Page) =>
  log(page).evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)

const log = (page: Page) => page.getByRole('log')

for (const [how, hands] of [
  ['1440 px wide, with the keyboard alone', keysAlone],
  ['360 px wide, on a phone', phone],
] as const) {
  test(`a whole shift (S8, S12), ${how}: sign in, be alerted, claim, read why, answer, note, pass on, close, find it again`, async () => {
    const accounts = await twoAccounts(browser, server)
    const [ana, ben] = [await atTheDoor(hands), await atTheDoor(hands)]
    await signIn(ana, hands, accounts[0])
    await signIn(ben, hands, accounts[1])
    await look(ana.page, hands, 'nobody')

    // alerted: title, banner, badge, sound
    const visitor = await arrive()
    await askFor(visitor, 'how much does it cost?')
    await expect.poll(() => ana.page.title()).toMatch(/^\(1\) Waiting/)
    await ana.page
      .getByText('1 visitor is waiting.')
      .or(ana.page.getByText('1 is waiting.'))
      .filter({ visible: true })
      .first()
      .waitFor()
    await until('the sound', () => ana.noted.sounds > 0)
    await look(ana.page, hands, 'alerted')

    // the chat, why it came here, and it is theirs
    await hands.openFirst(ana.page)
    await log(ana.page).getByText('how much does it cost?').waitFor()
    const why = ana.page.getByLabel('About this visitor’s chat')
    if (hands.narrow) await hands.use(ana.page, ana.page.getByRole('button', { name: 'Details' }))
    await why.getByText('The article does not cover this question.').waitFor()
    await look(ana.page, hands, 'why')
    if (hands.narrow) {
      await hands.use(ana.page, why.getByRole('button', { name: 'Close the details' }))
      await why.waitFor({ state: 'hidden' })
      expect(await nothingFocused(ana.page)).toBe(false)
    }
    await hands.take(ana.page)
    await visitor.log.getByText(/^Ana joined at/).waitFor()

    // an approved answer with words of one's own before it
    await hands.write(ana.page, ana.page.getByLabel(/^Reply to Visitor/), 'This may help: /fib')
    await ana.page.getByRole('option').first().waitFor()
    await look(ana.page, hands, 'answers')
    await hands.insertFirst(ana.page)
    await ana.page
      .locator('.chosen')
      .getByText(/Goes with \d+ passages? and the disclaimer/)
      .waitFor()
    // all that goes out can be read: nothing of it is cut off
    const card = ana.page.locator('.chosen article')
    expect(await card.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(1)
    await look(ana.page, hands, 'chosen')
    await hands.send(ana.page)
    await visitor.log.getByText('This may help:').waitFor()
    const answer = visitor.log.getByRole('article').last()
    await answer.getByText("The clinic's article says").waitFor()
    await answer
      .getByText(/Not medical advice/)
      .first()
      .waitFor()

    // one's own words are in view, and no news
    await expect.poll(() => distanceFromEnd(ana.page)).toBeLessThan(48)
    expect(await ana.page.getByRole('button', { name: 'New message' }).count()).toBe(0)

    // a note that the visitor does not get
    await hands.openNote(ana.page)
    await ana.page.keyboard.type('Her sister called yesterday.')
    await look(ana.page, hands, 'note')
    await hands.saveNote(ana.page)
    await log(ana.page)
      .locator('.note', { hasText: 'Her sister called yesterday.' })
      .getByText('Note, only staff see it')
      .waitFor()

    // passed to a colleague, with a note
    await ana.page.keyboard.press('Escape')
    await hands.use(ana.page, ana.page.getByRole('button', { name: 'Pass on' }))
    await hands.use(ana.page, ana.page.getByRole('button', { name: /^To Ben/ }))
    await hands.write(ana.page, ana.page.getByLabel('Note for Ben, only staff see it'), 'She is in a hurry.')
    await look(ana.page, hands, 'pass')
    await hands.use(ana.page, ana.page.getByRole('button', { name: 'Pass to Ben' }))
    await visitor.log.getByText(/^Ben joined at .* Ana passed you on\./).waitFor()
    await ana.page.getByText('Ben has this chat', { exact: true }).waitFor()
    await expect.poll(() => nothingFocused(ana.page)).toBe(false)
    await look(ana.page, hands, 'passed')

    // the colleague finds it, answers and closes it with an outcome
    await hands.showList(ben.page, 'Mine')
    await hands.openFirst(ben.page)
    await log(ben.page).locator('.note', { hasText: 'She is in a hurry.' }).waitFor()
    if (!hands.narrow) await ben.page.keyboard.press('r')
    await hands.write(ben.page, ben.page.getByLabel(/^Reply to Visitor/), 'We will call you today.')
    await hands.send(ben.page)
    await visitor.log.getByText('We will call you today.').waitFor()
    await ben.page.keyboard.press('Escape')
    await hands.askToClose(ben.page)
    await look(ben.page, hands, 'close')
    await hands.use(ben.page, ben.page.getByRole('button', { name: 'Close the chat' }))
    await ben.page.getByText('Choose how it ended.').waitFor()
    await hands.choose(ben.page, ben.page.getByRole('radio', { name: 'Visit booked' }))
    await look(ben.page, hands, 'outcome')
    await hands.use(ben.page, ben.page.getByRole('button', { name: 'Close the chat' }))
    await visitor.log.getByText(/ended the chat at .*Write again to open it\./).waitFor()
    await ben.page.getByText('Closed. Visit booked.').waitFor()
    await expect.poll(() => nothingFocused(ben.page)).toBe(false)
    await look(ben.page, hands, 'closed')

    // and finds it again
    await hands.showList(ben.page, 'Closed')
    await hands.search(ben.page)
    await ben.page.keyboard.type('much does it')
    const row = ben.page.getByRole('link', { name: /how much does it cost\?/ })
    await row.waitFor()
    await look(ben.page, hands, 'found')
    await hands.use(ben.page, row)
    await log(ben.page).getByText('We will call you today.').waitFor()
    await look(ben.page, hands, 'again')

    expect(await visitor.frame().locator('body').innerText()).not.toMatch(/sister|hurry/)
    for (const { page, noted, expectClean } of [ana, ben]) {
      if (!hands.narrow) expect(noted.pointer).toEqual([])
      expect(page.url()).not.toContain('much')
      expectClean()
    }
    visitor.watched.expectClean()
    for (const { context } of [ana, ben, visitor.watched]) await context.close()
  }, 600_000)
}

test('a newcomer sees who waits within 5 s of the alert: first, in view, counted in title and badge, at both widths', async () => {
  const account = (await twoAccounts(browser, server))[0]
  const desk = await atTheDoor(keysAlone)
  await signIn(desk, keysAlone, account)
  const small = await desk.context.newPage()
  await small.setViewportSize({ width: 360, height: 740 })
  await small.goto(`${server.url}/staff`)
  await small.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  for (const { page, width } of [
    { page: desk.page, width: 1440 },
    { page: small, width: 360 },
  ]) {
    await page.getByText('Nobody is waiting.').first().waitFor()
    expect(await page.title(), String(width)).toMatch(/^Waiting/)
  }
  const first = await arrive()
  await askFor(first, 'how much does it cost?')
  for (const page of [desk.page, small]) await expectFirst(page, 'how much does it cost?', 1)

  // emergency words that come later stand before them
  const second = await arrive()
  await second.ask('i want to die')
  for (const page of [desk.page, small]) await expectFirst(page, 'i want to die', 2)
  desk.expectClean()
  for (const { context } of [desk, first.watched, second.watched]) await context.close()
}, 300_000)

/** Within 5 s the title and the badge say how many wait, and the chat with these words stands first, whole and in view. */
async function expectFirst(page: Page, words: string, count: number): Promise<void> {
  await until(
    `${words} at the top`,
    () =>
      page.evaluate(
        ({ words, count }) => {
          const badge = [...document.querySelectorAll<HTMLElement>('nav .count')].find((each) => each.checkVisibility())
          const row = document.querySelector<HTMLElement>('.rows .row')
          if (!document.title.startsWith(`(${count}) `) || !badge?.innerText.startsWith(String(count)) || !row)
            return false
          const { top, bottom, left, right } = row.getBoundingClientRect()
          const [x, y] = [(left + right) / 2, (top + bottom) / 2]
          return (
            row.innerText.includes(words) &&
            top >= 0 &&
            bottom <= innerHeight &&
            row.contains(document.elementFromPoint(x, y))
          )
        },
        { words, count },
      ),
    5,
  )
}

const nothingFocused = (page: Page) => page.evaluate(() => document.activeElement === document.body)
