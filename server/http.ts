import { join } from 'node:path'
import fastifyCompress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { LOCALES, type Locale } from '../protocol/events.ts'
import type { Presence } from '../protocol/site.ts'
import { baseHeaders, chatHeaders, panelHeaders, unframedHeaders } from './headers.ts'
import { addInstallRoutes } from './install.ts'
import type { ContentState, Edition } from './live.ts'
import type { Pages } from './pages.ts'
import type { Sightings } from './settings/sightings.ts'
import { siteInfo } from './site-info.ts'
import { smallestForms } from './smallest.ts'

export interface HttpDeps {
  /** The clinic's content at this moment, and whether it is what the folder holds. */
  edition: () => Pick<Edition, 'content' | 'answers'>
  contentState: () => ContentState
  pages: Pages
  dist: string
  publicUrl: URL
  trustProxy: string[]
  /** Exact origins that may embed the panel. */
  allowedSites: () => string[]
  articleUrl: string | null
  presence: () => Presence
  /** Told of each request of a clinic's page for the script. */
  saw: Sightings['saw']
  /** Commits a row; rejects when the database cannot be written. */
  probe: () => Promise<void>
}

/** Smaller than this it is not worth to be compressed, in bytes. */
const COMPRESSED_FROM = 1024

const IMMUTABLE = 'public, max-age=31536000, immutable'

/** Everything that is fetched and not a socket: assets, pages, health. Staff routes are added by `staff-http.ts`. */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const { edition, pages, dist, publicUrl } = deps
  const http = Fastify({
    trustProxy: deps.trustProxy.length > 0 ? deps.trustProxy : false,
    bodyLimit: 16 * 1024,
    requestTimeout: 10_000,
    // socket.io's long polls end by themselves; at stop they must not be waited for
    forceCloseConnections: true,
  })
  await http.register(fastifyCompress, { threshold: COMPRESSED_FROM, encodings: ['br', 'gzip'] })
  await http.register(fastifyStatic, { root: dist, serve: false, preCompressed: true, cacheControl: false })

  const base = baseHeaders(publicUrl)
  http.addHook('onRequest', async (_request, reply) => {
    reply.headers(base)
  })
  http.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    const known = status >= 400 && status < 500
    reply.header('cache-control', 'no-store')
    return reply.status(known ? status : 500).send({ error: { code: known ? 'malformed' : 'unavailable' } })
  })
  // not even for an asset: a file that the next release brings must not count as missing for a year
  http.setNotFoundHandler((_request, reply) =>
    reply
      .status(404)
      .header('cache-control', 'no-store')
      .send({ error: { code: 'not-found' } }),
  )

  const embed = (file: string, cache: string) =>
    http.get(`/${file}`, (request, reply) => {
      deps.saw(request.headers)
      return (
        reply
          .header('cache-control', cache)
          // the clinic's page loads it from another origin, and checks its hash
          .header('cross-origin-resource-policy', 'cross-origin')
          .header('access-control-allow-origin', '*')
          .sendFile(file)
      )
    })
  // briefly: after an upgrade it names another second script
  embed('bedside.js', 'public, max-age=300')
  for (const file of pages.pinned) embed(file, IMMUTABLE)
  http.get<{ Params: { file: string } }>('/assets/:file', (request, reply) =>
    reply.header('cache-control', IMMUTABLE).sendFile(request.params.file, join(dist, 'assets')),
  )

  const smallest = smallestForms()
  /** For what a visitor waits for and many are sent alike. Other encodings are left to the plugin. */
  const sendSmall = async ({ headers }: FastifyRequest, reply: FastifyReply, text: string) => {
    const accepted = String(headers['accept-encoding']).split(/\s*,\s*/)
    if (text.length < COMPRESSED_FROM || !accepted.includes('br')) return reply.send(text)
    return reply.headers({ 'content-encoding': 'br', vary: 'accept-encoding' }).send(await smallest(text))
  }
  const infoIn = (locale: Locale) => siteInfo(edition().content, locale, deps.presence(), deps.articleUrl)
  const panelAt = (url: string, headers: () => Record<string, string>) =>
    http.get<{ Querystring: { lang?: unknown } }>(url, (request, reply) => {
      const lang = localeOf(request.query.lang)
      reply.headers(headers()).type('text/html; charset=utf-8')
      return sendSmall(request, reply, pages.panel(lang, infoIn(lang)))
    })
  panelAt('/panel', () => panelHeaders(publicUrl, deps.allowedSites()))
  panelAt('/chat', () => chatHeaders(publicUrl))
  const staffPage = { url: ['/staff', '/staff/*'] }
  for (const url of staffPage.url) {
    http.get<{ Querystring: { lang?: unknown } }>(url, (request, reply) => {
      const lang = localeOf(request.query.lang)
      return reply
        .headers(unframedHeaders(publicUrl))
        .type('text/html; charset=utf-8')
        .send(pages.staff(lang, infoIn(lang)))
    })
  }
  http.get('/', (_request, reply) => reply.redirect('/staff'))
  addInstallRoutes(http, { pages, publicUrl, allowedSites: deps.allowedSites, site: () => edition().content.site })

  for (const lang of LOCALES) {
    http.get(`/content/${lang}.json`, (request, reply) => {
      reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8')
      return sendSmall(request, reply, JSON.stringify(edition().answers[lang]))
    })
  }

  http.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ alive: true }))
  const probe = atMostOncePer(1000, deps.probe)
  http.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    try {
      await probe()
      return { ready: true, answers: edition().content.entries.length, content: deps.contentState() }
    } catch {
      return reply.status(503).send({ ready: false, reason: 'The database cannot be written.' })
    }
  })
  return http
}

/** One try of `work` in `ms` milliseconds, whose outcome everybody gets: the address is open to all, and each try costs an fsync. */
function atMostOncePer(ms: number, work: () => Promise<void>): () => Promise<void> {
  let at = Number.NEGATIVE_INFINITY
  let last = Promise.resolve()
  return () => {
    const now = performance.now()
    if (now - at >= ms) {
      at = now
      last = work()
    }
    return last
  }
}

/** The language asked for, English where it is none of ours. */
function localeOf(value: unknown): Locale {
  return LOCALES.find((locale) => locale === value) ?? 'en'
}
