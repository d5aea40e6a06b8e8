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
const KNOWN_IN_AN_HOUR = 30

/**
 * How often passwords, codes and passkeys may be tried: for one name from one network 5 in 5 minutes; from one network 30 in 10
 * minutes and 60 in an hour, right ones not counted. Nothing is locked: a name under attack still signs in from its own network,
 * and from a browser in which it was right before, which has 5 tries in 5 minutes of its own. All such browsers of a name together
 * have 30 in an hour; after that they count as strangers, so that who once knew a password cannot guess the next one by many cookies.
 */
export function createSignInLimits(devices: DeviceCookies) {
  const perName = new RateLimiterMemory({ points: 5, duration: 5 * MINUTE })
  const perDevice = new RateLimiterMemory({ points: 5, duration: 5 * MINUTE })
  const perKnownName = new RateLimiterMemory({ points: KNOWN_IN_AN_HOUR, duration: 60 * MINUTE })
  const beginnings = new RateLimiterMemory({ points: 30, duration: 10 * MINUTE })
  const perNetwork = [
    new RateLimiterMemory({ points: 30, duration: 10 * MINUTE }),
    new RateLimiterMemory({ points: 60, duration: 60 * MINUTE }),
  ]

  return {
    /** Counts one try. Resolves to 0 when it may go on, else to the milliseconds to wait. */
    async take({ name, address, cookies }: Try): Promise<number> {
      const device = devices.knownAs(cookies, keyOf(name))
      if (device !== null) {
        const waitMs = await taken(perDevice, keyOf(name, device))
        if (waitMs > 0 || (await taken(perKnownName, keyOf(name))) === 0) return waitMs
      }
      const network = networkOfAddress(address)
      // What is refused for its name is not counted for the network, which others are on.
      let waitMs = await taken(perName, keyOf(name, network))
      for (const limit of perNetwork) if (waitMs === 0) waitMs = await taken(limit, network)
      return waitMs
    },
    /** Gives back what a right try and the wrong ones before it took; the `Set-Cookie` line by which this browser is known from now on. */
    async succeeded({ name, address, cookies }: Try): Promise<string> {
      const device = devices.knownAs(cookies, keyOf(name))
      const known = await perKnownName.get(keyOf(name))
      if (device !== null) {
        await Promise.all([perDevice.delete(keyOf(name, device)), perKnownName.reward(keyOf(name))])
      }
      // Whoever was counted as a stranger has it back as one.
      if (device === null || (known?.consumedPoints ?? 0) > KNOWN_IN_AN_HOUR) {
        const network = networkOfAddress(address)
        await Promise.all([perName.delete(keyOf(name, network)), ...perNetwork.map((limit) => limit.reward(network))])
      }
      return devices.issue(keyOf(name))
    },
    /** Counts one beginning of a way in with which nothing is guessed here. As `take`, by the network alone. */
    begin: (address: string): Promise<number> => taken(beginnings, networkOfAddress(address)),
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
