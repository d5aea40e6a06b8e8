import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { visibleParts } from '../../staff/visible.ts'
import { launchBrowser, openPage, type Watched } from '../support/browser.ts'
import { type HostileText, injectionTexts, unicodeTexts } from '../support/corpus.ts'
import { startOpenProgram } from '../support/open-program.ts'
import { OWNER, StaffPage, VisitorPage } from '../support/people.ts'
import { newId } from '../support/server.ts'
import { connected, StaffEnd, socketTo, type VisitorEnd, visit } from '../support/visitor.ts'

/** Categories of corpus U that can do something to a page; letters of the world's scripts are tried by the server's test. */
const TELLING = ['direction', 'zero-width', 'control', 'line-end', 'special', 'tag', 'variation', 'escape', 'blank']
const sent = [...injectionTexts, ...unicodeTexts.filter(({ category }) => TELLING.includes(category))].filter(
  (text) => text.expect === 'stored',
)
const asContacts = sent.filter(({ text }) => text.length <= 200)
/** Some of the hostile texts hold emergency words, so these do. */
const PLAIN = [
  'plain words',
  'i want to die',
  'my chest hurts and I cannot breathe',
  // the card is scrolled out of sight, and its numbers are pinned
  ...Array.from({ length: 12 }, (_, i) => `more plain words ${i}`),
]
/** The path of a page, as a hostile client would tell it. */
const PAGE = '/\u202egpj.<b>exe'
const hostile = (texts: HostileText[]): string[] => texts.map(({ text }) => text)

type Program = Awaited<ReturnType<typeof startOpenProgram>>
interface Seeded {
  chatId: string
  token: string
}

let browser: Browser
let server: Program
/** Chats with a person and chats with a message left, one of each with plain words: what elements those make is allowed. */
let talk: { plain: Seeded; hostile: Seeded }
let left: { plain: Seeded; hostile: Seeded }

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startOpenProgram()])
  left = { plain: await leaveAll(PLAIN), hostile: await leaveAll(hostile(asContacts)) }
  const staff = await StaffPage.setUp(browser, server)
  talk = { plain: await talkAll(staff, PLAIN), hostile: await talkAll(staff, hostile(sent)) }
  await staff.watched.context.close()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

const seeded = ({ chatId, token }: VisitorEnd): Seeded => ({ chatId, token })
const arrive = (): Promise<VisitorEnd> => visit({ url: server.url, origin: server.url })

/** Nobody is there: each text is left as the question and as the address. */
async function leaveAll(texts: string[]): Promise<Seeded> {
  const visitor = await (await arrive()).start()
  await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
  for (const text of texts) await visitor.done('contact:leave', { clientId: newId(), question: text, contact: text })
  await visitor.leave()
  return seeded(visitor)
}

/** A person has the chat: each text is said by the visitor and by the person. */
async function talkAll(page: StaffPage, texts: string[]): Promise<Seeded> {
  const visitor = await arrive()
  const { chatId, token } = await visitor.done('chat:start', {
    noticeVersion: '1',
    locale: 'en',
    page: texts === PLAIN ? '/' : PAGE,
  })
  Object.assign(visitor, { chatId, token })
  await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
  const staff = await attendAs(page)
  const { epoch } = await staff.done('chat:claim', { chatId, clientId: newId() })
  for (const text of texts) {
    await visitor.say(text)
    await staff.done('message:send', { chatId, clientId: newId(), epoch, text })
  }
  await staff.leave()
  await visitor.leave()
  return seeded(visitor)
}

/** A second window of the staff member who is signed in on `page`. */
async function attendAs({ page }: StaffPage): Promise<StaffEnd> {
  const ticket = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'x-bedside': '1' }
    return (await (await fetch('/api/staff/ticket', { method: 'POST', headers, body: '{}' })).json()).ticket as string
  })
  const auth = { version: PROTOCOL_VERSION, ticket }
  const end = new StaffEnd(socketTo(server, { namespace: '/staff', auth, headers: { origin: server.url } }))
  await connected(end.socket)
  return end
}

/** Fails the test for whatever a text of somebody could bring about. */
interface Guarded extends Watched {
  happened: string[]
}
async function guarded(options: BrowserContextOptions = {}): Promise<Guarded> {
  const watched = await openPage(browser, options)
  const happened: string[] = []
  watched.page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  watched.context.on('page', (page) => happened.push(`window: ${page.url()}`))
  watched.page.on('framenavigated', (frame) => {
    if (new URL(frame.url()).origin !== new URL(server.url).origin) happened.push(`navigation: ${frame.url()}`)
  })
  return { ...watched, happened }
}

/** The panel as a page of its own, with the chat of `seed`. */
async function openPanel({ page, context }: Watched, seed: Seeded): Promise<void> {
  await context.addInitScript((ticket) => sessionStorage.setItem('chat', ticket), JSON.stringify(seed))
  await page.goto(`${server.url}/panel?lang=en`)
  await page.getByLabel('Conversation', { exact: true }).waitFor()
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${server.url}/staff`)
  await page.getByLabel('Work e-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
}

const shown = (target: Page | Frame, selector: string): Promise<string[]> =>
  target.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent ?? ''))

/** Every kind of element: its name and the names of its attributes. */
const inventory = (target: Page | Frame): Promise<string[]> =>
  target.evaluate(() => {
    const kinds = [...document.querySelectorAll('*')].map(
      (element) => `${element.localName}[${element.getAttributeNames().sort().join()}]`,
    )
    return [...new Set(kinds)].sort()
  })

/**
 * Where a line of ours does not run from left to right: what stands beside a text that turns its surroundings around.
 * `theirs` selects what holds other people's words.
 */
const turned = (target: Page | Frame, theirs: string): Promise<string[]> =>
  target.evaluate((selector) => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    let block: Element | null = null
    let last = { bottom: 0, left: 0 }
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent || parent.closest(`script, style, noscript, svg, .unseen, ${selector}`)) continue
      const holder = parent.closest('p, h1, h2, h3, li, button, a, dd, dt, label, span.row-meta, div')
      if (holder !== block) last = { bottom: 0, left: 0 }
      block = holder
      const range = document.createRange()
      for (let i = 0; i < (node.textContent ?? '').length; i += 1) {
        range.setStart(node, i)
        range.setEnd(node, i + 1)
        const { left, bottom, width } = range.getBoundingClientRect()
        if (width === 0) continue
        if (Math.abs(bottom - last.bottom) < 2 && left < last.left - 0.5) {
          found.push(`${holder?.className} ${node.textContent}`)
          break
        }
        last = { bottom, left }
      }
    }
    return found
  }, theirs)

/** The mark in the place of each character that acts unseen, as staff see it. */
const marked = (text: string): string =>
  visibleParts(text)
    .map((part) => ('text' in part ? part.text : part.hidden))
    .join('')

describe.each([
  { name: 'as it is served', csp: true },
  { name: 'with the content security policy taken away', csp: false },
])('$name', ({ csp }) => {
  const open = async (): Promise<Guarded> => {
    const watched = await guarded()
    if (csp) return watched
    await watched.context.route('**/*', async (route) => {
      if (route.request().resourceType() !== 'document') return route.continue()
      const response = await route.fetch()
      const { 'content-security-policy': _, ...headers } = response.headers()
      await route.fulfill({ response, headers })
    })
    return watched
  }

  /**
   * Nothing has happened. Then what a text would want is done on purpose: the policy stops it, and where there is none it
   * is noticed.
   */
  async function expectNothing({ happened, expectClean, page, context }: Guarded): Promise<void> {
    expect(happened).toEqual([])
    expectClean()
    const outcome = await page.evaluate(() => {
      try {
        const box = document.createElement('div')
        box.innerHTML = '<img src=x onerror=alert(7)>'
        document.body.append(box)
        return 'written'
      } catch {
        return 'refused'
      }
    })
    expect(outcome).toBe(csp ? 'refused' : 'written')
    if (!csp) await expect.poll(() => happened, { timeout: 10_000 }).toEqual(['dialog: 7'])
    await context.close()
  }

  /** The kinds of elements that plain words make in the same view; `all` is the last of what has to be there. */
  async function allowedBy(view: (watched: Watched) => Promise<void>): Promise<string[]> {
    const watched = await open()
    await view(watched)
    const kinds = await inventory(watched.page)
    await watched.context.close()
    return kinds
  }

  test('the panel shows every text of both sides as it was typed, and makes nothing else of it', async () => {
    const view = (seed: Seeded, count: number) => async (watched: Watched) => {
      await openPanel(watched, seed)
      await watched.page
        .locator('.bubble')
        .nth(2 * count - 1)
        .waitFor({ state: 'attached' })
    }
    const allowed = await allowedBy(view(talk.plain, PLAIN.length))
    const watched = await open()
    await view(talk.hostile, sent.length)(watched)
    expect(await shown(watched.page, '.bubble.is-visitor')).toEqual(hostile(sent))
    expect(await shown(watched.page, '.bubble.is-staff')).toEqual(hostile(sent))
    expect(await watched.page.locator('.bubble *').count()).toBe(0)
    // and the numbers over the log, as long as the card of those texts that are an emergency is out of sight
    allowed.push('aside[class]')
    expect((await inventory(watched.page)).filter((kind) => !allowed.includes(kind))).toEqual([])
    expect(await turned(watched.page, '.bubble')).toEqual([])
    await expectNothing(watched)
  })

  test('the panel shows every address that was left as it was typed, and the words around it stay in their order', async () => {
    const view = (seed: Seeded, count: number) => async (watched: Watched) => {
      await openPanel(watched, seed)
      await watched.page
        .locator('.left')
        .nth(count - 1)
        .waitFor({ state: 'attached' })
    }
    const allowed = await allowedBy(view(left.plain, PLAIN.length))
    const watched = await open()
    await view(left.hostile, asContacts.length)(watched)
    expect(await shown(watched.page, 'bdi')).toEqual(hostile(asContacts))
    expect(await watched.page.locator('bdi *').count()).toBe(0)
    expect((await inventory(watched.page)).filter((kind) => !allowed.includes(kind))).toEqual([])
    expect(await turned(watched.page, 'bdi')).toEqual([])
    await expectNothing(watched)
  })

  test('the console shows every text as it was typed, with a mark for what acts unseen, and makes nothing else of it', async () => {
    const view = (page: Page, which: 'plain' | 'hostile', texts: string[], contacts: string[]) =>
      (async () => {
        await page.goto(`${server.url}/staff#/all/${left[which].chatId}`)
        await page
          .locator('.left-message')
          .nth(contacts.length - 1)
          .waitFor({ state: 'attached' })
        const kinds = await inventory(page)
        const back = [await shown(page, '.left-message > p:nth-child(2)'), await shown(page, '.left-message b')]
        const order = await turned(page, '.left-message, .hidden-mark')
        await page.goto(`${server.url}/staff#/all/${talk[which].chatId}`)
        await page
          .locator('.bubble')
          .nth(2 * texts.length - 1)
          .waitFor({ state: 'attached' })
        back.push(await shown(page, '.bubble.is-visitor'), await shown(page, '.bubble.is-staff'))
        order.push(...(await turned(page, '.bubble, .row-words, .hidden-mark')))
        return { kinds: [...new Set([...kinds, ...(await inventory(page))])], back, order }
      })()
    const watched = await open()
    await signIn(watched.page)
    const { kinds: allowed } = await view(watched.page, 'plain', PLAIN, PLAIN)
    const { kinds, back, order } = await view(watched.page, 'hostile', hostile(sent), hostile(asContacts))
    const contacts = hostile(asContacts).map(marked)
    const texts = hostile(sent).map(marked)
    expect(back).toEqual([contacts, contacts, texts, texts])
    expect(await watched.page.locator('.bubble :not(.hidden-mark), .left-message b :not(.hidden-mark)').count()).toBe(0)
    // the marks, and the clinic's own steps that come with emergency words, of which the corpora have some
    const more = ['span[aria-label,class,role]', 'input[type]']
    expect(kinds.filter((kind) => !allowed.includes(kind) && !more.includes(kind))).toEqual([])
    expect(order).toEqual([])
    // The same texts once more, where a search finds them.
    await watched.page.goto(`${server.url}/staff#/all`)
    await watched.page.locator('.row').first().waitFor()
    await watched.page.keyboard.press('s')
    await watched.page.locator('#search-all').fill('script')
    await watched.page.keyboard.press('Enter')
    await watched.page.locator('.find').first().waitFor()
    expect(await watched.page.locator('.find-words :not(mark, span)').count()).toBe(0)
    await expectNothing(watched)
  })
})

test('what a visitor types into each field of the panel stays in it as it is, and the notice shows it as it is', async () => {
  for (const text of [
    '<img src=x onerror=alert(1)>',
    'invoice\u202egpj.exe',
    '\u2069\u202ea total of 100',
    '{medical} *{crisis}* $& {phone}',
  ]) {
    const visitor = await VisitorPage.arrive(browser, server.demoUrl)
    const happened: string[] = []
    visitor.page.on('dialog', (dialog) => {
      happened.push(dialog.message())
      void dialog.dismiss()
    })
    await visitor.open()
    await visitor.field.fill(text)
    await visitor.field.press('Enter')
    const question = visitor.panel.locator('bdi')
    await question.waitFor()
    expect(await question.evaluate((element) => [element.textContent, element.childElementCount])).toEqual([text, 0])
    expect(await turned(visitor.frame(), 'bdi')).toEqual([])
    await visitor.panel.getByRole('button', { name: 'Agree and send' }).click()
    await visitor.panel.getByRole('button', { name: 'Talk to a person' }).click()
    await visitor.panel.getByLabel('Your question').waitFor()
    await visitor.panel.getByLabel('Your question').fill(text)
    await visitor.panel.getByLabel('Phone or e-mail, so we can answer').fill(text)
    await visitor.panel.getByRole('button', { name: 'Leave the message' }).click()
    await visitor.log.locator('bdi').waitFor()
    expect(await shown(visitor.frame(), 'bdi')).toEqual([text])
    expect(await shown(visitor.frame(), '.bubble.is-visitor')).toEqual([text])
    expect(happened).toEqual([])
    visitor.watched.expectClean()
    await visitor.watched.context.close()
  }
})
