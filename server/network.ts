import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Where a request comes from, as far as limits need to know: an unreadable key that dies with the process. */
type NetworkOf = (request: IncomingMessage) => string

/**
 * Names the network of a request: one IPv4 address, or the /64 of an IPv6 address, because a household or an attacker has
 * a whole one. `X-Forwarded-For` is believed only where the connection comes from one of `trustedProxies` (addresses or
 * CIDR blocks). The address itself is neither kept nor logged.
 */
export function networkNaming(trustedProxies: readonly string[]): NetworkOf {
  const trusted = blockList(trustedProxies)
  const key = randomBytes(32)
  return (request) => {
    const network = networkOfAddress(clientAddress(request, trusted))
    return createHmac('sha256', key).update(network).digest('base64url').slice(0, 22)
  }
}

/** The IPv4 address or the first 64 bits of the IPv6 address; `unknown` for anything else. */
export function networkOfAddress(address: string): string {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  if (isIPv4(plain)) return plain
  const bare = plain.split('%')[0] ?? ''
  if (!isIPv6(bare)) return 'unknown'
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** The last address that no trusted proxy vouches for: everything further left may have been made up by the client. */
function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  const header = request.headers['x-forwarded-for']
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((part) => part.trim())
  let address = request.socket.remoteAddress ?? ''
  while (isTrusted(address, trusted)) {
    const before = forwarded.pop()
    if (!before) break
    address = before
  }
  return address
}

function isTrusted(address: string, trusted: BlockList): boolean {
  if (isIPv4(address)) return trusted.check(address, 'ipv4')
  return isIPv6(address) && trusted.check(address, 'ipv6')
}

function blockList(addresses: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of addresses) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
