import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { startProvider, type TestProvider } from '../support/oidc.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { freePort, type RunningServer, startServer } from '../support/process.ts'

const BEN = { sub: 'ben-1', email: 'ben@ninesisters.example', email_verified: true, name: 'Ben Ode' }
const STRANGER = { sub: 'eve-1', email: 'eve@elsewhere.example', email_verified: true, name: 'Eve' }

let browser: Browser
let server: RunningServer
let provider: TestProvider
let ana: StaffPage
let page: Page
beforeAll(async () => {
  const [port, providerPort] = [await freePort(), await freePort()]
  const publicUrl = `http://localhost:${port}`
  provider = await startProvider(providerPort, `${publicUrl}/api/auth/callback`)
  const env = { ...provider.env, PORT: String(port), PUBLIC_URL: publicUrl, SECOND_FACTOR: 'optional' }
  ;[browser, server] = await Promise.all([launchBrowser(), startServer(env)])
  server.url = publicUrl
  ana = await StaffPage.setUp(browser, server)
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
  await provider.stop()
})
beforeEach(async () => {
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
})
afterEach(async () => {
  provider.forge = null
  await page.context().close()
})

const shot = async (name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}
const button = () => page.getByRole('button', { name: 'Go on with Clinic Login' })
const isIn = () => page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()

async function comeBy(person: TestProvider['person']): Promise<void> {
  provider.person = person
  await page.goto(`${server.url}/staff`)
  await button().click()
}

async function invite(email: string, role: string): Promise<void> {
  await ana.page.goto(`${server.url}/staff#/people`)
  await ana.page.getByLabel('Work e-mail').fill(email)
  await ana.page.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  await ana.page.getByRole('button', { name: 'Make the invitation' }).click()
  await ana.page.getByLabel('Invitation link').waitFor()
}

test('who has an account signs in by the provider, with PKCE, state and nonce', async () => {
  await comeBy({ sub: 'ana-1', email: OWNER.email, email_verified: true, name: 'Someone Else' })
  await isIn()
  // The name is the clinic's, not the provider's.
  await page.getByText(OWNER.name).first().waitFor()
  const asked = provider.asked.at(-1)
  expect(asked?.get('code_challenge_method')).toBe('S256')
  expect(asked?.get('state')?.length).toBeGreaterThanOrEqual(32)
  expect(asked?.get('nonce')?.length).toBeGreaterThanOrEqual(32)
  expect(asked?.get('response_type')).toBe('code')

  // It counts as both factors, and nothing is kept that could be used at the provider.
  const file = new DatabaseSync(join(server.dataDir, 'staff.db'), { readOnly: true })
  expect(file.prepare('SELECT signedInBy FROM session WHERE signedInBy IS NOT NULL').all()).toEqual([
    { signedInBy: 'provider' },
  ])
  const kept = file
    .prepare("SELECT accessToken, refreshToken, idToken FROM account WHERE providerId <> 'credential'")
    .all()
  expect(kept).toEqual([{ accessToken: null, refreshToken: null, idToken: null }])
  file.close()

  // The same address, and another person at the provider.
  await page.context().clearCookies()
  await comeBy({ sub: 'ana-2', email: OWNER.email, email_verified: true, name: 'Somebody' })
  await page.getByText('This address has no account here and no open invitation.').waitFor()
})

test('who was invited gets an account with the role of the invitation; a stranger gets none', async () => {
  await comeBy(STRANGER)
  await page.getByText('This address has no account here and no open invitation.').waitFor()
  expect(new URL(page.url()).hash).toBe('#/waiting')
  await expectAccessible(page, 'turned away')
  await shot('turned-away')
  await invite(BEN.email, 'Editor')
  await page.context().clearCookies()
  await comeBy(BEN)
  await isIn()
  const me = await page.evaluate(async () => (await fetch('/api/staff/me')).json())
  expect(me).toMatchObject({ email: BEN.email, name: BEN.name, role: 'editor' })
  await ana.page.reload()
  await ana.page.getByRole('listitem').filter({ hasText: BEN.email }).getByLabel(`Role of ${BEN.name}`).waitFor()
  expect(await ana.page.getByText('Invited, not here yet').count()).toBe(0)

  // Locked out, they are told what a stranger is told, and what was open closes.
  await ana.page.getByRole('button', { name: `Lock out: ${BEN.name}` }).click()
  await page.getByText('You were signed out.').waitFor()
  await page.context().clearCookies()
  await comeBy(BEN)
  await page.getByText('This address has no account here and no open invitation.').waitFor()
})

test('who is not verified, or is refused by the provider, is told so', async () => {
  await comeBy({ sub: 'ana-1', email: OWNER.email, email_verified: false, name: 'Ana' })
  await page.getByText('Your provider has not verified your e-mail address.').waitFor()
  await page.context().clearCookies()
  await comeBy(null)
  await page.getByText('Your provider did not let you in.').waitFor()
})

test('a state that was changed, used before or begun elsewhere opens nothing', async () => {
  await page.goto(`${server.url}/staff`)
  await button().waitFor()
  for (const query of ['?code=x&state=made-up', '?code=x', '']) {
    await page.goto(`${server.url}/api/auth/callback${query}`)
    await page.getByText('This took too long, or began in another browser.').waitFor()
  }
  const back = page.waitForRequest(/\/api\/auth\/callback\?code=/)
  await comeBy({ sub: 'ana-1', email: OWNER.email, email_verified: true, name: 'Ana' })
  await isIn()
  const other = await (await browser.newContext()).newPage()
  await other.goto((await back).url())
  await other.getByText('This took too long, or began in another browser.').waitFor()

  // What one browser began, another one cannot end.
  const begun = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'x-bedside': '1' }
    return (await fetch('/api/auth/provider', { method: 'POST', headers, body: '{}' })).json()
  })
  await other.goto(begun.url)
  await other.getByText('This took too long, or began in another browser.').waitFor()
  expect((await other.request.get(`${server.url}/api/staff/me`)).status()).toBe(401)
  await other.context().close()
})

test.each<[what: string, forge: TestProvider['forge']]>([
  ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
  ['for another program', (claims) => ({ ...claims, aud: 'somebody else' })],
  ['with another nonce', (claims) => ({ ...claims, nonce: 'another' })],
  ['that has expired', (claims) => ({ ...claims, exp: 1 })],
])('an ID token %s opens nothing', async (_what, forge) => {
  provider.forge = forge
  await comeBy({ sub: 'ana-1', email: OWNER.email, email_verified: true, name: 'Ana' })
  await page.getByText('The answer of your provider could not be trusted').waitFor()
  expect((await page.request.get(`${server.url}/api/staff/me`)).status()).toBe(401)
})

test('a provider that is away stops neither the start nor the password, and says so on a phone in Spanish', {
  timeout: 180_000,
}, async () => {
  const away = await startServer({ ...provider.env, OIDC_ISSUER: `http://127.0.0.1:${await freePort()}` })
  await expect.poll(() => away.output()).toContain('cannot be used for signing in now')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${away.url}/staff`)
  await page.getByText('Clinic Login cannot be reached now. Sign in with your password.').waitFor()
  await page.getByRole('button', { name: 'Español' }).click()
  await page.getByText('Ahora no se puede llegar a Clinic Login.').waitFor()
  await expectAccessible(page, 'provider away')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await shot('provider-away-phone-dark')
  await away.cleanUp()
})
