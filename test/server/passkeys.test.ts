import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHALLENGE_MS } from '../../server/challenges.ts'
import { softPasskey } from '../support/soft-passkey.ts'
import {
  ANA,
  type Answer,
  type Console,
  PUBLIC_URL,
  type StaffServer,
  startStaffServer,
} from '../support/staff-http.ts'
import { totpAt } from '../support/totp.ts'

const HOME = { origin: PUBLIC_URL.origin, rpId: PUBLIC_URL.hostname }
const BEN = { name: 'Ben Ode', email: 'ben@clinic.example', password: 'a second lamp left on', role: 'editor' } as const

let server: StaffServer
let ana: Console
let clockMs: number
beforeEach(async () => {
  clockMs = Date.now()
  server = await startStaffServer({ now: () => clockMs })
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
})
afterEach(() => server.stop())

type Passkey = ReturnType<typeof softPasskey>

async function add(at: Console, passkey: Passkey, password = ANA.password, name = 'front desk'): Promise<Answer> {
  const options = await at.post('/api/account/passkeys/begin', { password })
  expect(options.status).toBe(200)
  return at.post('/api/account/passkeys/add', { name, response: passkey.make(options.body) })
}

async function comeIn(
  passkey: Passkey,
  slip = {},
  at = server.browser(),
  of = server,
): Promise<Answer & { at: Console }> {
  const browser = of === server ? at : of.browser()
  const { body } = await browser.post('/api/auth/passkey/ask')
  return { ...(await browser.post('/api/auth/passkey', { response: passkey.say(body, slip) })), at: browser }
}

describe('a passkey', () => {
  test('is added with the password, named, listed, and signs in without one', async () => {
    const passkey = softPasskey(HOME)
    expect((await ana.post('/api/account/passkeys/begin', { password: 'not the password' })).status).toBe(401)
    expect((await add(ana, passkey)).status).toBe(200)
    expect((await ana.get('/api/account/passkeys')).body.passkeys).toMatchObject([{ name: 'front desk', usedAt: null }])

    const { status, at } = await comeIn(passkey)
    expect(status).toBe(200)
    expect((await at.get('/api/staff/me')).body).toMatchObject({ email: ANA.email, needs: null })
    expect((await at.post('/api/staff/ticket')).status).toBe(200)
    const [row] = (await at.get('/api/account/passkeys')).body.passkeys
    expect(row.usedAt).toBe(clockMs)
    expect(server.events.slice(-2)).toMatchObject([{ type: 'changed', what: 'passkey-added' }, { type: 'signed-in' }])
  })

  test('signs in where a second factor is on, without its code', async () => {
    const { uri } = (await ana.post('/api/account/second-factor/begin', { password: ANA.password })).body
    const code = totpAt(new URL(uri).searchParams.get('secret') ?? '', clockMs)
    expect((await ana.post('/api/account/second-factor/confirm', { code })).status).toBe(200)
    const passkey = softPasskey(HOME)
    await add(ana, passkey)
    expect((await server.browser().signIn(ANA.email)).body).toEqual({ ok: true, code: true })
    expect((await comeIn(passkey)).body).toEqual({ ok: true })
  })

  test.each<[why: string, slip: Parameters<Passkey['say']>[1]]>([
    ['made for another site', { origin: 'https://evil.example' }],
    ['for another name', { rpId: 'evil.example' }],
    ['without showing who holds it', { unverified: true }],
    ['whose counter went back', { counter: 1 }],
    ['to a challenge that this server did not give', { challenge: 'A'.repeat(75) }],
  ])('is refused when it answers %s', async (_why, slip) => {
    const passkey = softPasskey(HOME)
    await add(ana, passkey)
    const { status, body, at } = await comeIn(passkey, slip)
    expect([status, body.error.code]).toEqual([401, 'wrong-credentials'])
    expect((await at.get('/api/staff/me')).status).toBe(401)
    expect((await comeIn(passkey)).status).toBe(200)
  })

  test('answers each challenge once, within five minutes, and for what it was given', async () => {
    const passkey = softPasskey(HOME)
    const making = (await ana.post('/api/account/passkeys/begin', { password: ANA.password })).body
    const made = { name: 'front desk', response: passkey.make(making) }
    expect((await ana.post('/api/account/passkeys/add', made)).status).toBe(200)
    expect((await ana.post('/api/account/passkeys/add', made)).status).toBe(401)

    const browser = server.browser()
    const { body } = await browser.post('/api/auth/passkey/ask')
    const said = { response: passkey.say(body) }
    expect((await browser.post('/api/auth/passkey', said)).status).toBe(200)
    expect((await server.browser().post('/api/auth/passkey', said)).status).toBe(401)
    // The challenge for making one is none for signing in.
    expect((await browser.post('/api/auth/passkey', { response: passkey.say(making) })).status).toBe(401)

    const late = (await browser.post('/api/auth/passkey/ask')).body
    clockMs += CHALLENGE_MS
    expect((await browser.post('/api/auth/passkey', { response: passkey.say(late) })).status).toBe(401)
  })

  test('that was removed, or is of nobody here, is told like a wrong one', async () => {
    const [hers, strange] = [softPasskey(HOME), softPasskey(HOME)]
    await add(ana, hers)
    const [{ id }] = (await ana.get('/api/account/passkeys')).body.passkeys
    expect((await ana.post('/api/account/passkeys/remove', { id })).status).toBe(200)
    expect((await ana.post('/api/account/passkeys/remove', { id })).status).toBe(404)
    const { at: _hers, ...removed } = await comeIn(hers)
    const { at: _his, ...unknown } = await comeIn(strange)
    expect(removed).toEqual(unknown)
    expect(removed.status).toBe(401)
  })

  test('of one account is neither seen nor removed by another, and is not added twice', async () => {
    await server.auth.people.make(BEN, null)
    const ben = server.browser()
    await ben.signIn(BEN.email, BEN.password)
    const passkey = softPasskey(HOME)
    await add(ana, passkey)
    const [{ id }] = (await ana.get('/api/account/passkeys')).body.passkeys
    expect((await ben.get('/api/account/passkeys')).body.passkeys).toEqual([])
    expect((await ben.post('/api/account/passkeys/remove', { id })).status).toBe(404)
    expect((await add(ben, passkey, BEN.password)).status).toBe(401)
    // What one person was asked for is not taken from another.
    const asked = (await ana.post('/api/account/passkeys/begin', { password: ANA.password })).body
    const stolen = { name: 'x', response: softPasskey(HOME).make(asked) }
    expect((await ben.post('/api/account/passkeys/add', stolen)).status).toBe(401)
  })

  test('lets nobody in who is locked out or removed', async () => {
    await server.auth.people.make(BEN, null)
    const ben = server.browser()
    await ben.signIn(BEN.email, BEN.password)
    const passkey = softPasskey(HOME)
    await add(ben, passkey, BEN.password)
    const { at } = await comeIn(passkey)
    const { id } = (await at.get('/api/staff/me')).body
    await ana.post('/api/people/lock-out', { id, lockedOut: true })
    expect((await at.get('/api/staff/me')).status).toBe(401)
    expect((await comeIn(passkey)).status).toBe(401)
    await ana.post('/api/people/lock-out', { id, lockedOut: false })
    expect((await comeIn(passkey)).status).toBe(200)
    await ana.post('/api/people/remove', { id })
    expect((await comeIn(passkey)).status).toBe(401)
  })

  test('unlocks its own owner’s console and nobody else’s', async () => {
    await server.auth.people.make(BEN, null)
    const ben = server.browser()
    await ben.signIn(BEN.email, BEN.password)
    const [hers, his] = [softPasskey(HOME), softPasskey(HOME)]
    await add(ana, hers)
    await add(ben, his, BEN.password)
    await ana.post('/api/staff/lock')
    const unlock = async (passkey: Passkey) => {
      const { body } = await ana.post('/api/auth/passkey/ask')
      return (await ana.post('/api/staff/unlock/passkey', { response: passkey.say(body) })).status
    }
    expect(await unlock(his)).toBe(401)
    expect((await ana.get('/api/staff/me')).body.locked).toBe(true)
    expect(await unlock(hers)).toBe(200)
    expect((await ana.get('/api/staff/me')).body.locked).toBe(false)
  })

  test('goes with the reset from the terminal', async () => {
    const passkey = softPasskey(HOME)
    await add(ana, passkey)
    await server.auth.people.reset(ANA.email)
    expect((await comeIn(passkey)).status).toBe(401)
  })

  test('can be one of twenty and no more', async () => {
    const { body: me } = await ana.get('/api/staff/me')
    const { passkeys } = server.auth
    for (let n = 0; n < 20; n += 1) {
      const options = (await passkeys.begin(me)) as { challenge: string }
      expect(await passkeys.add(me.id, { name: 'key', response: softPasskey(HOME).make(options) })).toBe(true)
    }
    const more = await ana.post('/api/account/passkeys/begin', { password: ANA.password })
    expect([more.status, more.body.error.code]).toEqual([409, 'enough'])
  })

  test('whatever is sent in its place, the answer is a refusal', async () => {
    const nested = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: {}, authenticatorData: [] } }
    for (const response of [null, [], 'x', {}, { id: 1 }, { id: 'x' }, nested, { id: '__proto__', toString: 'x' }]) {
      const { status } = await server.browser().post('/api/auth/passkey', { response })
      expect([400, 401, 429]).toContain(status)
    }
    const { status } = await ana.post('/api/account/passkeys/add', { name: 'x', response: nested })
    expect(status).toBe(401)
  })
})

test('where a second factor is required, a passkey is enough and a password alone is not', async () => {
  const passkey = softPasskey(HOME)
  await add(ana, passkey)
  const secret = 'a secret for the tests, of no use'
  const strict = await startStaffServer({ secondFactorRequired: true, dataDir: server.dataDir, secret })
  const withPassword = strict.browser()
  await withPassword.signIn(ANA.email)
  expect((await withPassword.get('/api/staff/me')).body.needs).toBe('second-factor')
  expect((await withPassword.post('/api/account/passkeys/begin', { password: ANA.password })).status).toBe(403)
  const { at } = await comeIn(passkey, {}, undefined, strict)
  expect((await at.get('/api/staff/me')).body.needs).toBe(null)
  expect((await at.post('/api/staff/ticket')).status).toBe(200)
  await strict.stop()
})
