import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { DeviceCookies } from './device-cookie.ts'
import { networkOfAddress } from './network.ts'

/** One try at a password, a code or a passkey. */
export interface Try {
  /** Whose it is said to be: an e-mail address, or what else stands for one secret. */
  name: string
  address: string
  /** The request's `Cookie` line. */
  cookies: string | undefined
}

/** Counts tries, and says how long to wait. */
export type SignInLimits = ReturnType<typeof createSignInLimits>

const MINUTE = 60

/**
 * How often passwords, codes and passkeys may be tried: for one name from one network 5 in 5 minutes; from one network 30 in 10
 * minutes and 60 in an hour, right ones not counted. Nothing is locked: a name under attack still signs in from its own network,
 * and from a browser in which it was right before, which has 5 tries in 5 minutes of its own.
 */
export function createSignInLimits(devices: DeviceCookies) {
  const perName = new RateLimiterMemory({ points: 5, duration: 5 * MINUTE })
  const perDevice = new RateLimiterMemory({ points: 5, duration: 5 * MINUTE })
  const perNetwork = [
    new RateLimiterMemory({ points: 30, duration: 10 * MINUTE }),
    new RateLimiterMemory({ points: 60, duration: 60 * MINUTE }),
  ]
  const device = ({ name, cookies }: Try): string | null => {
    const nonce = devices.knownAs(cookies, keyOf(name))
    return nonce && keyOf(name, nonce)
  }

  return {
    /** Counts one try. Resolves to 0 when it may go on, else to the milliseconds to wait. */
    async take(one: Try): Promise<number> {
      const known = device(one)
      if (known !== null) return taken(perDevice, known)
      const network = networkOfAddress(one.address)
      for (const limit of perNetwork) {
        const waitMs = await taken(limit, network)
        if (waitMs > 0) return waitMs
      }
      return taken(perName, keyOf(one.name, network))
    },
    /** Gives back what a right try and the wrong ones before it took; the `Set-Cookie` line by which this browser is known from now on. */
    async succeeded(one: Try): Promise<string> {
      const known = device(one)
      const network = networkOfAddress(one.address)
      if (known !== null) await perDevice.delete(known)
      // What a known browser tries is not counted for its network.
      else await Promise.all(perNetwork.map((limit) => limit.reward(network)))
      await perName.delete(keyOf(one.name, network))
      return devices.issue(keyOf(one.name))
    },
  }
}

async function taken(limit: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limit.consume(key)
    return 0
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1000, refused.msBeforeNext)
    throw refused
  }
}

const keyOf = (name: string, from = ''): string =>
  createHash('sha256').update(`${from}\n${name.trim().toLowerCase()}`).digest('hex')
