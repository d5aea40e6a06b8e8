import { createHash, randomBytes } from 'node:crypto'

/** Secrets that work once and only for a while, kept as their SHA-256: staff tickets, the set-up link. */
export interface OneTimeSecrets<Value> {
  /** A new 256-bit secret, hexadecimal, that stands for `value`. */
  issue(value: Value): Promise<string>
  /** The value, once; null for a secret that is unknown, used or too old. */
  redeem(secret: string): Promise<Value | null>
}

export const TICKET_TTL_MS = 30_000
export const SETUP_LINK_TTL_MS = 30 * 60_000

/** For one server by itself; a restart forgets them all. */
export function secretsInMemory<Value>(ttlMs: number, now: () => number = Date.now): OneTimeSecrets<Value> {
  const held = new Map<string, { value: Value; until: number }>()
  return {
    async issue(value) {
      for (const [key, { until }] of held) if (until <= now()) held.delete(key)
      const secret = newSecret()
      held.set(digestOf(secret), { value, until: now() + ttlMs })
      return secret
    },
    async redeem(secret) {
      const key = digestOf(secret)
      const found = held.get(key)
      held.delete(key)
      return found && found.until > now() ? found.value : null
    },
  }
}

export const newSecret = (): string => randomBytes(32).toString('hex')

export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
