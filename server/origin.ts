import type { IncomingMessage } from 'node:http'

/**
 * Whether a connection may come from the page that asks for it. `allowed` are exact origins such as
 * `https://chat.clinic.example`; anything that is not one of them, character for character, is refused, and so is a request
 * without an Origin header.
 *
 * One request of our own pages has none: browsers leave it out of a same-origin GET, which is how long-polling begins.
 * They vouch for such a request with `Sec-Fetch-Site`, which no page can set; the Host must be ours as well, so that a
 * name that was pointed at this server does not count as its own origin.
 */
export function isAllowedOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host, upgrade } = request.headers
  if (origin !== undefined) return allowed.includes(origin)
  if (upgrade !== undefined || request.headers['sec-fetch-site'] !== 'same-origin') return false
  return allowed.some((own) => URL.parse(own)?.host === host)
}
