import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser } from '../support/browser.ts'
import { OWNER, StaffPage } from '../support/people.ts'
import { describePostgres, type Postgres, startPostgres } from '../support/postgres.ts'
import { startServer } from '../support/process.ts'
import { totpAt } from '../support/totp.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What `npm run staff -- …` prints, and its exit code. */
async function staff(env: Record<string, string>, ...args: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['scripts/staff.ts', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

async function turnOnSecondFactor(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByLabel('Your password', { exact: true }).fill(OWNER.password)
  await page.keyboard.press('Enter')
  const key = (await page.locator('.by-hand').textContent()) ?? ''
  await page.getByLabel('Code that the app shows').fill(totpAt(key, Date.now()))
  await page.keyboard.press('Enter')
  await page.getByText('The second factor is on.').waitFor()
}

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function recovers(settings: Record<string, string>): Promise<void> {
  const server = await startServer(settings)
  const env = { ...settings, DATA_DIR: server.dataDir, PUBLIC_URL: server.url }
  const ana = await StaffPage.setUp(browser, server)
  const { page } = ana
  await turnOnSecondFactor(page)

  const listed = await staff(env, '--list')
  expect(listed).toEqual({ code: 0, output: `${OWNER.email}  ${OWNER.name}  admin  second factor\n` })
  expect(await staff(env, '--reset', 'nobody@ninesisters.example')).toMatchObject({
    code: 1,
    output: 'No account has this address. See --list.\n',
  })
  const { code, output } = await staff(env, '--reset', OWNER.email.toUpperCase())
  expect(code).toBe(0)
  const link = /http\S+/.exec(output)?.[0] ?? ''

  // who was signed in is not, although the server never stopped
  await page.getByRole('link', { name: /^Mine/ }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Staff sign in' }).waitFor()

  await page.goto(link)
  await page.getByText(`For ${OWNER.email}.`).waitFor()
  await expectAccessible(page, 'new password')
  await page.getByLabel('Password', { exact: true }).fill('a new lamp after a reset')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Waiting', level: 1 }).waitFor()
  expect((await staff(env, '--list')).output).toContain('no second factor')

  const late = await browser.newPage()
  await late.goto(link)
  await late.getByText('This link was used or has expired.').waitFor()
  await late.close()
  await ana.watched.context.close()
  await server.cleanUp()
}

describe('somebody who cannot sign in any more is let in again from the terminal', () => {
  test('with the embedded database', () => recovers({}))
})

describePostgres('somebody who cannot sign in any more is let in again from the terminal', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  test('with PostgreSQL', async () => recovers({ DATABASE_URL: await postgres.freshDatabase() }))
})

test('without a word of what to do it says what it can, and changes nothing', async () => {
  const { code, output } = await staff({})
  expect(code).toBe(1)
  expect(output).toContain('--reset ana@clinic.example')
})
