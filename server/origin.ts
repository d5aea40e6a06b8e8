import type { IncomingMessage, ServerResponse } from 'node:http'

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

/**
 * Middleware of engine.io: refuses every request of a connection, over either transport, with 403 unless its page is on the
 * list. engine.io's own refusal of a WebSocket is a 400, which tells an operator nothing.
 */
export const originGate =
  (allowed: readonly string[]) =>
  (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (isAllowedOrigin(request, allowed)) {
      next()
    } else if (request.headers.upgrade === undefined) {
      response.writeHead(403, { 'content-length': 0 }).end()
    } else {
      // Nobody listens for errors of a socket that asked to be upgraded, and one that resets now would end the process.
      request.socket.on('error', () => {})
      request.socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  }
