import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Auth, openAuth } from '../../../server/auth.ts'
import { createLog } from '../../../server/log.ts'
import { openNodes } from '../../../server/nodes/nodes.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startNode, type TestNode } from '../../support/nodes.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { until } from '../../support/server.ts'
import { TestSessions } from '../../support/sessions.ts'
import { softPasskey } from '../../support/soft-passkey.ts'
import { attend } from '../../support/visitor.ts'

const ANA = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'a lamp left on at night' }
const publicUrl = new URL('http://localhost:4300')

describePostgres('sign-in on two nodes', () => {
  let postgres: Postgres
  let databaseUrl: string
  let clock: FakeClock
  let a: TestNode
  let b: TestNode
  let auths: Map<'a' | 'b', Auth>

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    databaseUrl = await postgres.freshDatabase()
    clock = new FakeClock(Date.now())
    auths = new Map()
    const start = (name: 'a' | 'b') =>
      startNode({
        databaseUrl,
        clock,
        sessions: new TestSessions(),
        async accounts({ auth: shared }) {
          const auth = await openAuth({
            dataDir: 'unused',
            publicUrl,
            secret: 'a secret for the tests, of no use',
            shared,
          })
          auths.set(name, auth)
          return auth
        },
      })
    // Both make the tables at once.
    ;[a, b] = await Promise.all([start('a'), start('b')])
  })
  afterEach(async () => {
    await a.stop()
    await b.stop()
  })

  const onA = () => auths.get('a') as Auth
  const onB = () => auths.get('b') as Auth
  async function signIn(auth: Auth): Promise<Headers> {
    const headers = new Headers({ 'content-type': 'application/json', origin: publicUrl.origin, host: publicUrl.host })
    const { email, password } = ANA
    const { status, cookies } = await auth.handle('sign-in/email', headers, JSON.stringify({ email, password }))
    expect(status).toBe(200)
    headers.set('cookie', cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '))
    return headers
  }
  async function ticket(auth: Auth, headers: Headers): Promise<string> {
    const found = await auth.who(headers)
    if (!found) throw new Error('nobody is signed in')
    return auth.ticket({ sessionId: found.sessionId, staff: { id: found.me.id, name: 'Ana' }, role: found.me.role })
  }

  test('an account made at one is signed in at the other, and known at both', async () => {
    expect(await onB().hasAccounts()).toBe(false)
    await onA().createAdmin(ANA)
    expect(await onB().hasAccounts()).toBe(true)
    const headers = await signIn(onB())
    expect((await onA().who(headers))?.me).toMatchObject({ email: ANA.email, role: 'admin' })
    const tables = await postgres.query(
      databaseUrl,
      `SELECT table_schema FROM information_schema.tables WHERE table_name = 'session'`,
    )
    expect(tables).toEqual([{ table_schema: 'bedside' }])
  })

  test('a ticket of one is redeemed at the other once, and is no set-up link', async () => {
    await onA().createAdmin(ANA)
    const headers = await signIn(onA())
    const given = await ticket(onA(), headers)
    expect(await a.nodes.setupLinks.redeem(given)).toBe(null)
    const redeemed = await Promise.all([onB().redeem(given), onA().redeem(given), onB().redeem(given)])
    expect(redeemed.filter((session) => session !== null)).toEqual([
      { sessionId: expect.any(String), staff: { id: expect.any(String), name: 'Ana' }, role: 'admin' },
    ])
    const late = await ticket(onA(), headers)
    await postgres.query(databaseUrl, `UPDATE bedside.one_time SET until = now() - interval '1 second'`)
    expect(await onB().redeem(late)).toBe(null)
  })

  test('a passkey added at one signs in at the other, and its answer is taken once of all nodes', async () => {
    await onA().createAdmin(ANA)
    const { me } = (await onA().who(await signIn(onA()))) ?? {}
    if (!me) throw new Error('nobody is signed in')
    const passkey = softPasskey({ origin: publicUrl.origin, rpId: publicUrl.hostname })
    const making = (await onA().passkeys.begin(me)) as { challenge: string }
    expect(await onB().passkeys.add(me.id, { name: 'front desk', response: passkey.make(making) })).toBe(true)
    const said = passkey.say((await onA().passkeys.ask()) as { challenge: string })
    const headers = new Headers({ 'content-type': 'application/json', origin: publicUrl.origin, host: publicUrl.host })
    const answers = await Promise.all([onA(), onB()].map((auth) => auth.signInByPasskey(headers, said)))
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true])
    const cookies = answers.flatMap((answer) => answer.cookies).map((cookie) => cookie.split(';', 1)[0])
    headers.set('cookie', cookies.join('; '))
    expect((await onB().who(headers))?.me).toMatchObject({ email: ANA.email, needs: null })
  })

  test('a set-up link of one is redeemed at the other once', async () => {
    const link = await a.nodes.setupLinks.issue(true)
    expect(await b.nodes.setupLinks.redeem(link)).toBe(true)
    expect(await a.nodes.setupLinks.redeem(link)).toBe(null)
    const stored = await postgres.query(databaseUrl, 'SELECT count(*)::int AS count FROM bedside.one_time')
    expect(stored).toEqual([{ count: 0 }])
  })

  test('a session that ends at one node closes its sockets at the other within two seconds, and nothing more is written (T14)', async () => {
    await onA().createAdmin(ANA)
    const [headers, others] = [await signIn(onA()), await signIn(onA())]
    const signedIn = async (from: Headers) => {
      const given = await ticket(onA(), from)
      return { sessionId: '', ticket: () => given }
    }
    const ana = await attend(b, 'ana', 'Ana', await signedIn(headers))
    const elsewhere = await attend(b, 'ana', 'Ana', await signedIn(others))
    await onA().handle('sign-out', headers, '{}')
    const refused = await ana.ask('duty:set', { onDuty: false })
    expect(refused).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    await until('the socket closed', () => !ana.socket.connected)

    const again = await attend(b, 'ana', 'Ana', await signedIn(others))
    await onA().handle('sign-out', others, '{}')
    expect(again.socket.connected).toBe(true)
    await clock.advance(2000)
    await until('both sockets closed', () => !again.socket.connected && !elsewhere.socket.connected)
    expect(again.told('session:ended')).toHaveLength(1)
  })

  test('a node with another key for cookies is refused while one with the right key runs', async () => {
    const log = createLog('silent')
    const settings = { databaseUrl, redisUrl: null, gen: a.store.gen, log }
    await expect(openNodes({ ...settings, sessionSecret: 'another' })).rejects.toThrow(
      /copy session\.key and master\.key/,
    )
    await a.stop()
    await b.stop()
    await postgres.query(databaseUrl, `UPDATE bedside.node SET seen_at = now() - interval '16 seconds'`)
    const alone = await openNodes({ ...settings, sessionSecret: 'another' })
    await alone.close()
  })
})
