import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Site } from '../faq/types.ts'
import type { SettingsPage } from '../protocol/settings.ts'
import { unframedHeaders } from './headers.ts'
import { networkOfAddress } from './network.ts'
import { escapeHtml, type Pages } from './pages.ts'

interface InstallDeps {
  pages: Pages
  publicUrl: URL
  site: () => Pick<Site, 'clinic' | 'emergency'>
  /** Exact origins that may embed the panel. */
  allowedSites: () => string[]
}

/** How often one network may ask whether a site is allowed, a minute. */
const QUESTIONS_PER_MINUTE = 60

/**
 * The owner's page with the tag to copy and the check of their site, and what that check asks. All of it is open: the tag
 * stands in the source of the clinic's own pages, and which sites are allowed in the policy that the panel goes out with.
 */
export function addInstallRoutes(http: FastifyInstance, { pages, publicUrl, site, allowedSites }: InstallDeps): void {
  const asked = new RateLimiterMemory({ points: QUESTIONS_PER_MINUTE, duration: 60 })
  // It is the same for everybody and as long as the rest of the page: made once.
  const bookmark = `javascript:${encodeURIComponent(pages.check(publicUrl.origin))}`

  http.get('/install', (_request, reply) => {
    const { evergreen, pinned } = tagsFor(pages.loader, publicUrl, site())
    const html = {
      NAME: escapeHtml(site().clinic.name),
      EVERGREEN: escapeHtml(evergreen),
      PINNED: escapeHtml(pinned),
      SITES: listOf(allowedSites()),
      BOOKMARK: escapeHtml(bookmark),
    }
    return reply.headers(unframedHeaders(publicUrl)).type('text/html; charset=utf-8').send(pages.install(html))
  })

  http.get('/install/origin', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' })
    const allowed = await asked.consume(networkOfAddress(request.ip)).catch(() => null)
    if (allowed === null) return reply.status(429).send({ error: { code: 'too-fast' } })
    return { allowed: allowedSites().includes(request.headers.origin ?? '') }
  })
}

/** The lines that an owner pastes into their site: the one that stays current, and the one of this version with its hash. */
export function tagsFor(
  { file, integrity }: Pages['loader'],
  publicUrl: URL,
  { clinic, emergency }: Pick<Site, 'clinic' | 'emergency'>,
): SettingsPage['tags'] {
  const tag = (src: string, more: string) =>
    `<script async src="${publicUrl.origin}/${src}"${more} data-phone="${clinic.phone}"></script>\n${noscript(clinic.phone, emergency)}`
  return {
    evergreen: tag('bedside.js', ''),
    pinned: tag(file, ` integrity="${integrity}" crossorigin="anonymous"`),
  }
}

/** What visitors without JavaScript see, in both languages: whom to call. */
function noscript(phone: string, { medical, crisis }: Site['emergency']): string {
  const link = (number: string) => `<a href="tel:${number.replace(/[^\d+]/g, '')}">${number}</a>`
  return [
    '<noscript>',
    `  <p>The chat needs JavaScript. Please call ${link(phone)}. Emergency: ${link(medical.number)}. Crisis: ${link(crisis.number)}.</p>`,
    `  <p lang="es">El chat necesita JavaScript. Llame al ${link(phone)}. Emergencia: ${link(medical.number)}. Crisis: ${link(crisis.number)}.</p>`,
    '</noscript>',
  ].join('\n')
}

function listOf(sites: string[]): string {
  if (sites.length === 0) return '<p><b>No site is allowed yet.</b></p>'
  const items = sites.map((site) => `<li><code>${escapeHtml(site)}</code></li>`).join('')
  return `<p>Allowed now:</p><ul class="sites">${items}</ul>`
}
