import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOfAddress } from './network.ts'

/** Counts tries from an address for a name, and says how long to wait. */
export type SignInLimits = ReturnType<typeof createSignInLimits>

/**
 * How often passwords and codes may be tried: for one name from one network 5 in 5 minutes, from one network 30 in 10 minutes.
 * Nothing is locked: a name under attack from elsewhere still signs in from its own network.
 */
export function createSignInLimits() {
  const perName = new RateLimiterMemory({ points: 5, duration: 5 * 60 })
  const perNetwork = new RateLimiterMemory({ points: 30, duration: 10 * 60 })

  return {
    /** Counts one try. Resolves to 0 when it may go on, else to the milliseconds to wait. */
    async take(address: string, email: string): Promise<number> {
      const network = networkOfAddress(address)
      try {
        await perNetwork.consume(network)
        await perName.consume(keyOf(network, email))
        return 0
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1000, refused.msBeforeNext)
        throw refused
      }
    },
    /** A right password gives the name its tries back. */
    async succeeded(address: string, email: string): Promise<void> {
      await perName.delete(keyOf(networkOfAddress(address), email))
    },
  }
}

const keyOf = (network: string, email: string): string =>
  createHash('sha256').update(`${network}\n${email.trim().toLowerCase()}`).digest('hex')
