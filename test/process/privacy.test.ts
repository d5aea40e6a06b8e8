import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { VisitorRequests } from '../../protocol/visitor.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { newId, until } from '../support/server.ts'
import { type VisitorEnd, visit } from '../support/visitor.ts'

/** What a running program tells others than the people in a chat: its output, its answers over HTTP, its files. */
const CANARY = `canary${randomBytes(8).toString('hex')}`

let server: RunningServer
/** Everything printed, by every process that ran. */
let printed = ''
const origin = () => new URL(server.url).origin
const visitor = (chat: VisitorEnd | null = null): Promise<VisitorEnd> =>
  visit({ url: server.url, origin: origin() }, chat)

beforeAll(async () => {
  // An engine with little time fails where much is asked at once: what it was asked must not be told for that.
  server = await startServer({ LOG_LEVEL: 'debug', ANSWER_WITHIN_MS: '50', DEMO_PORT: 'off' })
})
afterAll(() => server?.cleanUp())

async function signedIn(): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json', origin: origin(), 'x-bedside': '1' }
  const account = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'a lamp left on at night' }
  const token = server.setupLink?.split('/').at(-1)
  const post = (path: string, body: object) =>
    fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect((await post('/api/setup', { token, ...account })).status).toBe(200)
  const answer = await post('/api/auth/sign-in/email', { email: account.email, password: account.password })
  expect(answer.status).toBe(200)
  return {
    ...headers,
    cookie: answer.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; '),
  }
}

test('nothing that anybody writes is in the logs, in an error, in a file or in what a stranger can ask for', async () => {
  const refused: string[] = []
  const one = await (await visitor()).start()
  const ask = async <E extends keyof VisitorRequests>(event: E, payload: VisitorRequests[E]) => {
    const ack = await one.ask(event, payload)
    if (!ack.ok) refused.push(ack.error.code, JSON.stringify(ack))
  }
  // as many long questions at once as make the engine late
  await until(
    'a late engine',
    async () => {
      const ends = await Promise.all(Array.from({ length: 12 }, async () => (await visitor()).start()))
      const long = `${'pain and nerves and sleep, '.repeat(140)}${CANARY}?`
      await Promise.all(ends.flatMap((end) => [end.say(long), end.say(long), end.say(long)]))
      await Promise.all(ends.map((end) => end.leave()))
      return server.output().includes('the engine failed')
    },
    60,
  )
  await ask('message:send', { clientId: newId(), text: `I want to die ${CANARY}`, choice: null })
  // refused: too long, the same id for other words, an event and fields that are none
  await ask('message:send', { clientId: newId(), text: CANARY.repeat(400), choice: null })
  const id = newId()
  await ask('message:send', { clientId: id, text: CANARY, choice: null })
  await ask('message:send', { clientId: id, text: `${CANARY} again`, choice: null })
  await ask('message:send', { clientId: newId(), text: CANARY, choice: null, [CANARY]: CANARY } as never)
  await one.socket.timeout(10_000).emitWithAck(CANARY, { [CANARY]: CANARY })
  await ask('contact:leave', { clientId: newId(), question: CANARY, contact: CANARY })
  expect(refused).toContain('too-long')
  expect(refused).toContain('id-reused')
  expect(refused).toContain('malformed')
  expect(refused.join('')).not.toContain(CANARY)

  const headers = await signedIn()
  const { ticket } = await (
    await fetch(`${server.url}/api/staff/ticket`, { method: 'POST', headers, body: '{}' })
  ).json()
  const { io } = await import('socket.io-client')
  const staff = io(`${server.url}/staff`, {
    auth: { version: 1, ticket },
    extraHeaders: { origin: origin() },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  const told = (event: string, payload: object) => staff.timeout(10_000).emitWithAck(event, payload)
  const { chatId } = one
  const claimed = await told('chat:claim', { chatId, clientId: newId() })
  expect(claimed).toMatchObject({ ok: true })
  const { epoch } = claimed.result
  expect(await told('message:send', { chatId, clientId: newId(), epoch, text: CANARY })).toMatchObject({ ok: true })
  const stale = await told('message:send', { chatId, clientId: newId(), epoch: epoch + 1, text: CANARY })
  expect(stale.ok).toBe(false)
  expect(JSON.stringify(stale)).not.toContain(CANARY)
  staff.disconnect()

  for (const path of ['/metrics', '/healthz', '/readyz', '/panel', '/chat', '/content/en.json', `/${CANARY}`]) {
    expect(await (await fetch(server.url + path)).text(), path).not.toContain(CANARY)
  }
  const bad = await fetch(`${server.url}/api/visitor/append`, {
    method: 'POST',
    headers: { origin: origin(), 'content-type': 'application/json', authorization: `Bearer ${one.token}` },
    body: `{"${CANARY}`,
  })
  expect(await bad.text()).not.toContain(CANARY)

  printed += server.output()
  // Killed while a message is on its way, and started again on what that left.
  const late = one.socket.timeout(2000).emitWithAck('message:send', { clientId: newId(), text: CANARY, choice: null })
  late.catch(() => {})
  await server.stop('SIGKILL')
  await server.start()
  const back = await visitor(one)
  await until('the log', async () => (await back.log()).some((event) => JSON.stringify(event).includes(CANARY)))
  await server.stop('SIGTERM')
  printed += server.output()

  // It was logged at all, and of the engine's failures too: a log that is empty proves nothing.
  expect(printed).toContain('"event":"message:send"')
  expect(printed).toContain('the engine failed')
  for (const secret of [CANARY, one.token]) expect(printed).not.toContain(secret)
  for (const file of await readdir(server.dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    expect((await readFile(path)).includes(CANARY), path).toBe(false)
  }
})

test('a message without an accepted notice is refused, and the notice is kept with its version and time', async () => {
  await server.start()
  const none = await visitor()
  const message = { clientId: newId(), text: 'hello', choice: null }
  expect(await none.ask('message:send', message)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  const unnamed = { noticeVersion: '', locale: 'en', page: null } as const
  expect(await none.ask('chat:start', unnamed)).toMatchObject({ ok: false, error: { code: 'malformed' } })
  expect(await none.ask('message:send', message)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  const before = Date.now()
  await none.start()
  await none.say('hello')
  const [opened] = await none.log()
  expect(opened).toMatchObject({ seq: 1, type: 'chat:opened', noticeVersion: '1' })
  expect(opened?.at).toBeGreaterThanOrEqual(before)
  expect(opened?.at).toBeLessThanOrEqual(Date.now())
})
