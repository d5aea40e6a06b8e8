import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, openClinic, plainPage, wholeChat } from '../../support/clinic-site.ts'
import type { VisitorPage } from '../../support/people.ts'

/** Whatever a page's style sheets say, launcher and panel look as they do on a page without any. */
let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  clinic.put('/', plainPage(clinic.tag(PHONE)))
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

const PHONE = 'data-phone="(805) 555-0142"'
const BANNER =
  '<div id="banner" style="position:fixed;inset:auto 0 0;height:120px;z-index:2147483647;background:#fd0">Cookies?</div>'

const styled = (css: string) => plainPage(clinic.tag(PHONE), `<style>${css}</style>`)

/** All computed styles and the places of the host element and of what is in its shadow tree. Custom properties are the page's. */
const looksOf = ({ page }: VisitorPage) =>
  page.locator('bedside-chat').evaluate((host) => {
    const all = [host, ...(host.shadowRoot?.querySelectorAll('*') ?? [])]
    return all.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      const looks = (pseudo?: string) => {
        const style = getComputedStyle(element, pseudo)
        return [...style]
          .map((name) => [name, style.getPropertyValue(name)])
          .filter(([name]) => !name?.startsWith('--'))
      }
      const before = getComputedStyle(element, '::before').content === 'none' ? null : looks('::before')
      return { tag: element.localName, box: [x, y, width, height], own: looks(), before }
    })
  })

/** How launcher and panel look at a path: closed, and open with what is shown when the panel is closed again. */
async function lookAt(path: string, options: object = {}) {
  const visitor = await clinic.visit(browser, path, options)
  await visitor.launcher.waitFor()
  const before = await looksOf(visitor)
  await visitor.open()
  const open = await looksOf(visitor)
  const panel = await visitor
    .frame()
    .evaluate(() => [
      innerWidth,
      innerHeight,
      getComputedStyle(document.documentElement).backgroundColor,
      getComputedStyle(document.querySelector('.panel') as Element).backgroundColor,
    ])
  await visitor.watched.context.close()
  return { before, open, panel }
}

/** Where what stands in for the panel is shown, number by number. */
async function numbersAt(path: string) {
  const visitor = await clinic.visit(browser, path, {
    prepare: (page) => page.route('**/panel*', (route) => route.abort()),
  })
  await visitor.launcher.click()
  await visitor.page.locator('bedside-chat p').waitFor({ timeout: 20_000 })
  const looks = await looksOf(visitor)
  await visitor.watched.context.close()
  return looks
}

describe.each([
  ['a page that unsets everything', '*{all:unset!important}'],
  [
    'a page with rules for frames, buttons and everything beside its body',
    `iframe,button,p,a,b,i,small,span{display:none!important;width:10px!important;filter:invert(1)!important;font:40px serif!important}
     html>*:not(head,body),body~*,bedside-chat{position:static!important;transform:scale(2)!important;opacity:.2!important;display:none!important;visibility:hidden!important;clip-path:inset(50%)!important;pointer-events:none!important;zoom:3}
     iframe[title]{height:auto!important}
     :focus,:focus-visible{outline:0!important}
     *,*::before,*::after{box-sizing:border-box!important;letter-spacing:9px!important;text-transform:uppercase!important}`,
  ],
  [
    'a page with custom properties of its own',
    ':root,*{--color:red;--o:lime;--l:40%;--h:220;--t:9px;--x:300;--y:300;--z:-1;--phone:1;--page:2;--lang:3}',
  ],
  [
    'a page that draws everything large and from right to left',
    'html{font:40px/3 fantasy;direction:rtl;text-align:center;color:red}',
  ],
])('%s', (_name, css) => {
  test('changes nothing', async () => {
    clinic.put('/hostile', styled(css))
    const [plain, hostile] = await Promise.all([lookAt('/'), lookAt('/hostile')])
    expect(hostile).toEqual(plain)
  })
})

test('on a page from right to left telephone numbers stand as they are dialled', async () => {
  clinic.put('/rtl', plainPage(clinic.tag(PHONE)).replace('<html lang="en">', '<html lang="ar" dir="rtl">'))
  const [plain, rtl] = await Promise.all([numbersAt('/'), numbersAt('/rtl')])
  expect(rtl).toEqual(plain)
})

test.each(['dark', 'light'] as const)('a page of one scheme on a device of another: %s', async (scheme) => {
  // The launcher keeps its colours. The panel takes the device's, whatever the page is.
  const page = scheme === 'dark' ? 'light' : 'dark'
  clinic.put('/scheme', styled(`:root{color-scheme:${page}}`))
  const options = { colorScheme: scheme }
  const [plain, other] = await Promise.all([lookAt('/', options), lookAt('/scheme', options)])
  expect(other).toEqual(plain)
})

describe('where a banner lies on the highest layer there is', () => {
  const onTop = ({ page }: VisitorPage) =>
    page.locator('bedside-chat').evaluate((host) => {
      const { x, y, width, height } = (host.shadowRoot?.querySelector('button') as Element).getBoundingClientRect()
      return document.elementFromPoint(x + width / 2, y + height / 2)?.localName
    })

  test('data-z puts the launcher above it, and a whole chat is had', async () => {
    clinic.put('/banner', plainPage(clinic.tag() + BANNER))
    const covered = await clinic.visit(browser, '/banner')
    await covered.launcher.waitFor()
    expect(await onTop(covered)).toBe('div')
    await covered.watched.context.close()

    clinic.put('/banner', plainPage(clinic.tag('data-z="2147483647"') + BANNER))
    const visitor = await clinic.visit(browser, '/banner')
    await visitor.launcher.waitFor()
    expect(await onTop(visitor)).toBe('bedside-chat')
    await wholeChat(visitor)
    clinic.expectQuiet(visitor)
    await visitor.watched.context.close()
  })

  test('data-x and data-y move launcher and panel past it, and the panel stays on the screen', async () => {
    clinic.put('/banner', plainPage(clinic.tag('data-x="60" data-y="140"') + BANNER))
    const visitor = await clinic.visit(browser, '/banner', { viewport: { width: 800, height: 600 } })
    const edges = async (what: string) => {
      const box = await visitor.page.locator(`bedside-chat ${what}`).boundingBox()
      if (!box) throw new Error('not drawn')
      return { right: 800 - box.x - box.width, bottom: 600 - box.y - box.height, top: box.y }
    }
    await visitor.launcher.waitFor()
    expect(await edges('button')).toMatchObject({ right: 60, bottom: 140 })
    await visitor.open()
    expect(await edges('iframe')).toEqual({ right: 60, bottom: 140, top: 22 })
    await visitor.watched.context.close()
  })
})

test.each([
  ['#fef08a', 'light'],
  ['#fef08a', 'dark'],
  ['#1e1b4b', 'light'],
  ['#1e1b4b', 'dark'],
] as const)('with the color %s, on a %s device, launcher and panel can be read', async (color, colorScheme) => {
  clinic.put('/color', plainPage(clinic.tag(`data-color="${color}"`)))
  const visitor = await clinic.visit(browser, '/color', { colorScheme })
  await visitor.launcher.waitFor()
  await expectAccessible(visitor.page, 'launcher')
  await visitor.open()
  await expectAccessible(visitor.frame(), 'first view')
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  await expectAccessible(visitor.frame(), 'an answer')
  await visitor.watched.context.close()
})
