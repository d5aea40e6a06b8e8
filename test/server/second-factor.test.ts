import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ANA, type Console, type StaffServer, startStaffServer } from '../support/staff-http.ts'
import { totpAt } from '../support/totp.ts'

let server: StaffServer
let ana: Console
beforeEach(async () => {
  server = await startStaffServer()
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
})
afterEach(() => server.stop())

const secretOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? ''
/** The code of `steps` × 30 s from now. */
const codeOf = (uri: string, steps = 0) => totpAt(secretOf(uri), Date.now() + steps * 30_000)
const another = (code: string): string => (code === '000000' ? '000001' : '000000')

async function setUp(at = ana): Promise<{ uri: string; codes: string[] }> {
  const { status, body } = await at.post('/api/account/second-factor/begin', { password: ANA.password })
  expect(status).toBe(200)
  // The code of the step before: that of this step is still to be used at sign-in.
  expect((await at.post('/api/account/second-factor/confirm', { code: codeOf(body.uri, -1) })).status).toBe(200)
  return body
}

describe('a second factor', () => {
  test('begins to count with its first right code, and is asked for after the password', async () => {
    const begun = await ana.post('/api/account/second-factor/begin', { password: ANA.password })
    expect(begun.body.uri).toContain('otpauth://totp/Bedside:ana%40clinic.example?')
    expect(new Set(begun.body.codes).size).toBe(10)
    const wrong = await ana.post('/api/account/second-factor/confirm', { code: another(codeOf(begun.body.uri)) })
    expect(wrong.status).toBe(401)
    const backup = await ana.post('/api/account/second-factor/confirm', { code: begun.body.codes[0] })
    expect(backup.status).toBe(401)
    expect((await server.browser().signIn(ANA.email)).body).toEqual({ ok: true })

    const { uri } = await setUp()
    expect((await ana.get('/api/staff/me')).body).toMatchObject({ secondFactor: true, needs: null })
    const home = server.browser()
    expect((await home.signIn(ANA.email)).body).toEqual({ ok: true, code: true })
    expect((await home.get('/api/staff/me')).status).toBe(401)
    expect((await home.post('/api/staff/ticket')).status).toBe(401)
    expect((await home.post('/api/auth/code', { code: another(codeOf(uri)) })).status).toBe(401)
    expect((await home.post('/api/auth/code', { code: codeOf(uri) })).status).toBe(200)
    expect((await home.get('/api/staff/me')).body).toMatchObject({ email: ANA.email })
    expect(server.events.slice(-3).map(({ type }) => type)).toEqual(['changed', 'sign-in-failed', 'signed-in'])
  })

  test('takes no code a second time, nor one of long ago', async () => {
    const { uri } = await setUp()
    const code = codeOf(uri)
    const first = server.browser()
    await first.signIn(ANA.email)
    expect((await first.post('/api/auth/code', { code })).status).toBe(200)
    const second = server.browser()
    await second.signIn(ANA.email)
    expect((await second.post('/api/auth/code', { code })).status).toBe(401)
    expect((await second.post('/api/auth/code', { code: codeOf(uri, -4) })).status).toBe(401)
    expect((await second.post('/api/auth/code', { code: codeOf(uri, 1) })).status).toBe(200)
  })

  test('takes each backup code once, and the new ones alone after new ones were made', async () => {
    const { codes } = await setUp()
    const use = async (code: string | undefined): Promise<number> => {
      const at = server.browser()
      await at.signIn(ANA.email)
      return (await at.post('/api/auth/code', { code })).status
    }
    expect(await use(codes[0])).toBe(200)
    expect(await use(codes[0])).toBe(401)
    expect(await use(codes[1])).toBe(200)
    const fresh = await ana.post('/api/account/second-factor/codes', { password: ANA.password })
    expect(fresh.body.codes).toHaveLength(10)
    expect(await use(codes[2])).toBe(401)
    expect(await use(fresh.body.codes[0])).toBe(200)
  })

  test('cannot be begun, renewed or turned off without the password', async () => {
    const asked = ['begin', 'codes', 'off'] as const
    for (const path of asked) {
      const { status } = await ana.post(`/api/account/second-factor/${path}`, { password: 'not the password' })
      expect([path, status]).toEqual([path, 401])
    }
    await setUp()
    const again = await ana.post('/api/account/second-factor/begin', { password: ANA.password })
    expect(again.status).toBe(401)
    expect((await ana.post('/api/account/second-factor/off', { password: ANA.password })).status).toBe(200)
    expect((await ana.get('/api/staff/me')).body.secondFactor).toBe(false)
    expect((await server.browser().signIn(ANA.email)).body).toEqual({ ok: true })
  })

  test('has its codes guessed five times a network, and lets nobody else’s guesses keep its owner out (T13)', async () => {
    const { uri } = await setUp()
    const guesser = server.browser('198.51.100.9')
    // Without the password there is nothing to guess at.
    expect((await guesser.post('/api/auth/code', { code: '123456' })).status).toBe(403)
    const tries: number[] = []
    for (let n = 0; n < 7; n += 1) {
      await guesser.signIn(ANA.email)
      tries.push((await guesser.post('/api/auth/code', { code: String(100_000 + n) })).status)
    }
    expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429])
    const home = server.browser()
    await home.signIn(ANA.email)
    expect((await home.post('/api/auth/code', { code: codeOf(uri) })).status).toBe(200)
  })

  test('is encrypted where it is stored', async () => {
    const { uri, codes } = await setUp()
    const file = new DatabaseSync(join(server.dataDir, 'staff.db'))
    const stored = JSON.stringify(file.prepare('SELECT * FROM twoFactor').all())
    file.close()
    expect(stored).toContain('userId')
    for (const secret of [secretOf(uri), ...codes]) expect(stored).not.toContain(secret)
  })
})

describe('where a second factor is required', () => {
  test('who has none can do nothing before it is set up, and everything after', async () => {
    const strict = await startStaffServer({ secondFactorRequired: true })
    await strict.auth.createAdmin(ANA)
    const at = strict.browser()
    await at.signIn(ANA.email)
    expect((await at.get('/api/staff/me')).body.needs).toBe('second-factor')
    for (const route of strict.routes) {
      const [method, url = ''] = route.split(' ')
      const isFree = /^\/api\/(auth|setup|invitation|new-password|staff\/(me|lock|unlock)|account\/second-factor)/.test(
        url,
      )
      if (isFree) continue
      const { status, body } = await (method === 'GET' ? at.get(url) : at.post(url))
      expect([route, status, body.error?.code]).toEqual([route, 403, 'second-factor-needed'])
    }
    await setUp(at)
    expect((await at.get('/api/staff/me')).body.needs).toBe(null)
    expect((await at.post('/api/staff/ticket')).status).toBe(200)
    await strict.stop()
  })
})
