import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type ClinicSite, openClinic, plainPage, wholeChat } from '../../support/clinic-site.ts'

let browser: Browser
let clinic: ClinicSite
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

test.each([
  ['names the chat’s address', () => clinic.chat.url, ''],
  ['names nothing but a nonce', () => "'nonce-c2VjcmV0'", 'nonce="c2VjcmV0"'],
])('a policy that forbids everything else and %s is not broken once in a whole chat', async (_name, scripts, nonce) => {
  const policy = `default-src 'none'; script-src ${scripts()}; frame-src ${clinic.chat.url}; connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
  clinic.put('/', plainPage(clinic.tag(nonce)), { 'content-security-policy': policy })
  const visitor = await clinic.visit(browser)
  await wholeChat(visitor)
  clinic.expectQuiet(visitor)
  // and the policy is in force: what is not ours is stopped
  await visitor.page.evaluate(() => fetch('/').catch(() => {}))
  expect(visitor.watched.said.join()).toContain("connect-src 'none'")
  await visitor.watched.context.close()
})
