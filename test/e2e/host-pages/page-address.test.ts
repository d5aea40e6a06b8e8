import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, meetPerson, openClinic, plainPage } from '../../support/clinic-site.ts'
import { StaffPage, sentFrames } from '../../support/people.ts'

let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

test('of the page’s address staff see the path, and nothing else of it leaves the page, even where the page tells everybody', async () => {
  const tag = clinic.tag('referrerpolicy="no-referrer"')
  clinic.put('/knees/', plainPage(tag, '<meta name="referrer" content="unsafe-url">'))
  const staff = await StaffPage.setUp(browser, clinic.chat)
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
