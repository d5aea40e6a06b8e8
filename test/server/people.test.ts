import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROLES, type Role } from '../../protocol/access.ts'
import { ANA, type Console, type StaffServer, startStaffServer } from '../support/staff-http.ts'

const DAY_MS = 24 * 60 * 60_000

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

const secretOf = (link: string): string => link.split('/').at(-1) ?? ''

async function invited(email: string, role: Role): Promise<string> {
  const { status, body } = await ana.post('/api/people/invite', { email, role })
  expect(status).toBe(200)
  return secretOf(body.link)
}

/** Somebody with this role, signed in, and their id. */
async function member(name: string, role: Role): Promise<{ id: string; email: string; at: Console }> {
  const email = `${name.toLowerCase()}@clinic.example`
  const at = server.browser()
  const account = { token: await invited(email, role), name, password: ANA.password }
  expect((await at.post('/api/invitation/accept', account)).status).toBe(200)
  return { id: (await at.get('/api/staff/me')).body.id, email, at }
}

/** What each route needs: null for what is open to everybody. A route that is not here fails the test. */
const NEEDED: Record<string, Role | null> = {
  'POST /api/auth/sign-in/email': null,
  'POST /api/auth/code': null,
  'GET /api/auth/ways': null,
  'POST /api/auth/provider': null,
  'GET /api/auth/callback': null,
  'POST /api/auth/passkey/ask': null,
  'POST /api/auth/passkey': null,
  'POST /api/auth/sign-out': null,
  'GET /api/setup': null,
  'POST /api/setup': null,
  'POST /api/invitation': null,
  'POST /api/invitation/accept': null,
  'POST /api/new-password': null,
  'POST /api/new-password/accept': null,
  'GET /api/staff/me': 'staff',
  'GET /api/staff/library': 'staff',
  'POST /api/staff/ticket': 'staff',
  'POST /api/staff/active': 'staff',
  'POST /api/staff/unlock': 'staff',
  'POST /api/staff/unlock/passkey': 'staff',
  'POST /api/account/second-factor/begin': 'staff',
  'POST /api/account/second-factor/confirm': 'staff',
  'POST /api/account/second-factor/codes': 'staff',
  'POST /api/account/second-factor/off': 'staff',
  'GET /api/account/sessions': 'staff',
  'POST /api/account/sessions/end': 'staff',
  'POST /api/account/password': 'staff',
  'GET /api/insight': 'editor',
  'GET /api/audit': 'admin',
  'GET /api/account/passkeys': 'staff',
  'POST /api/account/passkeys/begin': 'staff',
  'POST /api/account/passkeys/add': 'staff',
  'POST /api/account/passkeys/remove': 'staff',
  'GET /api/drafts': 'staff',
  'POST /api/drafts/add': 'staff',
  'POST /api/drafts/save': 'staff',
  'POST /api/drafts/remove': 'staff',
  'POST /api/drafts/publish': 'editor',
  'POST /api/insight/exported': 'editor',
  'GET /api/unanswered': 'editor',
  'POST /api/unanswered/accept': 'editor',
  'POST /api/unanswered/hide': 'editor',
  'GET /api/settings': 'admin',
  'POST /api/settings': 'admin',
  'GET /api/people': 'admin',
  'POST /api/people/end-sessions': 'admin',
  'POST /api/people/invite': 'admin',
  'POST /api/people/uninvite': 'admin',
  'POST /api/people/role': 'admin',
  'POST /api/people/lock-out': 'admin',
  'POST /api/people/remove': 'admin',
  // The last one: it serves, and nothing else does after it.
  'POST /api/staff/lock': 'staff',
}

describe('roles', () => {
  test('every route says whom it serves, and serves nobody else', async () => {
    expect([...server.routes].sort()).toEqual(Object.keys(NEEDED).sort())
    const people = new Map<Role | 'nobody', Console>([['nobody', server.browser()]])
    for (const role of ROLES) people.set(role, (await member(role, role)).at)
    for (const [route, needed] of Object.entries(NEEDED)) {
      if (needed === null) continue
      const [method, url = ''] = route.split(' ')
      for (const [who, at] of people) {
        const { status } = await (method === 'GET' ? at.get(url) : at.post(url))
        const served = who !== 'nobody' && ROLES.indexOf(who) >= ROLES.indexOf(needed)
        // A body that is not what the route takes shows that the door was passed.
        const expected = who === 'nobody' ? [401] : served ? [200, 400] : [403]
        expect(expected, `${route} as ${who}`).toContain(status)
      }
    }
  })

  test('a write that another site makes is refused, whoever is signed in', async () => {
    for (const route of server.routes.filter((each) => each.startsWith('POST'))) {
      const url = route.slice(5)
      for (const [name, value] of [
        ['origin', 'https://evil.example'],
        ['x-bedside', ''],
        ['sec-fetch-site', 'cross-site'],
      ] as const) {
        expect((await ana.post(url, {}, { [name]: value })).status, `${route} with ${name}`).toBe(403)
      }
    }
  })
})

describe('an invitation', () => {
  test('makes an account with its address and role, once', async () => {
    const token = await invited('Ben@Clinic.example', 'editor')
    const ben = server.browser()
    expect((await ben.post('/api/invitation', { token })).body).toEqual({ email: 'ben@clinic.example', role: 'editor' })
    expect((await ana.get('/api/people')).body.invitations).toMatchObject([
      { email: 'ben@clinic.example', role: 'editor' },
    ])
    const account = { token, name: 'Ben Ode', password: 'another lamp at night' }
    expect((await ben.post('/api/invitation/accept', account)).status).toBe(200)
    expect((await ben.get('/api/staff/me')).body).toMatchObject({ name: 'Ben Ode', role: 'editor' })
    expect((await ana.get('/api/people')).body.invitations).toEqual([])
    expect((await server.browser().post('/api/invitation/accept', account)).status).toBe(403)
    expect((await server.browser().post('/api/invitation', { token })).status).toBe(403)
  })

  test('makes one account although two browsers use it at once', async () => {
    const token = await invited('ben@clinic.example', 'staff')
    const answers = await Promise.all(
      [1, 2, 3].map((n) =>
        server.browser().post('/api/invitation/accept', { token, name: `Ben ${n}`, password: ANA.password }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  })

  test('is of no use when it is older than a week, was taken back, or another was made for the same address', async () => {
    const cases: Record<string, () => Promise<void>> = {
      'taken back': async () => {
        const [pending] = (await ana.get('/api/people')).body.invitations
        expect((await ana.post('/api/people/uninvite', { id: pending.id })).status).toBe(200)
      },
      'made anew': async () => void (await invited('ben@clinic.example', 'staff')),
      old: async () => {
        clockMs += 7 * DAY_MS
      },
    }
    for (const [name, spoil] of Object.entries(cases)) {
      const token = await invited('ben@clinic.example', 'staff')
      await spoil()
      const { status } = await server.browser().post('/api/invitation/accept', { token, name, password: ANA.password })
      expect(status, name).toBe(403)
    }
  })

  test('is not made for who has an account', async () => {
    const { status, body } = await ana.post('/api/people/invite', { email: 'ANA@clinic.example', role: 'admin' })
    expect([status, body.error.code]).toEqual([409, 'taken'])
  })

  test('is no more than a digest where it is stored', async () => {
    const token = await invited('ben@clinic.example', 'staff')
    expect(JSON.stringify((await ana.get('/api/people')).body)).not.toContain(token)
  })
})

describe('the last admin', () => {
  test('can be neither removed, nor demoted, nor locked out', async () => {
    const { id } = (await ana.get('/api/staff/me')).body
    await member('Ben', 'editor')
    for (const [path, body] of [
      ['role', { id, role: 'editor' }],
      ['lock-out', { id, lockedOut: true }],
      ['remove', { id }],
    ] as const) {
      const answer = await ana.post(`/api/people/${path}`, body)
      expect([path, answer.status, answer.body.error?.code]).toEqual([path, 409, 'last-admin'])
    }
    expect((await ana.get('/api/staff/me')).status).toBe(200)
  })

  test('stays although two admins demote each other at once', async () => {
    const ben = await member('Ben', 'admin')
    const { id } = (await ana.get('/api/staff/me')).body
    const { people } = server.auth
    const done = await Promise.allSettled([people.setRole(ben.id, 'staff', id), people.setRole(id, 'staff', ben.id)])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is not one who is locked out', async () => {
    const ben = await member('Ben', 'admin')
    await ana.post('/api/people/lock-out', { id: ben.id, lockedOut: true })
    const { id } = (await ana.get('/api/staff/me')).body
    expect((await ana.post('/api/people/remove', { id })).status).toBe(409)
  })
})

describe('who was', () => {
  test('locked out is signed out and gets the answer of a wrong password until they are let in', async () => {
    const ben = await member('Ben', 'staff')
    await ana.post('/api/people/lock-out', { id: ben.id, lockedOut: true })
    expect((await ben.at.get('/api/staff/me')).status).toBe(401)
    const wrong = await server.browser().signIn(ben.email, 'not the password')
    expect(await server.browser().signIn(ben.email)).toEqual(wrong)
    expect(await server.browser().signIn('nobody@clinic.example')).toEqual(wrong)
    await ana.post('/api/people/lock-out', { id: ben.id, lockedOut: false })
    expect((await server.browser().signIn(ben.email)).status).toBe(200)
  })

  test('given another role signs in anew, and has it then', async () => {
    const ben = await member('Ben', 'staff')
    await ana.post('/api/people/role', { id: ben.id, role: 'admin' })
    expect((await ben.at.get('/api/staff/me')).status).toBe(401)
    await ben.at.signIn(ben.email)
    expect((await ben.at.get('/api/people')).status).toBe(200)
  })

  test('removed is gone, and may be invited again', async () => {
    const ben = await member('Ben', 'staff')
    await ana.post('/api/people/remove', { id: ben.id })
    expect((await ben.at.get('/api/staff/me')).status).toBe(401)
    expect((await ben.at.signIn(ben.email)).status).toBe(401)
    expect((await ana.get('/api/people')).body.people.map((person: { name: string }) => person.name)).toEqual([
      'Ana Ruiz',
    ])
    await member('Ben', 'editor')
  })
})

test('what happens with accounts is told, without a word of what was typed', async () => {
  const { id: anaId } = (await ana.get('/api/staff/me')).body
  const ben = await member('Ben', 'staff')
  await ana.post('/api/people/role', { id: ben.id, role: 'editor' })
  await ana.signIn(ANA.email, 'a password with a slip')
  await ana.signIn('a password in the wrong field', 'x')
  await ana.post('/api/auth/sign-out')
  expect(server.events).toEqual([
    { type: 'changed', who: anaId, what: 'made', by: null },
    { type: 'signed-in', who: anaId },
    { type: 'changed', who: expect.any(String), what: 'invited', by: anaId },
    { type: 'changed', who: ben.id, what: 'made', by: null },
    { type: 'signed-in', who: ben.id },
    { type: 'changed', who: ben.id, what: 'role', by: anaId },
    { type: 'sign-in-failed', who: anaId },
    { type: 'sign-in-failed', who: null },
    { type: 'signed-out', who: anaId },
  ])
})

test.each([
  ['Kim\u202e\u0007', 'Kim'],
  ['\u2066Nurse\u2069 Kim\u200b', 'Nurse Kim'],
  ['Ze\u0301', 'Z\u00e9'],
  ['کتاب\u200cها', 'کتاب\u200cها'],
])('T19: of a name what cannot be seen is not kept: %j', async (given, kept) => {
  const email = `name${kept.length}${kept.codePointAt(0)}@clinic.example`
  const fresh = server.browser()
  const answer = await fresh.post('/api/invitation/accept', {
    token: await invited(email, 'staff'),
    name: given,
    password: ANA.password,
  })
  expect(answer.status).toBe(200)
  expect((await fresh.get('/api/staff/me')).body.name).toBe(kept)
})

test('T19: a name of nothing that can be seen is none', async () => {
  const answer = await server.browser().post('/api/invitation/accept', {
    token: await invited('unseen@clinic.example', 'staff'),
    name: '\u202e\u200b \u2066',
    password: ANA.password,
  })
  expect(answer.status).toBe(400)
})
