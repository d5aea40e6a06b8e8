import { expect, test } from 'vitest'
import { createDeviceCookies } from '../../server/device-cookie.ts'

const DAY_MS = 24 * 60 * 60_000
let now = Date.UTC(2027, 2, 1)
const settings = { secret: 'of no use', secure: true, now: () => now }
const devices = createDeviceCookies(settings)
const sent = (line: string): string => line.split(';', 1)[0] ?? ''

test('a browser is known for the name it was issued for, and for no other', () => {
  const cookie = sent(devices.issue('ana'))
  expect(devices.knownAs(cookie, 'ana')).not.toBeNull()
  expect(devices.knownAs(cookie, 'ben')).toBeNull()
  expect(devices.knownAs(`other=1; ${cookie}; ${sent(devices.issue('ben'))}`, 'ana')).not.toBeNull()
})

test('two browsers are told apart, and the cookie does not say whose it is', () => {
  const [one, other] = [devices.issue('ana'), devices.issue('ana')].map(sent) as [string, string]
  expect(devices.knownAs(one, 'ana')).not.toBe(devices.knownAs(other, 'ana'))
  expect(one).not.toContain('ana')
})

test('no page script reads it, and it goes over TLS to these routes alone', () => {
  expect(devices.issue('ana')).toMatch(/; Max-Age=7776000; Path=\/api; HttpOnly; SameSite=Strict; Secure$/)
  expect(createDeviceCookies({ ...settings, secure: false }).issue('ana')).not.toContain('Secure')
})

test.each([
  ['nothing', undefined],
  ['an empty line', ''],
  ['another cookie', 'session=abc'],
])('%s makes nobody known', (_what, cookies) => {
  expect(devices.knownAs(cookies, 'ana')).toBeNull()
})

test('a cookie that was changed, cut or put together makes nobody known', () => {
  const cookie = sent(devices.issue('ana'))
  const [name, value = ''] = cookie.split('=')
  const [nonce, day, seal] = value.split('.')
  for (const forged of [
    `${nonce}.${Number(day) + 1}.${seal}`,
    `${nonce}A.${day}.${seal}`,
    `${nonce}.${day}.${seal?.slice(0, -1)}`,
    `${nonce}.${day}.${seal}.${seal}`,
    `${nonce}.${day}.`,
    `.${day}.${seal}`,
    '..',
    '',
  ]) {
    expect(devices.knownAs(`${name}=${forged}`, 'ana'), forged).toBeNull()
  }
  expect(createDeviceCookies({ ...settings, secret: 'another' }).knownAs(cookie, 'ana')).toBeNull()
})

test('after ninety days without a right password it is a stranger again', () => {
  const cookie = sent(devices.issue('ana'))
  now += 89 * DAY_MS
  expect(devices.knownAs(cookie, 'ana')).not.toBeNull()
  now += DAY_MS
  expect(devices.knownAs(cookie, 'ana')).toBeNull()
})
