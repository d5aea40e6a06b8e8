import { createHmac } from 'node:crypto'
import { type Alert, codeOf, NotSent, type Way } from './alert.ts'

const TIMEOUT_MS = 10_000

export interface WebhookSettings {
  /** The owner's own address, at the moment of sending; null for none. */
  url: () => string | null
  secret: string
  /** UTC ms. */
  now: () => number
}

/**
 * `v1=` and the HMAC-SHA-256, in hexadecimal, of the second in which it was signed, a dot, and the body. Signing the time with
 * it lets a receiver refuse what somebody kept and sends again.
 */
export function signature(secret: string, seconds: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

export const bodyOf = ({ id, urgent, test, since, link }: Alert): string =>
  JSON.stringify({ event: test ? 'test' : 'visitor-waiting', id, urgent, since: new Date(since).toISOString(), link })

/** A signed POST to the owner's address, and to no other: a redirect counts as a failure, and what is answered is not read. */
export function webhookWay({ url, secret, now }: WebhookSettings): Way {
  return {
    name: 'webhook',
    async send(alert) {
      const address = url()
      if (address === null) throw new NotSent('no-address')
      const body = bodyOf(alert)
      const seconds = Math.floor(now() / 1000)
      const response = await fetch(address, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Bedside',
          'bedside-timestamp': String(seconds),
          'bedside-signature': signature(secret, seconds, body),
        },
        body,
      }).catch((cause: unknown) => {
        throw new NotSent(codeOf(cause), { cause })
      })
      await response.body?.cancel()
      if (!response.ok) throw new NotSent(`http-${response.status}`)
    },
  }
}
