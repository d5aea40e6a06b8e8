import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApi } from '../../staff/api.ts'
import { createSession } from '../../staff/models/session.ts'
import { ANA } from './fixtures.ts'

/** What the server says next, by path; the test sets it. */
let says: Record<string, { status: number; body: unknown }>
let heard: IncomingMessage[]
let server: Server
let base: string

beforeEach(async () => {
  says = {}
  heard = []
  server = createServer((request, response) => {
    heard.push(request)
    const { status, body } = says[request.url ?? ''] ?? { status: 404, body: {} }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  base = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
})
afterEach(() => server.close())

const api = () => createApi((path, init) => fetch(base + String(path), init))
const refusal = (code: string) => ({ error: { code, message: '' } })

test('signing in with the right password opens the console', async () => {
  says = {
    '/api/auth/sign-in/email': { status: 200, body: { ok: true } },
    '/api/staff/me': { status: 200, body: ANA },
  }
  const session = createSession(api())
  expect(await session.signIn(ANA.email, 'a lamp left on')).toBeNull()
  expect(session.state.value).toEqual({ name: 'signed-in', me: ANA })
  expect(heard[0]?.headers['x-bedside']).toBe('1')
})

test.each([
  [401, 'wrong-credentials', 'wrong'],
  [400, 'malformed', 'wrong'],
  [429, 'too-fast', 'too-many'],
  [403, 'unauthorized', 'failed'],
  [500, 'unavailable', 'failed'],
])('a sign-in that is refused with %i %s is told as %s', async (status, code, why) => {
  says = { '/api/auth/sign-in/email': { status, body: refusal(code) } }
  expect(await createSession(api()).signIn('ana@x.example', 'guess')).toBe(why)
})

test('a server that is not there is told as no connection', async () => {
  const gone = createApi(() => Promise.reject(new TypeError('fetch failed')))
  expect(await createSession(gone).signIn('ana@x.example', 'guess')).toBe('offline')
})

test('a used set-up link is told from a field that cannot be used', async () => {
  const account = { token: 'a'.repeat(64), name: 'Ana', email: 'ana@x.example', password: 'a lamp left on' }
  says = { '/api/setup': { status: 403, body: refusal('link-used') } }
  expect(await createSession(api()).makeFirstAccount(account)).toBe('expired')
  says = { '/api/setup': { status: 400, body: refusal('malformed') } }
  expect(await createSession(api()).makeFirstAccount(account)).toBe('refused')
})

test('nobody signed in leads to the sign-in page, an absent server to a page that asks again by itself', async () => {
  says = { '/api/staff/me': { status: 401, body: refusal('unauthorized') } }
  const session = createSession(api())
  await session.look()
  expect(session.state.value).toEqual({ name: 'signed-out', why: null })

  says = { '/api/staff/me': { status: 503, body: refusal('unavailable') } }
  const waiting = createSession(api())
  await waiting.look()
  expect(waiting.state.value).toEqual({ name: 'unreachable' })
  says = { '/api/staff/me': { status: 200, body: ANA } }
  await vi.waitFor(() => expect(waiting.state.value.name).toBe('signed-in'), { timeout: 10_000 })
})

test('a session that ended elsewhere leads to the sign-in page with the reason, once', async () => {
  says = { '/api/staff/me': { status: 200, body: ANA }, '/api/auth/sign-out': { status: 200, body: {} } }
  const session = createSession(api())
  await session.look()
  says['/api/staff/me'] = { status: 401, body: refusal('unauthorized') }
  await session.ended()
  expect(session.state.value).toEqual({ name: 'signed-out', why: 'ended' })
  await session.look()
  await session.signOut()
  await session.ended()
  expect(session.state.value).toEqual({ name: 'signed-out', why: 'left' })
})

test('a session that was renewed in another tab goes on', async () => {
  says = { '/api/staff/me': { status: 200, body: ANA } }
  const session = createSession(api())
  await session.look()
  const me = { ...ANA, secondFactor: true }
  says['/api/staff/me'] = { status: 200, body: me }
  await session.ended()
  expect(session.state.value).toEqual({ name: 'signed-in', me })
})

test('a right password leads to the code where one is asked for, and a code that came too late back to the password', async () => {
  says = {
    '/api/auth/sign-in/email': { status: 200, body: { ok: true, code: true } },
    '/api/auth/code': { status: 401, body: refusal('wrong-credentials') },
    '/api/staff/me': { status: 401, body: refusal('unauthorized') },
  }
  const session = createSession(api())
  expect(await session.signIn(ANA.email, 'a lamp left on')).toBeNull()
  expect(session.state.value).toEqual({ name: 'code-awaited' })
  expect(await session.giveCode('000000')).toBe('wrong')
  expect(session.state.value).toEqual({ name: 'code-awaited' })
  says['/api/auth/code'] = { status: 403, body: refusal('link-used') }
  expect(await session.giveCode('000000')).toBe('expired')
  expect(session.state.value).toEqual({ name: 'signed-out', why: 'ended' })
  await session.signIn(ANA.email, 'a lamp left on')
  says['/api/auth/code'] = { status: 200, body: { ok: true } }
  says['/api/staff/me'] = { status: 200, body: ANA }
  expect(await session.giveCode('123456')).toBeNull()
  expect(session.state.value).toEqual({ name: 'signed-in', me: ANA })
})

test('a ticket of a session that has ended is refused for good, any other failure for now', async () => {
  says = { '/api/staff/ticket': { status: 401, body: refusal('unauthorized') } }
  await expect(api().ticket()).rejects.toMatchObject({ code: 'unauthorized' })
  says = { '/api/staff/ticket': { status: 500, body: {} } }
  await expect(api().ticket()).rejects.toMatchObject({ code: 'unavailable' })
  says = { '/api/staff/ticket': { status: 200, body: { ticket: 't' } } }
  expect(await api().ticket()).toBe('t')
})

test('the server’s clock is read off its answers', async () => {
  says = { '/api/setup': { status: 200, body: { open: true } } }
  const late = createApi(async (path, init) => {
    const response = await fetch(base + String(path), init)
    const headers = new Headers(response.headers)
    headers.set('date', new Date(Date.now() + 600_000).toUTCString())
    return new Response(response.body, { status: response.status, headers })
  })
  await late.setupOpen()
  expect(Math.round(late.skewMs / 60_000)).toBe(10)
})

test('a sign-out that the server did not hear is said again until it does', async () => {
  vi.useFakeTimers()
  let reachable = false
  const tries = vi.fn(() =>
    reachable ? Promise.resolve(new Response('{}')) : Promise.reject(new TypeError('fetch failed')),
  )
  const session = createSession(createApi(tries))
  await session.signOut()
  expect(session.state.value).toEqual({ name: 'signed-out', why: 'left' })
  await vi.advanceTimersByTimeAsync(20_000)
  reachable = true
  await vi.advanceTimersByTimeAsync(20_000)
  const heardAt = tries.mock.calls.length
  expect(heardAt).toBeGreaterThan(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(tries).toHaveBeenCalledTimes(heardAt)
  vi.useRealTimers()
})
