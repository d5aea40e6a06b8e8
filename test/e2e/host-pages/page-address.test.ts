import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, meetPerson, openClinic, plainPage } from '../../support/clinic-site.ts'
import { StaffPage, sentFrames } from '../../support/people.ts'

let browser: Browser
let clinic: ClinicSite
let staff: StaffPage
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
  staff = await StaffPage.setUp(browser, clinic.chat)
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

test.each([
  ['a name of the owner’s', 'data-page="/booking"', '/booking'],
  ['none', 'data-page=""', null],
])('where the tag says so, staff see %s in the place of the address (P11)', async (_, attribute, shown) => {
  clinic.put('/private-path/', plainPage(clinic.tag(attribute)))
  const visitor = await clinic.visit(browser, '/private-path/')
  const frames = sentFrames(visitor)
  await visitor.open()
  await meetPerson(visitor, staff)
  if (shown !== null) await staff.page.getByText(shown, { exact: true }).first().waitFor()
  expect(await staff.page.locator('body').innerText()).not.toContain('private-path')
  expect(frames.join('\n')).not.toContain('private-path')
  await visitor.watched.context.close()
})

test('of the page’s address staff see the path, and nothing else of it leaves the page, even where the page tells everybody', async () => {
  const tag = clinic.tag('referrerpolicy="no-referrer"')
  clinic.put('/knees/', plainPage(tag, '<meta name="referrer" content="unsafe-url">'))
  const told: string[] = []
  const visitor = await clinic.visit(browser, '/knees/?name=Sentinel-Query#Sentinel-Fragment', {
    prepare: async (page) => {
      page.on('request', async (request) => {
        if (!request.url().startsWith(clinic.chat.url)) return
        const headers = await request.allHeaders().catch(() => request.headers())
        told.push(request.url(), JSON.stringify(headers), request.postData() ?? '')
      })
    },
  })
  const frames = sentFrames(visitor)
  await visitor.open()
  await meetPerson(visitor, staff)
  await staff.page.getByText('/knees/', { exact: true }).first().waitFor()
  expect(await staff.page.locator('body').innerText()).not.toContain('Sentinel')
  expect(frames.join('\n')).toContain('/knees/')
  expect(told.length).toBeGreaterThan(6)
  expect([...told, ...frames].filter((text) => text.includes('Sentinel'))).toEqual([])
  expect(await visitor.frame().evaluate(() => document.referrer)).toBe('')
  await visitor.watched.context.close()
})
