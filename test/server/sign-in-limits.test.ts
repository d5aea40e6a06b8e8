import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDeviceCookies } from '../../server/device-cookie.ts'
import { createSignInLimits, type SignInLimits } from '../../server/sign-in-limits.ts'

const MINUTE = 60_000
let limits: SignInLimits
beforeEach(() => {
  vi.useFakeTimers()
  limits = createSignInLimits(createDeviceCookies({ secret: 'of no use', secure: true, now: Date.now }))
})
afterEach(() => vi.useRealTimers())

const stranger = (name: string, address = '198.51.100.7') => ({ name, address, cookies: undefined })
const cookieOf = (line: string): string => line.split(';', 1)[0] ?? ''

/** How many of `times` tries reach a hash. */
async function through(times: number, tryOf: (n: number) => Parameters<SignInLimits['take']>[0]): Promise<number> {
  let passed = 0
  for (let n = 0; n < times; n += 1) if ((await limits.take(tryOf(n))) === 0) passed += 1
  return passed
}

test('from one network thirty tries in ten minutes and sixty in an hour reach a hash, whatever the names (T13)', async () => {
  let passed = 0
  for (let minute = 0; minute < 59; minute += 1) {
    passed += await through(20, (n) => stranger(`name ${minute} ${n}`))
    if (minute === 9) expect(passed).toBe(30)
    vi.advanceTimersByTime(MINUTE)
  }
  expect(passed).toBe(60)
  vi.advanceTimersByTime(60 * MINUTE)
  expect(await limits.take(stranger('later'))).toBe(0)
})

test('what is refused for its name takes nothing from others on the network', async () => {
  expect(await through(100, () => stranger('ana'))).toBe(5)
  expect(await through(25, (n) => stranger(`other ${n}`))).toBe(25)
})

test('who once knew a password cannot guess the next one by many cookies', async () => {
  const cookies: string[] = []
  for (let n = 0; n < 50; n += 1) cookies.push(cookieOf(await limits.succeeded(stranger('ana', `10.0.${n}.1`))))
  const passed = await through(250, (n) => ({ name: 'ana', address: '198.51.100.7', cookies: cookies[n % 50] }))
  // Thirty as known browsers, and then five as anybody.
  expect(passed).toBe(35)
})

test('what one known browser is refused takes nothing from the others of the name', async () => {
  const [one, other] = [
    cookieOf(await limits.succeeded(stranger('ana', '10.0.0.1'))),
    cookieOf(await limits.succeeded(stranger('ana', '10.0.1.1'))),
  ]
  expect(await through(40, () => ({ name: 'ana', address: '198.51.100.7', cookies: one }))).toBe(5)
  expect(await through(5, () => ({ name: 'ana', address: '198.51.100.7', cookies: other }))).toBe(5)
})

test('beginning at the provider is counted by itself: guesses at passwords do not stop it, and it stops none of them', async () => {
  await through(100, (n) => stranger(`name ${n}`))
  expect(await limits.begin('198.51.100.7')).toBe(0)
  for (let n = 0; n < 40; n += 1) await limits.begin('203.0.113.9')
  expect(await limits.begin('203.0.113.9')).toBeGreaterThan(0)
  expect(await limits.take(stranger('ana', '203.0.113.9'))).toBe(0)
})
