import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Auth } from './auth.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { watchContent } from './content/watch.ts'
import { createDemo } from './demo.ts'
import { createHttp } from './http.ts'
import { type Limits, strictLimits, widened } from './limits.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import { OneTimeSecrets } from './one-time.ts'
import { readPages } from './pages.ts'
import { attachSockets, type Sockets } from './sockets.ts'
import { addStaffRoutes } from './staff-http.ts'
import type { Store } from './store/port.ts'
import { defaultTimings, type Timings } from './timers.ts'

const SETUP_LINK_TTL_MS = 30 * 60_000

export interface AppDeps {
  config: Config
  live: Live
  store: Store
  auth: Auth
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
  const { config, live, store, auth, log, dist } = deps
  const { edition } = live
  const clock = deps.clock ?? systemClock
  const demoUrl = config.demoPort === null ? null : new URL(`http://localhost:${config.demoPort}`)
  const demoSites = demoUrl ? [demoUrl.origin, `http://127.0.0.1:${config.demoPort}`] : []
  const setupLinks = new OneTimeSecrets<true>(SETUP_LINK_TTL_MS)

  let sockets: Sockets | null = null
  const http = await createHttp({
    edition,
    contentState: live.state,
    pages: await readPages(dist),
    dist,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    allowedSites: () => [...edition().content.site.allowedSites, ...demoSites],
    articleUrl: demoUrl ? `${demoUrl.origin}/` : null,
    presence: () => sockets?.presence() ?? { here: 0, opensAt: null, open: false },
    probe: () => store.probe(),
  })
  addStaffRoutes(http, { auth, publicUrl: config.publicUrl, setupLinks })
  await http.ready()

  sockets = attachSockets(http.server, {
    store,
    edition,
    sessions: auth,
    clock,
    log,
    origins: { panel: [config.publicUrl.origin], staff: [config.publicUrl.origin] },
    limits: deps.limits ?? widened(strictLimits, config.networkAllowance),
    timings: deps.timings ?? defaultTimings(() => edition().content.site),
    trustProxy: config.trustProxy,
  })
  const demo: FastifyInstance | null = demoUrl ? await createDemo(dist, config.publicUrl) : null
  const stopWatching = watchContent(config.contentDir, { clock, changed: () => void live.reload() })

  return {
    async listen() {
      try {
        await http.listen({ port: config.port, host: config.host })
        await demo?.listen({ port: config.demoPort ?? 0, host: config.host })
      } catch (error) {
        await Promise.all([http.close(), demo?.close()])
        throw error
      }
    },
    async setupLink() {
      if (await auth.hasAccounts()) return null
      return new URL(`/staff#/setup/${setupLinks.issue(true)}`, config.publicUrl).href
    },
    reload: () => live.reload('asked'),
    async close() {
      stopWatching()
      await sockets?.close()
      await Promise.all([http.close(), demo?.close()])
      await live.close()
      await store.close()
      auth.close()
    },
  }
}

/** Where `npm run build` puts what browsers load. */
export const distFolder = join(import.meta.dirname, '..', 'dist')
