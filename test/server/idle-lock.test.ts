import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANA, type Console, type StaffServer, startStaffServer } from '../support/staff-http.ts'

const MINUTE_MS = 60_000

let server: StaffServer
let ana: Console
let sessionId: string
let clockMs: number
beforeEach(async () => {
  clockMs = Date.now()
  server = await startStaffServer({ now: () => clockMs })
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
  const { ticket } = (await ana.post('/api/staff/ticket')).body
  sessionId = (await server.auth.redeem(ticket))?.sessionId ?? ''
  expect(await server.auth.isLive(sessionId)).toBe(true)
})
afterEach(() => server.stop())

/** What a locked console may still do: say who it is, unlock, sign out. */
async function expectLocked(): Promise<void> {
  expect((await ana.get('/api/staff/me')).body.locked).toBe(true)
  expect(await server.auth.isLive(sessionId)).toBe(false)
  const open = [
    '/api/auth/',
    '/api/setup',
    '/api/invitation',
    '/api/new-password',
    '/api/staff/me',
    '/api/staff/lock',
    '/api/staff/unlock',
  ]
  for (const route of server.routes) {
    const [method, url = ''] = route.split(' ')
    if (open.some((prefix) => url.startsWith(prefix))) continue
    const { status } = await (method === 'GET' ? ana.get(url) : ana.post(url))
    expect([route, status]).toEqual([route, 423])
  }
}

test('a locked console is given nothing until its password was given', async () => {
  const ended: string[] = []
  server.auth.onEnded((id) => ended.push(id))
  await ana.post('/api/staff/lock')
  expect(ended).toEqual([sessionId])
  await expectLocked()
  expect((await ana.post('/api/staff/unlock', { password: 'not the password' })).status).toBe(401)
  await expectLocked()
  expect((await ana.post('/api/staff/unlock', { password: ANA.password })).status).toBe(200)
  expect((await ana.get('/api/staff/me')).body.locked).toBe(false)
  expect(await server.auth.isLive(sessionId)).toBe(true)
  expect((await ana.post('/api/staff/ticket')).status).toBe(200)
})

test('a console that says nothing for 17 minutes counts as locked, whatever its page does', async () => {
  clockMs += 16 * MINUTE_MS
  expect((await ana.post('/api/staff/active')).status).toBe(200)
  clockMs += 16 * MINUTE_MS
  expect(await server.auth.isLive(sessionId)).toBe(true)
  clockMs += MINUTE_MS
  await expectLocked()
  // Too late: only the password helps now.
  expect((await ana.post('/api/staff/active')).status).toBe(423)
  await ana.post('/api/staff/unlock', { password: ANA.password })
  expect(await server.auth.isLive(sessionId)).toBe(true)
})

test('another computer of the same person goes on', async () => {
  const other = server.browser()
  await other.signIn(ANA.email)
  await ana.post('/api/staff/lock')
  expect((await other.get('/api/staff/me')).body.locked).toBe(false)
  expect((await other.post('/api/staff/ticket')).status).toBe(200)
})

test('passwords are tried at a lock as seldom as at the sign-in', async () => {
  await ana.post('/api/staff/lock')
  const tries: number[] = []
  for (let n = 0; n < 6; n += 1) tries.push((await ana.post('/api/staff/unlock', { password: `guess ${n}` })).status)
  expect(tries).toEqual([401, 401, 401, 401, 401, 429])
})
