import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

const article = readFileSync(new URL('../../faq/content/en/article.md', import.meta.url), 'utf8')
const PHONE = { width: 360, height: 640 }
const TWO_SENTENCES =
  'This website cannot diagnose or treat any medical condition. Only a licensed medical professional who is familiar with you and your medical history can do that.'

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

describe('before the first message', () => {
  test('the launcher is one small request, stores nothing, and takes neither focus nor scroll', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.launcher.waitFor()
    const ours = visitor.watched.requests.filter((url) => url.origin === server.url)
    expect(ours.map((url) => url.pathname)).toEqual(['/bedside.js'])
    expect(await visitor.page.evaluate(() => [document.activeElement?.tagName, scrollY])).toEqual(['BODY', 0])
    await visitor.open()
    const { cookies, origins } = await visitor.watched.context.storageState()
    expect(cookies).toEqual([])
    expect(origins).toEqual([])
    for (const frame of visitor.page.frames()) expect(await frame.evaluate(() => sessionStorage.length)).toBe(0)
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('a small phone shows who it is, what it can and cannot do, four starters and both emergency numbers', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl, {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    })
    await visitor.open()
    const { panel } = visitor
    const expected = [
      panel.getByText('Nine Sisters Infusion Clinic'),
      panel.getByText(/^Automatic assistant/),
      panel.getByText(/answer only from this clinic's article/),
      panel.getByText(/can't give medical advice/),
      panel.getByRole('button', { name: 'Talk to a person' }),
      panel.getByRole('link', { name: /911/ }),
      panel.getByRole('link', { name: /988/ }),
      visitor.field,
    ]
    const starters = panel.getByRole('button', { name: /\?$/ })
    expect(await starters.count()).toBeGreaterThanOrEqual(4)
    for (let i = 0; i < 4; i += 1) expected.push(starters.nth(i))
    for (const locator of expected) {
      const box = await locator.first().boundingBox()
      expect(box, String(locator)).not.toBeNull()
      if (box) {
        expect(box.y).toBeGreaterThanOrEqual(0)
        expect(box.y + box.height).toBeLessThanOrEqual(PHONE.height)
      }
    }
    expect(await visitor.frame().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    await expectAccessible(visitor.frame(), 'first view, phone')
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('a person is one key press away, and nothing has to be asked first', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    const person = visitor.panel.getByRole('button', { name: 'Talk to a person' })
    await visitor.field.focus()
    // back from the field: the two numbers, then the door
    for (let i = 0; i < 3; i += 1) await visitor.page.keyboard.press('Shift+Tab')
    expect(await person.evaluate((door) => door === document.activeElement)).toBe(true)
    await visitor.page.keyboard.press('Enter')
    await visitor.panel.getByText('Before you start').waitFor()
    await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
    await visitor.panel.getByText('Nobody can join right now').first().waitFor()
    await visitor.watched.context.close()
  })

  test('the page around the panel cannot look into it', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    const seen = await visitor.page.evaluate(
      () => document.querySelector('bedside-chat')?.shadowRoot?.querySelector('iframe')?.contentDocument ?? null,
    )
    expect(seen).toBeNull()
    await visitor.watched.context.close()
  })

  test('nothing is sent and nothing is stored until the notice is accepted, and the text waits', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.field.fill('does it help migraines')
    await visitor.field.press('Enter')
    await visitor.panel.getByText('Before you start').waitFor()
    await visitor.panel.getByText('does it help migraines').first().waitFor()
    await expectAccessible(visitor.frame(), 'notice')
    await visitor.panel.getByRole('button', { name: 'Not now' }).click()
    expect(await visitor.field.inputValue()).toBe('does it help migraines')
    expect(await visitor.frame().evaluate(() => sessionStorage.length)).toBe(0)
    await visitor.watched.context.close()
  })
})

describe('an answer', () => {
  test('about the dose comes from the protocol, attributed, with its passage from the article and the disclaimer', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('what dose do you use?')
    const { log } = visitor
    await log.getByText("The clinic's article says").waitFor()
    await log.getByText(/0\.5 mg per kg/).waitFor()
    await log.getByText('Not medical advice.').first().waitFor()
    await log.getByText(/This describes what this clinic does\. It is not a dose for you\./).waitFor()
    expect(await log.innerText()).toContain(TWO_SENTENCES)
    await log.getByRole('button', { name: /^Show the/ }).click()
    const passages = await log.locator('blockquote').allInnerTexts()
    expect(passages.length).toBeGreaterThan(0)
    for (const passage of passages) expect(article).toContain(passage.replaceAll(/^[“"]|[”"]$/g, '').trim())
    const section = /^Section: (.+)\. Read it/.exec(await log.locator('figcaption').last().innerText())?.[1]
    expect(article).toContain(`# ${section}\n`)
    await expectAccessible(visitor.frame(), 'answer')
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })

  test('leads to its passage on the page around the panel, where the page has it', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('what dose do you use?')
    await visitor.log.getByRole('button', { name: /^Show the/ }).click()
    await visitor.log.getByText('Read it in the article').first().click()
    await visitor.page.waitForFunction(() =>
      String(getSelection()).startsWith('In accordance with the latest research'),
    )
    await visitor.page.waitForFunction(() => scrollY > 500)
    await visitor.watched.context.close()
  })

  test('can be chosen from the list of all answers', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.panel.getByRole('button', { name: /^All \d+ answers$/ }).click()
    const title = visitor.panel.getByRole('button', { name: 'Is ketamine used for nerve pain?' })
    await title.waitFor()
    await expectAccessible(visitor.frame(), 'all answers')
    await title.click()
    await visitor.agreeIfAsked('Is ketamine used for nerve pain?')
    await visitor.log
      .getByText(/neuropathic/)
      .first()
      .waitFor()
    await visitor.watched.context.close()
  })

  test('to a starter is exactly that entry', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.panel.getByRole('button', { name: 'Can ketamine help fibromyalgia?' }).click()
    await visitor.agreeIfAsked('Can ketamine help fibromyalgia?')
    await visitor.log
      .getByText(/may be an option for fibromyalgia/i)
      .first()
      .waitFor()
    await visitor.watched.context.close()
  })

  test('is still readable with every style sheet gone, the disclaimer with it', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('how many infusions are there')
    await visitor.log
      .getByText(/six infusions|6 infusions/i)
      .first()
      .waitFor()
    await visitor.frame().evaluate(() => {
      for (const sheet of document.styleSheets) sheet.disabled = true
    })
    expect(await visitor.log.innerText()).toContain(TWO_SENTENCES)
    await visitor.watched.context.close()
  })
})

describe('a question that two entries could answer', () => {
  test('is answered by titles to choose from and a way to a person, and by nothing else', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('ketamine and nerves')
    const reply = visitor.log.locator('[data-reply]')
    const titles = reply.locator('button.chip')
    await titles.first().waitFor()
    expect(await reply.count()).toBe(1)
    expect([2, 3]).toContain(await titles.count())
    await reply.getByRole('button', { name: 'None of these. Ask a person' }).waitFor()
    for (const ofAnAnswer of ["The clinic's article says", /^Show the/, 'Did this help?']) {
      expect(await reply.getByText(ofAnAnswer).count()).toBe(0)
    }
    const title = await titles.first().innerText()
    await titles.first().click()
    await visitor.log.getByText("The clinic's article says").waitFor()
    expect(await visitor.log.locator('.bubble').last().innerText()).toBe(title)
    expect(await titles.first().isDisabled()).toBe(true)
    await visitor.watched.context.close()
  })
})

describe('when the article does not say it and nobody is there', () => {
  test('the visitor is told so, and may leave the question with one way to be reached', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('how much does it cost?')
    await visitor.log
      .getByText(/article does not cover/)
      .first()
      .waitFor()
    await visitor.panel.getByText('Nobody can join right now').first().waitFor()
    await visitor.panel
      .getByText(/\(805\) 555-0142/)
      .first()
      .waitFor()
    const question = visitor.panel.getByLabel('Your question')
    expect(await question.inputValue()).toBe('how much does it cost?')
    // Neither a diagnosis nor a birth date, nor anything else: a question and one way to answer it.
    const asked = visitor.panel.getByRole('form', { name: 'Nobody can join right now' })
    expect(await asked.locator('input, textarea, select').count()).toBe(2)
    expect(await asked.innerText()).not.toMatch(/birth|diagnos|insurance|name\b/i)
    await expectAccessible(visitor.frame(), 'leave a message')
    await visitor.panel.getByLabel('Phone or e-mail, so we can answer').fill('805 555 0199')
    await visitor.panel.getByRole('button', { name: 'Leave the message' }).click()
    await question.waitFor({ state: 'detached' })
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  })
})

describe('emergency words', () => {
  test('show who to call with no server and no network', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('what is NMDA')
    await visitor.log
      .getByText(/receptor/)
      .first()
      .waitFor()
    await visitor.watched.context.setOffline(true)
    await visitor.field.fill('i dont want to be here anymore, i want to die')
    await visitor.field.press('Enter')
    const call = visitor.log.getByRole('link', { name: 'Call 988' })
    await call.waitFor()
    expect(await call.getAttribute('href')).toBe('tel:988')
    expect(await visitor.log.getByRole('link', { name: 'Text 988' }).getAttribute('href')).toBe('sms:988')
    expect(await visitor.log.getByRole('link', { name: 'Call 911' }).getAttribute('href')).toBe('tel:911')
    await visitor.panel
      .getByText(/could not reach the clinic/)
      .first()
      .waitFor()
    await expectAccessible(visitor.frame(), 'crisis card, offline')
    await visitor.watched.context.close()
  })

  test('about the body bring the 911 card and then staff are asked', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.ask('my chest feels tight after the infusion')
    await visitor.log.getByRole('link', { name: 'Call 911 now' }).waitFor()
    expect(await visitor.log.innerText()).toMatch(/not medical advice/i)
    await visitor.watched.context.close()
  })
})

describe('a message that cannot be taken', () => {
  test('is kept in the box: blank, and over 4,000 characters with how many too many', async () => {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    await visitor.open()
    await visitor.field.fill('   ')
    await visitor.field.press('Enter')
    expect(await visitor.field.inputValue()).toBe('   ')
    const long = `Does it help? ${'x'.repeat(4000)}`
    await visitor.field.fill(long)
    await visitor.field.press('Enter')
    await visitor.panel
      .getByText(/14 characters too long/)
      .first()
      .waitFor()
    expect(await visitor.field.inputValue()).toBe(long)
    expect(await visitor.panel.getByText('Before you start').count()).toBe(0)
    await visitor.watched.context.close()
  })
})

test('Spanish visitors find the panel in Spanish, and their crisis wording is understood', async () => {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl, { locale: 'es-US' })
  await visitor.open()
  await visitor.panel
    .getByRole('button', { name: 'Español' })
    .or(visitor.panel.getByRole('link', { name: 'Español' }))
    .first()
    .click()
  await visitor.panel.getByText('¿Qué le gustaría saber?').waitFor()
  await visitor.panel.getByText('Por ahora, las respuestas aprobadas están en inglés.').waitFor()
  const frame = visitor.frame()
  expect(await frame.evaluate(() => document.documentElement.lang)).toBe('es')
  await visitor.field.fill('quiero quitarme la vida')
  await visitor.field.press('Enter')
  await visitor.panel.getByRole('link', { name: /988/ }).first().waitFor()
  await expectAccessible(visitor.frame(), 'crisis card, Spanish')
  visitor.watched.expectClean()
  await visitor.watched.context.close()
})
