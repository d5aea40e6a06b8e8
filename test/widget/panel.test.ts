import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage, sentFrames, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

let browser: Browser
let server: RunningServer
let staff: StaffPage
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  staff = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const arrive = (): Promise<VisitorPage> => VisitorPage.arrive(browser, server.demoUrl)

/** What is spoken, in order, each time that something is. */
const listen = (visitor: VisitorPage) =>
  visitor.frame().evaluate(() => {
    const spoken: string[] = []
    Object.assign(window, { spoken })
    const region = document.querySelector('[role="log"]')
    if (!region) throw new Error('no live region')
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) spoken.push(node.textContent ?? '')
    }).observe(region, { childList: true })
  })
const spoken = (visitor: VisitorPage): Promise<string[]> =>
  visitor.frame().evaluate(() => (window as unknown as { spoken: string[] }).spoken)

async function withPerson(visitor: VisitorPage, question: string): Promise<void> {
  await visitor.open()
  await visitor.ask(question)
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).waitFor()
  await staff.page.goto(`${server.url}/staff#/waiting`)
  await staff.row(question).click()
  await staff.take()
  await visitor.panel.getByText('Ana, clinic staff').first().waitFor()
}

describe('with a screen reader', () => {
  test('each text is spoken once, the disclaimer by its first words', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.panel.getByRole('log').waitFor({ state: 'attached' })
    await listen(visitor)
    await visitor.ask('what is NMDA?')
    await visitor.log
      .getByText(/receptor/)
      .first()
      .waitFor()
    await expect.poll(async () => (await spoken(visitor)).length).toBe(2)
    const [question, answer = ''] = await spoken(visitor)
    expect(question).toBe('You: what is NMDA?')
    expect(answer).toMatch(/^Automatic assistant The clinic's article says: .*receptor.* Not medical advice\.$/)
    expect(answer).not.toContain('cannot diagnose')
    await visitor.watched.context.close()
  })

  test('a page that comes back speaks what is new and not the history', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.ask('what is NMDA?')
    const answer = visitor.log.getByText(/receptor/).first()
    await answer.waitFor()
    await visitor.page.reload()
    await visitor.panel.getByRole('log').waitFor({ state: 'attached' })
    await listen(visitor)
    await answer.waitFor()
    await visitor.ask('thank you')
    await expect.poll(async () => (await spoken(visitor)).length).toBeGreaterThan(1)
    expect((await spoken(visitor))[0]).toBe('You: thank you')
    await visitor.watched.context.close()
  })

  test('after an answer with titles, one Tab leads from the field to the first of them, and the next ones go on', async () => {
    const visitor = await arrive()
    await visitor.open()
    const focused = () => visitor.frame().evaluate(() => document.activeElement?.textContent)
    await visitor.ask('ketamine and nerves')
    const titles = visitor.log.locator('[data-choices] button')
    await titles.first().waitFor()
    await visitor.field.focus()
    await visitor.page.keyboard.press('Tab')
    expect(await focused()).toBe(await titles.first().textContent())
    await visitor.page.keyboard.press('Tab')
    expect(await focused()).toBe(await titles.nth(1).textContent())
    await visitor.watched.context.close()
  })
})

describe('while typing', () => {
  test('titles are found without a word being sent, and Enter sends what was typed', async () => {
    const visitor = await arrive()
    const frames = sentFrames(visitor)
    await visitor.open()
    const { requests } = visitor.watched
    await expect.poll(() => frames.some((frame) => frame.startsWith('40/visitor'))).toBe(true)
    await expect.poll(() => requests.some(({ pathname }) => pathname === '/content/en.json')).toBe(true)
    const [before, asked] = [frames.length, requests.length]
    await visitor.field.pressSequentially('fibro')
    const titles = visitor.panel.getByRole('region', { name: 'Approved answers' }).getByRole('button')
    await titles.first().waitFor()
    expect(await titles.count()).toBeLessThanOrEqual(3)
    expect(await titles.first().innerText()).toMatch(/fibro/i)
    expect(frames.slice(before).filter((frame) => /^4/.test(frame))).toEqual([])
    expect(requests.slice(asked).map(({ href }) => href)).toEqual([])
    await visitor.field.press('Enter')
    await visitor.agreeIfAsked('fibro')
    await visitor.watched.context.close()
  })

  test('the keyboard reaches the titles, and a chosen one is answered as it is', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.field.pressSequentially('fibro')
    const titles = visitor.panel.getByRole('region', { name: 'Approved answers' }).getByRole('button')
    await titles.first().waitFor()
    const title = await titles.last().innerText()
    await visitor.page.keyboard.press('ArrowUp')
    await visitor.page.keyboard.press('Enter')
    await visitor.agreeIfAsked(title)
    await visitor.log.getByText("The clinic's article says").waitFor()
    await visitor.watched.context.close()
  })

  test('Enter that ends the writing of a character does not send, Shift and Enter begins a new line', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.field.fill('かな')
    await visitor.field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
    await visitor.field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
    await visitor.field.press('Shift+Enter')
    expect(await visitor.field.inputValue()).toBe('かな\n')
    expect(await visitor.panel.getByText('Before you start').count()).toBe(0)
    await visitor.watched.context.close()
  })
})

describe('with a person', () => {
  test('only that somebody types is told, never what, in both directions', async () => {
    const visitor = await arrive()
    const frames = sentFrames(visitor)
    await withPerson(visitor, 'I would like to talk to somebody, canary one')
    const before = frames.length
    await visitor.field.pressSequentially('thirty characters nobody reads')
    await expect.poll(() => frames.slice(before).some((frame) => frame.includes('"typing":true'))).toBe(true)
    await visitor.field.fill('')
    await expect.poll(() => frames.slice(before).some((frame) => frame.includes('"typing":false'))).toBe(true)
    expect(frames.slice(before).join()).not.toMatch(/nobody|reads|thirty/)
    await staff.reply.pressSequentially('half a reply')
    await visitor.panel.getByText('Ana is writing').waitFor()
    await staff.reply.fill('')
    await visitor.watched.context.close()
  })

  test('a reply while the panel is closed is counted on the launcher, named, and in the title', async () => {
    const visitor = await arrive()
    await withPerson(visitor, 'I would like to talk to somebody, canary two')
    const title = await visitor.page.title()
    await visitor.page.keyboard.press('Escape')
    await staff.send('Are you still there?')
    await visitor.page.getByRole('button', { name: /^Chat, 1 unread message/ }).waitFor()
    expect(await visitor.page.title()).toBe(`(1) ${title}`)
    await visitor.launcher.click()
    await visitor.log.getByText('Are you still there?').waitFor()
    await expect.poll(() => visitor.page.title()).toBe(title)
    await visitor.watched.context.close()
  })

  test('two tabs show the same chat, each message once, and what is read in one is read in the other', async () => {
    const visitor = await arrive()
    await withPerson(visitor, 'I would like to talk to somebody, canary three')
    const { context } = visitor.watched
    const page = await context.newPage()
    await page.goto(server.demoUrl)
    await page.locator('bedside-chat button').click()
    const other = page.frameLocator('iframe[title="Chat"]')
    const log = other.getByLabel('Conversation', { exact: true })
    await log.getByText('canary three').waitFor()
    await other.getByLabel('Your message').fill('from the second tab')
    await other.getByLabel('Your message').press('Enter')
    await visitor.log.getByText('from the second tab').waitFor()
    expect(await log.getByText('from the second tab').count()).toBe(1)
    expect(await visitor.log.getByText('from the second tab').count()).toBe(1)
    await visitor.page.bringToFront()
    await visitor.panel.getByRole('button', { name: 'Close chat' }).click()
    await other.getByRole('button', { name: 'Close chat' }).click()
    await staff.send('Seen in either')
    await page.getByRole('button', { name: /^Chat, 1 unread message/ }).waitFor()
    await visitor.page.getByRole('button', { name: /^Chat, 1 unread message/ }).waitFor()
    await visitor.launcher.click()
    await visitor.log.getByText('Seen in either').waitFor()
    await page.getByRole('button', { name: /^Ask a question/ }).waitFor()
    await context.close()
  })
})

describe('without a connection', () => {
  test('a message waits, can be deleted, and goes by itself when the connection is back', async () => {
    const visitor = await arrive()
    await visitor.open()
    await visitor.ask('what is NMDA?')
    const { context } = visitor.watched
    await context.setOffline(true)
    await visitor.panel.getByText("You're offline.").first().waitFor()
    await visitor.panel.getByRole('link', { name: /Call the clinic/ }).waitFor()
    for (const text of ['how long is one infusion', 'drop this']) {
      await visitor.field.fill(text)
      await visitor.field.press('Enter')
      await visitor.log.getByText(text).waitFor()
    }
    await visitor.panel.getByRole('button', { name: 'Delete' }).click()
    await visitor.log.getByText('drop this').waitFor({ state: 'detached' })
    await context.setOffline(false)
    await visitor.panel.locator('b', { hasText: "You're offline." }).waitFor({ state: 'detached' })
    await visitor.panel.getByText(/^Sent /).waitFor()
    expect(await visitor.log.getByText('how long is one infusion').count()).toBe(1)
    await context.close()
  })
})

test('emergency words before the notice show whom to call, and send nothing', async () => {
  const visitor = await arrive()
  const frames = sentFrames(visitor)
  await visitor.open()
  await visitor.field.fill('i dont want to be here anymore')
  await visitor.field.press('Enter')
  const call = visitor.log.getByRole('article').getByRole('link', { name: 'Call 988' })
  await call.waitFor()
  await visitor.panel
    .getByRole('alert')
    .getByText(/^This sounds very hard/)
    .waitFor()
  await visitor.log.getByText('Your message has not been sent yet.').waitFor()
  expect(frames.join()).not.toContain('anymore')
  await visitor.log.getByRole('button', { name: 'Agree and send' }).click()
  await visitor.log.getByText(/staff have been told/).waitFor()
  expect(await visitor.log.getByRole('link', { name: 'Call 988' }).count()).toBe(1)
  // scrolled away, both numbers stay
  await visitor.ask('what is NMDA?')
  const strip = visitor.panel.getByRole('complementary')
  await expect
    .poll(
      async () => {
        await visitor.panel.locator('.scroll').evaluate((box) => {
          box.scrollTop = box.scrollHeight
        })
        return strip.getByRole('link', { name: 'Call 911' }).count()
      },
      { timeout: 10_000 },
    )
    .toBe(1)
  await strip.getByRole('link', { name: 'Call 988' }).waitFor()
  await visitor.watched.context.close()
})

test('feedback "no" asks what was missing and offers a person', async () => {
  const visitor = await arrive()
  await visitor.open()
  await visitor.ask('what is NMDA?')
  await visitor.log.getByRole('button', { name: 'No', exact: true }).click()
  await visitor.log.getByRole('button', { name: 'Hard to follow' }).click()
  await visitor.log.getByText('Thank you.').waitFor()
  await visitor.log.getByRole('button', { name: 'Talk to a person about it' }).click()
  await visitor.panel.getByText("We've asked a person to join").waitFor()
  await visitor.panel.getByRole('button', { name: 'Stop waiting' }).click()
  await visitor.panel.getByRole('button', { name: 'Talk to a person', exact: true }).waitFor()
  await visitor.watched.context.close()
})
