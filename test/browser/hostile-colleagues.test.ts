import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SettingsPage } from '../../protocol/settings.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { visibleParts } from '../../staff/visible.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { injectionTexts } from '../support/corpus.ts'
import { startOpenProgram } from '../support/open-program.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { newId } from '../support/server.ts'
import { connected, StaffEnd, socketTo, visit } from '../support/visitor.ts'

/** What a colleague can fill (T1): notes, drafts, settings, names. What visitors can is in `hostile.test.ts`. */
const hostile = injectionTexts.filter(({ expect: fate }) => fate === 'stored').map(({ text }) => text)
/** Words that mean nothing, for the elements that each page is made of. */
const plain = (count: number): string[] => Array.from({ length: count }, (_, at) => `plain words ${at}`)

let browser: Browser
let server: Awaited<ReturnType<typeof startOpenProgram>>
let content: string
let staff: StaffPage
beforeAll(async () => {
  content = await mkdtemp(join(tmpdir(), 'bedside-hostile-'))
  await cp(new URL('../../faq', import.meta.url), content, { recursive: true })
  ;[browser, server] = await Promise.all([launchBrowser(), startOpenProgram(content)])
  staff = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
  await rm(content, { recursive: true })
})

/** As the console's own page asks. */
const post = (path: string, body: object): Promise<{ status: number; value: Record<string, unknown> }> =>
  staff.page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json', 'x-bedside': '1' }
      const answer = await fetch(path as string, { method: 'POST', headers, body: body as string })
      return { status: answer.status, value: await answer.json() }
    },
    [path, JSON.stringify(body)],
  )

async function noteAll(texts: string[]): Promise<string> {
  const visitor = await (await visit({ url: server.url, origin: server.url })).start()
  await visitor.done('person:ask', { clientId: newId(), noneOfThese: false })
  const { value } = await post('/api/staff/ticket', {})
  const auth = { version: PROTOCOL_VERSION, ticket: value.ticket as string }
  const end = new StaffEnd(socketTo(server, { namespace: '/staff', auth, headers: { origin: server.url } }))
  await connected(end.socket)
  for (const text of texts) await end.done('note:write', { chatId: visitor.chatId, clientId: newId(), text })
  await end.leave()
  await visitor.leave()
  return visitor.chatId
}

/** Ten texts a draft, in each of its fields. Resolves with how many the server took. */
async function draftAll(texts: string[]): Promise<number> {
  let taken = 0
  for (let at = 0; at < texts.length; at += 10) {
    const ten = texts.slice(at, at + 10)
    const { status } = await post('/api/drafts/add', {
      question: ten[0]?.slice(0, 200),
      phrasings: ten.map((text) => text.slice(0, 300)),
      type: 'fact',
      answer: ten.map((text) => ({ text: text.slice(0, 600), passages: [text] })),
    })
    if (status === 200) taken += 1
  }
  return taken
}

/** As many as there are texts among the settings; the clinic's name is one that every page shows. */
async function settleAll(texts: string[]): Promise<void> {
  const read = await staff.page.evaluate(async () => (await fetch('/api/settings')).json())
  const { settings, version } = read as SettingsPage
  const ids = Object.keys(settings.templates.en)
  const changes = [
    { path: ['clinic', 'name'], value: texts.find(({ length }) => length < 60) },
    ...ids.flatMap((id, at) => [
      { path: ['templates', 'en', id], value: texts[2 * at]?.slice(0, 300) },
      { path: ['templates', 'es', id], value: texts[2 * at + 1]?.slice(0, 300) },
    ]),
  ]
  expect(await post('/api/settings', { version, changes })).toMatchObject({ status: 200, value: { page: {} } })
}

async function nameAll(texts: string[], at: string): Promise<void> {
  for (const [n, text] of texts.entries()) {
    const { value } = await post('/api/people/invite', { email: `${at}${n}@clinic.example`, role: 'staff' })
    const token = String(value.link).split('/').at(-1)
    // Not by the page: whoever accepts is signed in.
    const answer = await fetch(`${server.url}/api/invitation/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, 'x-bedside': '1' },
      body: JSON.stringify({ token, name: text.slice(0, 80), password: OWNER.password }),
    })
    expect([200, 400]).toContain(answer.status)
  }
}

/** Every kind of element: its name, and those of its attributes that do something. What comes and goes with the page's state is none. */
const inventory = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')].map((element) => {
      const acts = element.getAttributeNames().filter((name) => /^(on|src|href|action|formaction|data$)/.test(name))
      return `${element.localName}[${acts.sort().join()}]`
    }),
  )

/** Opens each page that shows what colleagues wrote; gives the kinds of elements, and the notes as they are shown. */
async function lookAround(page: Page, chatId: string, notes: number): Promise<{ kinds: Set<string>; notes: string[] }> {
  const kinds = new Set<string>()
  const note = async () => {
    for (const kind of await inventory(page)) kinds.add(kind)
  }
  await page.goto(`${server.url}/staff#/all/${chatId}`)
  const shown = page.locator('.log .note')
  await shown.nth(notes - 1).waitFor({ state: 'attached' })
  const words = await shown.evaluateAll((all) =>
    all.map((each) => each.querySelector('p:last-of-type')?.textContent ?? ''),
  )
  await note()
  for (const [hash, seen] of [
    ['#/drafts', '.access-row'],
    ['#/settings/texts', '.settings-group textarea'],
    ['#/settings/clinic', '.settings-group input'],
    ['#/people', '.access-row'],
    ['#/audit', '.access-row'],
    ['#/you', 'h1'],
  ] as const) {
    await page.goto(`${server.url}/staff${hash}`)
    await page.reload()
    await page.locator(seen).first().waitFor()
    await note()
    if (hash !== '#/drafts') continue
    await page.locator('.access-row button').first().click()
    await page.locator('.draft-sentence').first().waitFor()
    await note()
  }
  return { kinds, notes: words }
}

test('300 hostile texts in every field that a colleague can fill are shown as they are and do nothing, also without the policy (T1)', {
  timeout: 240_000,
}, async () => {
  expect(hostile.length).toBeGreaterThanOrEqual(300)
  const fits = hostile.filter((text) => text.trim() === text && text.isWellFormed())
  // Two: one is open, and one stands in the list beside it.
  await noteAll(plain(3))
  const quiet = await noteAll(plain(3))
  expect(await draftAll(plain(10))).toBe(1)
  await nameAll(plain(2), 'plain')
  const before = await openPage(browser)
  await signIn(before.page)
  const { kinds: allowed } = await lookAround(before.page, quiet, 3)
  await before.context.close()

  const chatId = await noteAll(hostile)
  expect(await draftAll(fits)).toBeGreaterThanOrEqual(20)
  await settleAll(fits)
  await nameAll(fits.filter(({ length }) => length < 80).slice(0, 24), 'hostile')

  for (const csp of [true, false]) {
    const watched = await openPage(browser)
    const happened: string[] = []
    watched.page.on('dialog', (dialog) => {
      happened.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    watched.context.on('page', (page) => happened.push(`window: ${page.url()}`))
    if (!csp) {
      await watched.context.route('**/*', async (route) => {
        if (route.request().resourceType() !== 'document') return route.continue()
        const response = await route.fetch()
        const { 'content-security-policy': _, ...headers } = response.headers()
        await route.fulfill({ response, headers })
      })
    }
    await signIn(watched.page)
    const { kinds, notes } = await lookAround(watched.page, chatId, hostile.length)
    expect(notes).toEqual(hostile.map(marked))
    expect([...kinds].filter((kind) => !allowed.has(kind))).toEqual([])
    expect(happened).toEqual([])
    watched.expectClean()
    await watched.context.close()
  }
})

/** The mark in the place of each character that acts unseen, as staff see it. */
const marked = (text: string): string =>
  visibleParts(text)
    .map((part) => ('text' in part ? part.text : part.hidden))
    .join('')

async function signIn(page: Page): Promise<void> {
  await page.goto(`${server.url}/staff`)
  await page.getByLabel('Work e-mail').fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
}
