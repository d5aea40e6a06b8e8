import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openAuth } from '../../server/auth.ts'
import { OWNER, StaffPage } from './people.ts'
import type { RunningServer } from './process.ts'
import { totpAt } from './totp.ts'

/** Who can sign in, and the secret of their authenticator app, base32. */
export interface Account {
  name: string
  email: string
  password: string
  secret: string
}

/** Makes the owner's account and a colleague's, both with a second factor. The code of half a minute ago is used up. */
export async function twoAccounts(browser: Browser, server: RunningServer): Promise<[Account, Account]> {
  const secret = (await readFile(join(server.dataDir, 'session.key'), 'utf8')).trim()
  const colleague = { name: 'Ben Ortiz', email: 'ben@ninesisters.example', password: OWNER.password }
  const owner = await StaffPage.setUp(browser, server)
  const auth = await openAuth({ dataDir: server.dataDir, publicUrl: new URL(server.url), secret })
  await auth.createAdmin(colleague)
  auth.close()
  const other = await StaffPage.signIn(browser, server, {}, colleague)
  return [
    { ...OWNER, secret: await turnOn(owner, OWNER.password) },
    { ...colleague, secret: await turnOn(other, colleague.password) },
  ]
}

/** Turns the second factor on in the account, and leaves. */
async function turnOn({ page, watched }: StaffPage, password: string): Promise<string> {
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByLabel('Your password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  const byHand = page.locator('.by-hand')
  await byHand.waitFor()
  const secret = (await byHand.textContent()) ?? ''
  await page.getByLabel('Code that the app shows').fill(totpAt(secret, Date.now() - 30_000))
  await page.keyboard.press('Enter')
  await page.getByText('The second factor is on.').waitFor()
  await watched.context.close()
  return secret
}
