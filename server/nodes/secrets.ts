import type { Pool } from 'pg'
import { digestOf, newSecret, type OneTimeSecrets } from '../one-time.ts'

interface Kind<Value> {
  /** What they are for: a secret of another kind is unknown. */
  purpose: string
  ttlMs: number
  /** The value as it was stored. Throws for anything else. */
  parse(value: unknown): Value
}

/** Secrets that any node may give out and any other redeem. Expiry goes by the database's clock. */
export function sharedSecrets<Value>(pool: Pool, { purpose, ttlMs, parse }: Kind<Value>): OneTimeSecrets<Value> {
  return {
    async issue(value) {
      const secret = newSecret()
      await pool.query('DELETE FROM bedside.one_time WHERE until < now()')
      await pool.query(
        `INSERT INTO bedside.one_time (digest, purpose, value, until)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4::float8 / 1000))`,
        [digestOf(secret), purpose, JSON.stringify(value), ttlMs],
      )
      return secret
    },
    async redeem(secret) {
      // One statement, so that of two nodes one gets it.
      const { rows } = await pool.query<{ value: string; good: boolean }>(
        'DELETE FROM bedside.one_time WHERE digest = $1 AND purpose = $2 RETURNING value, until > now() AS good',
        [digestOf(secret), purpose],
      )
      const found = rows[0]
      return found?.good ? parse(JSON.parse(found.value)) : null
    },
  }
}
