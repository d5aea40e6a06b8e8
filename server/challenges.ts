import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AuthContext } from 'better-auth'

/**
 * What an authenticator signs. A challenge carries its own end and a code of the server's key: nothing is stored for who only asks,
 * and any node knows what another one gave out.
 */
export interface Challenges {
  /** 56 bytes, good for five minutes and for `purpose` alone. */
  issue(purpose: string): Uint8Array<ArrayBuffer>
  /** Whether a challenge, in base64url, was given out for `purpose`, is not too old, and was not used before. It is used by this. */
  use(challenge: string, purpose: string): Promise<boolean>
}

export const CHALLENGE_MS = 5 * 60_000

const RANDOM_BYTES = 16
const HEAD_BYTES = RANDOM_BYTES + 8

interface ChallengeDeps {
  /** Shared by all nodes. */
  secret: string
  internalAdapter: Pick<AuthContext['internalAdapter'], 'reserveVerificationValue'>
  now(): number
}

export function openChallenges({ secret, internalAdapter, now }: ChallengeDeps): Challenges {
  const codeOf = (head: Uint8Array, purpose: string): Buffer =>
    createHmac('sha256', secret).update(`challenge\n${purpose}\n`).update(head).digest()
  return {
    issue(purpose) {
      const head = Buffer.concat([randomBytes(RANDOM_BYTES), Buffer.alloc(8)])
      head.writeBigUInt64BE(BigInt(now() + CHALLENGE_MS), RANDOM_BYTES)
      return new Uint8Array(Buffer.concat([head, codeOf(head, purpose)]))
    },
    async use(challenge, purpose) {
      const bytes = Buffer.from(challenge, 'base64url')
      const head = bytes.subarray(0, HEAD_BYTES)
      const expected = codeOf(head, purpose)
      const code = bytes.subarray(HEAD_BYTES)
      if (code.length !== expected.length || !timingSafeEqual(code, expected)) return false
      const until = Number(head.readBigUInt64BE(RANDOM_BYTES))
      if (until <= now()) return false
      return internalAdapter.reserveVerificationValue({
        identifier: `used-challenge:${head.toString('base64url')}`,
        value: '',
        expiresAt: new Date(until),
      })
    },
  }
}
