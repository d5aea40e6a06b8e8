import { readFileSync } from 'node:fs'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measure } from '../../scripts/size.ts'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'

const limits: Record<string, number> = JSON.parse(
  readFileSync(new URL('../../size-limits.json', import.meta.url), 'utf8'),
)

let browser: Browser
let server: RunningServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

test('a whole conversation loads what is counted as one, nothing else, and no more bytes than that', async () => {
  const staff = await StaffPage.setUp(browser, server)
  const visitor = await VisitorPage.arrive(browser, 'about:blank')
  const finished: Request[] = []
  visitor.page.on('requestfinished', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin === server.url && pathname !== '/bedside.js') finished.push(request)
  })
  await visitor.page.goto(server.demoUrl)
  await visitor.open()
  await visitor.field.pressSequentially('fibro')
  await visitor.panel.getByRole('region', { name: 'Approved answers' }).waitFor()
  await visitor.ask('what is NMDA?')
  await visitor.log.getByRole('button', { name: /^Show the/ }).click()
  await visitor.log.getByRole('button', { name: 'Yes', exact: true }).click()
  await visitor.ask('can I talk to a person please')
  await staff.row('can I talk to a person please').click()
  await staff.take()
  await staff.send('Hello, Ana here.')
  await visitor.log.getByText('Hello, Ana here.').waitFor()
  await visitor.ask('my chest feels tight after the infusion')
  await visitor.log.getByRole('link', { name: 'Call 911 now' }).waitFor()

  const bodies = await Promise.all(
    finished.map(async (request) => ({
      path: new URL(request.url()).pathname,
      bytes: (await request.sizes()).responseBodySize,
    })),
  )
  const counted = (await measure()).filter(({ when }) => when === 'ready' || when === 'conversation')
  expect(bodies.map(({ path }) => path).sort()).toEqual(counted.map(({ path }) => path).sort())
  for (const { path, bytes } of bodies) {
    const expected = counted.find((part) => part.path === path)?.bytes ?? 0
    // the page says where the article is and when staff are back, which differs by a few letters
    expect(bytes, path).toBeLessThanOrEqual(expected + (path === '/panel' ? 50 : 0))
    expect(bytes, path).toBeGreaterThan(0)
  }
  expect(bodies.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(limits['whole conversation'] ?? 0)
  visitor.watched.expectClean()
})
