import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Auth, openAuth } from '../../../server/auth.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startNode, type TestNode } from '../../support/nodes.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { BEN, REVOKING, signIn } from '../../support/revocation.ts'
import { until } from '../../support/server.ts'
import { TestSessions } from '../../support/sessions.ts'
import { ANA, PUBLIC_URL } from '../../support/staff-http.ts'
import { attend, type StaffEnd } from '../../support/visitor.ts'

describePostgres('on two nodes', () => {
  let postgres: Postgres
  let clock: FakeClock
  let nodes: TestNode[]
  let auths: Auth[]

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  /** Both nodes hear nothing of each other. */
  let cut = false
  beforeEach(async () => {
    cut = false
    const databaseUrl = await postgres.freshDatabase()
    clock = new FakeClock(Date.now())
    auths = []
    nodes = []
    for (let n = 0; n < 2; n += 1) {
      const node = await startNode({
        databaseUrl,
        clock,
        sessions: new TestSessions(),
        wrapDoorbell: (doorbell) => ({
          ...doorbell,
          ring: (chatId, seq) => cut || doorbell.ring(chatId, seq),
          ringStaff: () => cut || doorbell.ringStaff(),
        }),
        async accounts({ auth: shared }) {
          const auth = await openAuth({ dataDir: '', publicUrl: PUBLIC_URL, secret: 'a secret for the tests', shared })
          auths.push(auth)
          return auth
        },
      })
      nodes.push(node)
    }
  })
  afterEach(async () => {
    for (const node of nodes) await node.stop()
  })

  /** Ben, signed in at the second node, with a socket at each. */
  async function benAtBoth() {
    const [a, b] = auths as [Auth, Auth]
    await a.createAdmin(ANA)
    await a.people.make(BEN, null)
    const ben = await signIn(b)
    const ends = await Promise.all(
      nodes.map(async (node) => {
        const given = await ben.ticket()
        return attend(node, ben.userId, 'Ben', { sessionId: ben.sessionId, ticket: () => given })
      }),
    )
    for (const end of ends) expect(await end.ask('duty:set', { onDuty: true })).toMatchObject({ ok: true })
    return { ben, ends, a }
  }

  test.each(REVOKING)('%s closes the sockets on both within two seconds (T14)', async (_name, act) => {
    const { a, ben, ends } = await benAtBoth()
    await act(a, ben)
    await clock.advance(2000)
    await until('both sockets closed', () => ends.every(({ socket }) => !socket.connected))
  })

  test.each(
    REVOKING,
  )('after %s at one node nothing more is written at either, the bus between them cut (T14)', async (_name, act) => {
    const { a, ben, ends } = await benAtBoth()
    cut = true
    await act(a, ben)
    const [here, there] = ends as [StaffEnd, StaffEnd]
    await until('the socket closed where it was done', () => !here.socket.connected)
    // The clock stands still: no sweep has found the session.
    expect(there.socket.connected).toBe(true)
    expect(await there.ask('duty:set', { onDuty: false })).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    await until('the other socket closed', () => !there.socket.connected)
  })

  test('an invitation that was made at one makes an account at the other, once', async () => {
    const [a, b] = auths as [Auth, Auth]
    await a.createAdmin(ANA)
    const { secret } = await a.people.invite({ email: 'cam@clinic.example', role: 'staff' }, 'an admin')
    expect(await b.people.invited(secret)).toEqual({ email: 'cam@clinic.example', role: 'staff' })
    const account = { name: 'Cam', password: 'a lamp for cam at night' }
    const made = await Promise.all([a, b, a, b].map((auth) => auth.people.accept(secret, account)))
    expect(made.filter((each) => each !== null)).toEqual([{ email: 'cam@clinic.example' }])
  })

  test('two admins who demote each other at two nodes at once leave one', async () => {
    const [a, b] = auths as [Auth, Auth]
    await a.createAdmin(ANA)
    await a.people.make({ ...BEN, role: 'admin' }, null)
    const [ana, ben] = (await a.people.page()).people.map(({ id }) => id) as [string, string]
    const done = await Promise.allSettled([a.people.setRole(ben, 'staff', ana), b.people.setRole(ana, 'staff', ben)])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const admins = (await b.people.page()).people.filter(({ role }) => role === 'admin')
    expect(admins).toHaveLength(1)
  })
})
