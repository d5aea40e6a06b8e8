import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { networkNaming, networkOfAddress } from '../../server/network.ts'

function requestFrom(address: string, forwardedFor?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: address })
  const request = new IncomingMessage(socket)
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor
  return request
}

describe('a network', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOfAddress(address)).toBe(network)
  })

  test('is a key without the address in it, the same for the same network and another in another process', () => {
    const networkOf = networkNaming([])
    const key = networkOf(requestFrom('203.0.113.7'))
    expect(key).toMatch(/^[\w-]{22}$/)
    expect(networkOf(requestFrom('203.0.113.7'))).toBe(key)
    expect(networkOf(requestFrom('203.0.113.8'))).not.toBe(key)
    expect(networkNaming([])(requestFrom('203.0.113.7'))).not.toBe(key)
  })

  test('is taken from X-Forwarded-For only where a trusted proxy speaks, and only as far as proxies vouch for it', () => {
    const networkOf = networkNaming(['10.0.0.0/8', '::1'])
    const key = (address: string) => networkOf(requestFrom(address))
    expect(networkOf(requestFrom('10.0.0.1', '198.51.100.9'))).toBe(key('198.51.100.9'))
    expect(networkOf(requestFrom('10.0.0.1', '6.6.6.6, 198.51.100.9'))).toBe(key('198.51.100.9'))
    expect(networkOf(requestFrom('::1', '198.51.100.9, 10.0.0.2'))).toBe(key('198.51.100.9'))
    expect(networkOf(requestFrom('203.0.113.7', '198.51.100.9'))).toBe(key('203.0.113.7'))
    expect(networkOf(requestFrom('10.0.0.1'))).toBe(key('10.0.0.1'))
    expect(networkOf(requestFrom('10.0.0.1', ', ,'))).toBe(key('10.0.0.1'))
  })
})
