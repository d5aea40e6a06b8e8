import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANA, type StaffServer, startStaffServer } from '../support/staff-http.ts'

const BEN = { name: 'Ben Ode', email: 'ben@clinic.example', password: 'a second lamp left on', role: 'staff' } as const
const EACH = 30

let server: StaffServer
beforeAll(async () => {
  server = await startStaffServer()
  await server.auth.createAdmin(ANA)
  await server.auth.people.make(BEN, null)
  const { people } = await server.auth.people.page()
  const ben = people.find(({ email }) => email === BEN.email)
  await server.auth.people.setLockedOut(ben?.id ?? '', true, 'an admin')
})
afterAll(() => server.stop())

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

test('a known, an unknown and a locked-out address get the same bytes for the same work (T13)', {
  timeout: 300_000,
}, async () => {
  // The work that this process did: what else the machine does is not counted.
  const kinds = {
    known: (n: number) => [ANA.email, `guess number ${n}`] as const,
    unknown: (n: number) => [`nobody${n}@clinic.example`, `guess number ${n}`] as const,
    'locked out': () => [BEN.email, BEN.password] as const,
  }
  const work: Record<string, number[]> = { known: [], unknown: [], 'locked out': [] }
  const answers = new Set<string>()
  for (let n = 0; n < EACH; n += 1) {
    for (const [kind, tryOf] of Object.entries(kinds)) {
      const [email, password] = tryOf(n)
      const before = process.cpuUsage()
      const answer = await server.browser(`10.${n}.${kind.length}.7`).signIn(email, password)
      const { user, system } = process.cpuUsage(before)
      work[kind]?.push(user + system)
      answers.add(JSON.stringify(answer))
    }
  }
  expect([...answers]).toEqual([expect.stringContaining('"status":401')])
  const medians = Object.values(work).map(median)
  // An answer without the hash takes a fiftieth.
  expect(Math.max(...medians) / Math.min(...medians), JSON.stringify(medians)).toBeLessThan(2)
})

test('of ten thousand guesses from one network at names that are there and names that are not, sixty reach a hash at most (T13)', {
  timeout: 120_000,
}, async () => {
  const guesser = server.browser('198.51.100.77')
  let hashed = 0
  for (let n = 0; n < 10_000; n += 1) {
    const email = n % 2 === 0 ? ANA.email : `nobody${n}@clinic.example`
    if ((await guesser.signIn(email, `guess number ${n}`)).status === 401) hashed += 1
  }
  expect(hashed).toBeGreaterThan(0)
  expect(hashed).toBeLessThanOrEqual(60)
  expect((await server.browser('203.0.113.81').signIn(ANA.email)).status).toBe(200)
})

test('of a hundred guesses from one network five reach a hash, and the right person comes in from theirs (T13)', async () => {
  const guesser = server.browser('198.51.100.9')
  const statuses: number[] = []
  for (let n = 0; n < 100; n += 1) statuses.push((await guesser.signIn(ANA.email, `guess number ${n}`)).status)
  expect(statuses).toEqual([...Array(5).fill(401), ...Array(95).fill(429)])
  expect((await server.browser('203.0.113.80').signIn(ANA.email)).status).toBe(200)
})

test('a browser in which somebody signed in before gets in during an attack from its own network (T13)', async () => {
  const here = '198.51.100.120'
  const console = server.browser(here)
  expect((await console.signIn(ANA.email)).status).toBe(200)
  await console.post('/api/auth/sign-out')
  const guesser = server.browser(here)
  const guess = async (times: number) => {
    const statuses: number[] = []
    for (let n = 0; n < times; n += 1) statuses.push((await guesser.signIn(ANA.email, `guess number ${n}`)).status)
    return statuses
  }
  expect(await guess(100)).toEqual([...Array(5).fill(401), ...Array(95).fill(429)])
  expect((await console.signIn(ANA.email)).status).toBe(200)
  // Only the name was refused so far, so this would be a hash if the name were free again.
  expect(await guess(1), 'what the known browser does frees nobody else').toEqual([429])
  expect((await guesser.signIn('nobody@clinic.example', 'a guess')).status).toBe(401)
})

test('a known browser has tries of its own, and no more than a stranger', async () => {
  const console = server.browser('198.51.101.5')
  await console.signIn(ANA.email)
  await console.post('/api/auth/sign-out')
  const statuses: number[] = []
  for (let n = 0; n < 20; n += 1) statuses.push((await console.signIn(ANA.email, `guess number ${n}`)).status)
  expect(statuses).toEqual([...Array(5).fill(401), ...Array(15).fill(429)])
})

test('right passwords are not counted: a whole house signs in behind one address within minutes', async () => {
  for (let n = 0; n < 35; n += 1) {
    expect((await server.browser('198.51.102.5').signIn(ANA.email)).status, `person ${n}`).toBe(200)
  }
})
