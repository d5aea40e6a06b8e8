import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { StaffPage } from '../support/people.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { startStaffServer } from '../support/staff-http.ts'

/** A page of somebody else, opened in the browser of a person who is signed in. */
let browser: Browser
let server: RunningServer
let elsewhere: Server
let ana: StaffPage
beforeAll(async () => {
  elsewhere = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title><body>'),
  ).listen(0, '127.0.0.1')
  ;[browser, server] = await Promise.all([launchBrowser(), startServer(), once(elsewhere, 'listening')])
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  elsewhere.close()
  elsewhere.closeAllConnections()
  await server.cleanUp()
})

/** Every address at which staff write something. */
async function writes(): Promise<string[]> {
  const staff = await startStaffServer()
  await staff.stop()
  return staff.routes.filter((route) => route.startsWith('POST ')).map((route) => route.slice('POST '.length))
}

function elsewhereAt(host: string): string {
  const address = elsewhere.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://${host}:${address.port}/`
}

// `localhost` is the same site as the console, so that its cookies go along; `127.0.0.1` is another.
test.each([
  'localhost',
  '127.0.0.1',
])('of what a page on %s asks for in a signed-in browser nothing is done (T5)', async (host) => {
  const routes = await writes()
  expect(routes.length).toBeGreaterThan(25)
  const page = await ana.watched.context.newPage()
  const answered: { method: string; path: string; status: number }[] = []
  // As the network has it: the browser itself keeps most answers from the page.
  const network = await ana.watched.context.newCDPSession(page)
  const asked = new Map<string, { method: string; path: string }>()
  network.on('Network.requestWillBeSent', ({ requestId, request: { method, url } }) => {
    if (url.startsWith(`${server.url}/api/`)) asked.set(requestId, { method, path: new URL(url).pathname })
  })
  network.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode: status }) => {
    const request = asked.get(requestId)
    if (request) answered.push({ ...request, status })
  })
  await network.send('Network.enable')
  await page.goto(elsewhereAt(host))
  const targets = routes.map((route) => server.url + route)
  await page.evaluate(async (addresses) => {
    const body = '{"id":"x","email":"x@x.example","role":"admin","all":true}'
    const room = document.body.appendChild(document.createElement('iframe'))
    room.name = 'room'
    for (const address of addresses) {
      for (const mode of ['no-cors', 'cors'] as const) {
        await fetch(address, { method: 'POST', mode, credentials: 'include', body }).catch(() => {})
        const headers = { 'content-type': 'application/json', 'x-bedside': '1' }
        await fetch(address, { method: 'POST', mode, credentials: 'include', headers, body }).catch(() => {})
      }
      navigator.sendBeacon(address, body)
      const image = new Image()
      await new Promise((resolve) => {
        image.onload = image.onerror = resolve
        image.src = address
      })
      const form = document.body.appendChild(document.createElement('form'))
      Object.assign(form, { action: address, method: 'post', target: 'room', enctype: 'text/plain' })
      const field = form.appendChild(document.createElement('input'))
      Object.assign(field, { name: '{"all":true,"x":"', value: '"}' })
      form.submit()
      // Whatever is shown for the answer, a form that comes after it would end this one.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }, targets)
  await expect.poll(() => new Set(answered.map(({ path }) => path)).size).toBe(routes.length)
  const written = answered.filter(({ method }) => method === 'POST')
  expect(written.length).toBeGreaterThanOrEqual(3 * routes.length)
  expect(written.filter(({ status }) => status < 400)).toEqual([])
  await page.close()
  // She is signed in still, and nothing of hers is other than it was.
  await ana.page.reload()
  await ana.inbox.waitFor()
})
