/** The headers that the pages go out with. Source of the policy: OWASP ASVS 5.0, chapter V3. */

const EVERYWHERE = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const

/** For every response. HSTS only where the server is reached over TLS: on plain http it means nothing. */
export function baseHeaders(publicUrl: URL): Record<string, string> {
  return {
    ...EVERYWHERE,
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}

function policy(publicUrl: URL, frameAncestors: string, formAction: string): string {
  const socket = `${publicUrl.protocol === 'https:' ? 'wss' : 'ws'}://${publicUrl.host}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    `form-action ${formAction}`,
    "object-src 'none'",
    `frame-ancestors ${frameAncestors}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** The panel may stand in a frame on the clinic's own sites and nowhere else. */
export function panelHeaders(publicUrl: URL, allowedSites: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': policy(publicUrl, allowedSites.join(' ') || "'none'", "'none'"),
    'cache-control': 'no-store',
  }
}

/** The same page by itself, for a kiosk or where a frame is blocked: it stands in no frame. */
export function chatHeaders(publicUrl: URL): Record<string, string> {
  return { ...panelHeaders(publicUrl, []), 'x-frame-options': 'DENY' }
}

/** The console and the owner's page stand in no frame, and no other window keeps a handle on them. */
export function unframedHeaders(publicUrl: URL): Record<string, string> {
  return {
    'content-security-policy': policy(publicUrl, "'none'", "'self'"),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}
