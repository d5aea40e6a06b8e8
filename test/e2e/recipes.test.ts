import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type RunningServer, startServer } from '../support/process.ts'

/**
 * The snippets of docs/embed.md as an owner pastes them, each in a page like those of the site builder that it is for:
 * one launcher whatever the page does (E5), caret and scroll position stay (E9), and the tag's attributes arrive.
 */
const manual = readFileSync('docs/embed.md', 'utf8')
const snippets = new Map(
  [...manual.matchAll(/^```(?:html|php) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => [name, text]),
)

interface Fixture {
  /** The page's HTML with the snippet where the site builder puts it. */
  page: (snippet: string) => string
  /** What of the document's snippet reaches the page. */
  output?: (snippet: string) => string
}

const host = 'https://chat.your-clinic.example'
/** The reader is half-way through a form when the chat comes. */
const reading = `<input id="name" value="Ana Ruiz"><div style="height:3000px">A long page.</div><script>
  const field = document.getElementById('name'); field.focus({ preventScroll: true }); field.setSelectionRange(3, 5); scrollTo(0, 400)
</script>`
const document_ = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><title>A clinic</title>${head}</head><body>${body}</body></html>`

/** Makes new scripts as Tag Manager does, from what is in its container: address and text, no other attribute. */
const tagManager = (html: string) => `<script>
  addEventListener('load', () => {
    const pasted = document.createElement('template')
    pasted.innerHTML = ${JSON.stringify(html).replaceAll('<', '\\u003c')}
    for (const { src, text } of pasted.content.querySelectorAll('script')) {
      const script = document.createElement('script')
      script.async = false
      script.type = 'text/javascript'
      script.text = text
      if (src) script.src = src
      document.body.append(script)
    }
  })
</script>`

const FIXTURES: Record<string, Fixture> = {
  'plain-html': { page: (snippet) => document_('', reading + snippet) },
  'wordpress-plugin': {
    page: (snippet) =>
      document_('', `<div class="wp-site-blocks"><main>${reading}</main></div>${snippet}<script>/* emoji */</script>`),
  },
  'wordpress-child-theme': {
    page: (snippet) => document_('', `<div id="page">${reading}</div>${snippet}`),
    output: (php) => /\?>\n([\s\S]*)<\?php/.exec(php)?.[1] ?? '',
  },
  wix: { page: (snippet) => document_('', `<div id="SITE_CONTAINER">${reading}</div><!-- custom code -->${snippet}`) },
  squarespace: {
    page: (snippet) => document_('', `<div id="siteWrapper">${reading}<footer>The clinic</footer></div>${snippet}`),
  },
  'google-tag-manager': { page: (snippet) => document_(tagManager(snippet), reading) },
}

let browser: Browser
let server: RunningServer
let site: Server
let url: string
const pages = new Map<string, string>()

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer({ DEMO_PORT: 'off' })])
  site = createServer((request, response) => {
    const html = pages.get(request.url ?? '') ?? '<!doctype html><html lang="en"><title>Elsewhere</title><p>Elsewhere'
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const address = site.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  url = `http://localhost:${address.port}`
})
afterAll(async () => {
  site.close()
  await browser.close()
  await server.cleanUp()
})

function published(name: string): string {
  const text = snippets.get(name) ?? ''
  const snippet = FIXTURES[name]?.output?.(text) ?? text
  expect(snippet).toContain(`${host}/bedside.js`)
  return snippet.replaceAll(host, server.url)
}

const launchers = (page: Page) => page.locator('bedside-chat')

/** Runs the scripts of the snippet in the page once more, in this body or a new one. Resolves when the chat's script has run. */
function pasteAgain(page: Page, snippet: string, into: 'body' | 'new body' = 'body'): Promise<void> {
  return page.evaluate(
    ({ snippet, into }) =>
      new Promise<void>((resolve) => {
        if (into === 'new body') document.body.replaceWith(document.createElement('body'))
        const ran = ({ target }: Event) => {
          if (!(target instanceof HTMLScriptElement) || !target.src.endsWith('/bedside.js')) return
          document.removeEventListener('load', ran, true)
          resolve()
        }
        document.addEventListener('load', ran, true)
        const pasted = document.createElement('template')
        pasted.innerHTML = snippet
        for (const { attributes, text } of pasted.content.querySelectorAll('script')) {
          const script = document.createElement('script')
          for (const { name, value } of attributes) script.setAttribute(name, value)
          script.text = text
          document.body.append(script)
        }
      }),
    { snippet, into },
  )
}

describe.each(Object.keys(FIXTURES))('the recipe %s', (name) => {
  test('shows one launcher, and leaves caret and scroll position alone', async () => {
    const snippet = published(name)
    pages.set(`/${name}`, FIXTURES[name]?.page(snippet) ?? '')
    const { page, context, expectClean } = await openPage(browser)
    await page.clock.install()
    await page.goto(`${url}/${name}`)
    await page.getByRole('button', { name: 'Ask a question' }).waitFor()
    expect(await launchers(page).count()).toBe(1)
    expect(
      await page.evaluate(() => {
        const field = document.activeElement as HTMLInputElement
        return [field.id, field.selectionStart, field.selectionEnd, scrollY]
      }),
    ).toEqual(['name', 3, 5, 400])

    await page.goto(`${url}/elsewhere`)
    await page.goBack()
    await page.getByRole('button', { name: 'Ask a question' }).waitFor()
    expect(await launchers(page).count()).toBe(1)
    expectClean()
    await context.close()
  })

  test('shows one launcher when it is pasted twice, when the body is swapped, and after it was taken away', async () => {
    const snippet = published(name)
    pages.set(`/${name}`, FIXTURES[name]?.page(snippet) ?? '')
    const { page, context, expectClean } = await openPage(browser)
    await page.goto(`${url}/${name}`)
    await launchers(page).waitFor({ state: 'attached' })
    await pasteAgain(page, snippet)
    expect(await launchers(page).count()).toBe(1)
    await pasteAgain(page, snippet, 'new body')
    expect(await launchers(page).count()).toBe(1)
    await page.getByRole('button', { name: 'Ask a question' }).waitFor()
    await page.evaluate(() => window.Bedside?.destroy())
    expect(await launchers(page).count()).toBe(0)
    await pasteAgain(page, snippet)
    await page.getByRole('button', { name: 'Ask a question' }).waitFor()
    expect(await launchers(page).count()).toBe(1)
    expectClean()
    await context.close()
  })

  test('brings the clinic’s number, which stands in for a chat that does not come', async () => {
    pages.set(`/${name}`, FIXTURES[name]?.page(published(name)) ?? '')
    const { page, context } = await openPage(browser)
    await page.clock.install()
    await page.route('**/panel?*', (route) => route.abort())
    await page.goto(`${url}/${name}`)
    await page.getByRole('button', { name: 'Ask a question' }).click()
    await page.clock.fastForward(5000)
    await page.locator('bedside-chat').getByRole('link', { name: '(805) 555-0142' }).waitFor()
    await context.close()
  })
})

test('the plain tag in Google Tag Manager shows a launcher, without its attributes, as the document says', async () => {
  pages.set('/plain-in-gtm', document_(tagManager(published('plain-html')), reading))
  const { page, context } = await openPage(browser)
  await page.clock.install()
  await page.route('**/panel?*', (route) => route.abort())
  await page.goto(`${url}/plain-in-gtm`)
  await page.getByRole('button', { name: 'Ask a question' }).click()
  await page.clock.fastForward(5000)
  const links = page.locator('bedside-chat').getByRole('link')
  await links.first().waitFor()
  expect(await links.allInnerTexts()).toEqual(['☎ 911', '☎ 988'])
  await context.close()
})

test('every snippet of the document that names the chat’s script is played here or in another test', () => {
  const elsewhere = ['pinned', 'nonce', 'button']
  expect([...snippets.keys()].sort()).toEqual([...Object.keys(FIXTURES), ...elsewhere].sort())
  expect(manual.match(/^```html$/gm)).toBeNull()
})
