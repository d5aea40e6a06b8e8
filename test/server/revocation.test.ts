import { expect, test } from 'vitest'
import { openAuth } from '../../server/auth.ts'
import { BEN, REVOKING, signIn, signInByPasskey } from '../support/revocation.ts'
import { startServer, until } from '../support/server.ts'
import { ANA, PUBLIC_URL, startStaffServer } from '../support/staff-http.ts'
import { attend } from '../support/visitor.ts'

const WAYS_IN = [
  ['a password', signIn],
  ['a passkey', signInByPasskey],
] as const
const CASES = WAYS_IN.flatMap(([way, comeIn]) => REVOKING.map(([name, act]) => [name, way, act, comeIn] as const))

test.each(
  CASES,
)('%s closes the sockets of who came by %s at once, and nothing more is written (T14)', async (_name, _way, act, comeIn) => {
  const auth = await openAuth({
    dataDir: ':memory:',
    publicUrl: PUBLIC_URL,
    secret: 'a secret for the tests, of no use',
  })
  await auth.createAdmin(ANA)
  await auth.people.make(BEN, null)
  const server = await startServer({ accounts: auth })
  const ben = await comeIn(auth)
  const given = await ben.ticket()
  const end = await attend(server, ben.userId, 'Ben', { sessionId: ben.sessionId, ticket: () => given })
  expect(await end.ask('duty:set', { onDuty: true })).toMatchObject({ ok: true })
  await act(auth, ben)
  await until('the socket closed', () => !end.socket.connected)
  expect(end.told('session:ended')).toHaveLength(1)
  const late = await ben.ticket()
  await expect(attend(server, ben.userId, 'Ben', { sessionId: '', ticket: () => late })).rejects.toThrow()
  await server.stop()
  auth.close()
})

test('people see their own sessions by the browser’s name, and end one or all of their own alone', async () => {
  const server = await startStaffServer()
  await server.auth.createAdmin(ANA)
  await server.auth.people.make(BEN, null)
  const [office, home, ben] = [server.browser(), server.browser(), server.browser()]
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1'
  await office.signIn(ANA.email)
  await home.post('/api/auth/sign-in/email', { email: ANA.email, password: ANA.password }, { 'user-agent': phone })
  await ben.signIn(BEN.email, BEN.password)

  const { sessions } = (await office.get('/api/account/sessions')).body
  expect(sessions).toHaveLength(2)
  expect(sessions.map((each: { isThis: boolean }) => each.isThis).sort()).toEqual([false, true])
  const other = sessions.find((each: { isThis: boolean }) => !each.isThis)
  expect(other.device).toBe('Safari, iPhone')
  expect(JSON.stringify(sessions)).not.toMatch(/203\.0\.113|Mozilla/)

  const [bens] = (await ben.get('/api/account/sessions')).body.sessions
  expect((await office.post('/api/account/sessions/end', { id: bens.id })).status).toBe(404)
  expect((await ben.get('/api/staff/me')).status).toBe(200)
  expect((await office.post('/api/account/sessions/end', { id: other.id })).status).toBe(200)
  expect((await home.get('/api/staff/me')).status).toBe(401)
  expect((await office.post('/api/people/end-sessions', { id: (await ben.get('/api/staff/me')).body.id })).status).toBe(
    200,
  )
  expect((await ben.get('/api/staff/me')).status).toBe(401)
  await office.post('/api/account/sessions/end', { all: true })
  expect((await office.get('/api/staff/me')).status).toBe(401)
  await server.stop()
})

test('a new password needs the old one, signs out everywhere else, and is the one that counts', async () => {
  const server = await startStaffServer()
  await server.auth.createAdmin(ANA)
  const [office, home] = [server.browser(), server.browser()]
  await office.signIn(ANA.email)
  await home.signIn(ANA.email)
  const newPassword = 'a second lamp left on'
  const wrong = await office.post('/api/account/password', { password: 'not the password', newPassword })
  expect(wrong.status).toBe(401)
  expect((await office.post('/api/account/password', { password: ANA.password, newPassword: 'short' })).status).toBe(
    400,
  )
  expect((await home.get('/api/staff/me')).status).toBe(200)
  expect((await office.post('/api/account/password', { password: ANA.password, newPassword })).status).toBe(200)
  expect((await office.get('/api/staff/me')).status).toBe(200)
  expect((await home.get('/api/staff/me')).status).toBe(401)
  expect((await home.signIn(ANA.email)).status).toBe(401)
  expect((await home.signIn(ANA.email, newPassword)).status).toBe(200)
  await server.stop()
})
