import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { startEscalation } from './alerts/escalate.ts'
import type { AlertLedger } from './alerts/ledger.ts'
import { alertWays } from './alerts/ways.ts'
import { type Audit, openAudit } from './audit/audit.ts'
import type { Auth } from './auth.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { watchContent } from './content/watch.ts'
import { createDemo } from './demo.ts'
import { openDrafts } from './drafts/drafts.ts'
import { createHttp } from './http.ts'
import { dayOf } from './insight/day.ts'
import { tagsFor } from './install.ts'
import { type Limits, strictLimits, widened } from './limits.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Nodes } from './nodes/nodes.ts'
import { SETUP_LINK_TTL_MS, secretsInMemory } from './one-time.ts'
import { readPages } from './pages.ts'
import { createSightings } from './settings/sightings.ts'
import { openSiteSettings } from './settings/site-settings.ts'
import { attachSockets, type Sockets } from './sockets.ts'
import { addStaffRoutes } from './staff-http.ts'
import type { Store } from './store/port.ts'
import { defaultTimings, type Timings } from './timers.ts'
import { oneByOne } from './turns.ts'
import { openWordings } from './unanswered/accept.ts'
import { openHidden } from './unanswered/hidden.ts'
import { addVisitorRoutes } from './visitor-http.ts'

export interface AppDeps {
  config: Config
  live: Live
  store: Store
  auth: Auth
  /** What joins this node to others at the same database; a node by itself has none. */
  nodes?: Nodes | null
  /** Which alerts went out. */
  alerts: AlertLedger
  /** Where it is written down who did what; one of its own, on the store, unless it is given. It is closed with the rest. */
  audit?: Audit
  log: Log
  dist: string
  clock?: Clock
  limits?: Limits
  timings?: Timings
}

export interface App {
  /** Starts to listen. Rejects when a port is taken; nothing is left listening then. */
  listen(): Promise<void>
  /** A one-time link to make the first staff account, or null when there is one already. */
  setupLink(): Promise<string | null>
  /** Reads the content anew, as a change in its folder does, and says what is wrong with it. Never rejects. */
  reload(): Promise<void>
  /** Lets running requests end, closes the sockets, then the store. */
  close(): Promise<void>
}

/** Wires the parts; what is chosen here is chosen nowhere else. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { config, live, store, auth, nodes = null, alerts, log, dist } = deps
  const { edition } = live
  const clock = deps.clock ?? systemClock
  const audit = deps.audit ?? openAudit({ store, clock, log })
  const { demoUrl } = config
  const demoSites = demoUrl ? [demoUrl.origin, `http://127.0.0.1:${config.demoPort}`] : []
  const setupLinks = nodes?.setupLinks ?? secretsInMemory<true>(SETUP_LINK_TTL_MS)

  const site = () => edition().content.site
  const allowedSites = () => [...site().allowedSites, ...demoSites]
  const sightings = createSightings(() => clock.now())
  const pages = await readPages(dist)

  let sockets: Sockets | null = null
  const http = await createHttp({
    edition,
    contentState: live.state,
    pages,
    dist,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    allowedSites,
    articleUrl: demoUrl ? `${demoUrl.origin}/` : null,
    presence: () => sockets?.presence() ?? { here: 0, opensAt: null, open: false },
    probe: () => store.probe(),
    saw: sightings.saw,
  })
  const settings = openSiteSettings({
    dir: config.contentDir,
    content: () => edition().content,
    // The watcher has the rest read anew as well: until then what answers is as before, and so are the answers.
    changed: live.adopt,
  })
  const inTurn = oneByOne()
  const drafts = openDrafts({
    dir: config.contentDir,
    content: () => edition().content,
    today: () => dayOf(clock.now(), site().hours.zone),
    inTurn,
    published: () => void live.reload(),
  })
  const wordings = openWordings({ dir: config.contentDir, inTurn, published: () => void live.reload() })
  const hidden = openHidden(config.contentDir, inTurn)
  addStaffRoutes(http, {
    auth,
    publicUrl: config.publicUrl,
    setupLinks,
    edition,
    store,
    settings: { settings, sightings, tags: (now) => tagsFor(pages.loader, config.publicUrl, now) },
    drafts,
    wordings,
    hidden,
    audit,
    clock,
  })
  addVisitorRoutes(http, () => sockets?.visitorHttp ?? null)
  await http.ready()

  const ways = alertWays(config, site, () => clock.now())
  sockets = attachSockets(http.server, {
    alerts: { ledger: alerts, ways },
    store,
    edition,
    sessions: auth,
    audit,
    clock,
    log,
    origins: { panel: [config.publicUrl.origin], staff: [config.publicUrl.origin] },
    limits: deps.limits ?? widened(strictLimits, config.networkAllowance),
    timings: deps.timings ?? defaultTimings(() => edition().content.site, nodes !== null),
    ...(nodes ? { others: nodes } : {}),
    trustProxy: config.trustProxy,
  })
  const stopAlerts = startEscalation({
    store,
    ledger: alerts,
    site,
    presence: sockets.presence,
    ways,
    publicUrl: config.publicUrl,
    clock,
    log,
  })
  const demo: FastifyInstance | null = demoUrl ? await createDemo(dist, config.publicUrl, site) : null
  const stopNoting = live.onTakenOver(({ content }, what) => {
    if (what === 'settings') audit.happened({ what: 'settings-changed', who: null })
    else audit.happened({ what: 'content-changed', who: null, count: content.entries.length })
  })
  const stopWatching = watchContent(config.contentDir, { clock, changed: () => void live.reload() })

  return {
    async listen() {
      try {
        await sockets?.ready()
        await http.listen({ port: config.port, host: config.host })
        await demo?.listen({ port: config.demoPort ?? 0, host: config.host })
      } catch (error) {
        await Promise.all([http.close(), demo?.close()])
        throw error
      }
    },
    async setupLink() {
      if (await auth.hasAccounts()) return null
      return new URL(`/staff#/setup/${await setupLinks.issue(true)}`, config.publicUrl).href
    },
    reload: () => live.reload('asked'),
    async close() {
      stopWatching()
      stopNoting()
      await stopAlerts()
      await sockets?.close()
      await Promise.all([http.close(), demo?.close()])
      await live.close()
      await audit.close()
      await store.close()
      auth.close()
      await alerts.close()
      await nodes?.close()
    },
  }
}

/** Where `npm run build` puts what browsers load. */
export const distFolder = join(import.meta.dirname, '..', 'dist')
