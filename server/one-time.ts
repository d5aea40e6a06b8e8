import { createHash, randomBytes } from 'node:crypto'

/**
 * Secrets that work once and only for a while, kept in memory as their SHA-256: staff tickets, the set-up link.
 * A restart forgets them all.
 */
export class OneTimeSecrets<Value> {
  readonly #ttlMs: number
  readonly #now: () => number
  readonly #held = new Map<string, { value: Value; until: number }>()

  constructor(ttlMs: number, now: () => number = Date.now) {
    this.#ttlMs = ttlMs
    this.#now = now
  }

  /** A new 256-bit secret, hexadecimal, that stands for `value`. */
  issue(value: Value): string {
    this.#forgetExpired()
    const secret = randomBytes(32).toString('hex')
    this.#held.set(digest(secret), { value, until: this.#now() + this.#ttlMs })
    return secret
  }

  /** The value, once; null for a secret that is unknown, used or too old. */
  redeem(secret: string): Value | null {
    const key = digest(secret)
    const held = this.#held.get(key)
    this.#held.delete(key)
    return held && held.until > this.#now() ? held.value : null
  }

  #forgetExpired(): void {
    const now = this.#now()
    for (const [key, { until }] of this.#held) if (until <= now) this.#held.delete(key)
  }
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex')
