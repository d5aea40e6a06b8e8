import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Deed } from '../../protocol/audit.ts'
import type { AccountEvent } from '../../server/account-events.ts'
import { type Auth, openAuth, type SharedAuth } from '../../server/auth.ts'
import { systemClock } from '../../server/clock.ts'
import { loadContent } from '../../server/content.ts'
import { rule } from '../../server/conversation/rule.ts'
import { openDrafts } from '../../server/drafts/drafts.ts'
import { editionOf } from '../../server/live.ts'
import { secretsInMemory } from '../../server/one-time.ts'
import { createSightings } from '../../server/settings/sightings.ts'
import { openSiteSettings } from '../../server/settings/site-settings.ts'
import { addStaffRoutes, type StaffHttpDeps } from '../../server/staff-http.ts'
import { oneByOne } from '../../server/turns.ts'
import { openWordings } from '../../server/unanswered/accept.ts'
import { openHidden } from '../../server/unanswered/hidden.ts'
import { openMemoryStore } from './memory-store.ts'

/** Read once a test file: nobody changes it. */
const loading = loadContent('faq')

export const PUBLIC_URL = new URL('http://localhost:4300')
export const ANA = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'a lamp left on at night' }

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is what the test is about
  body: any
}

/** One browser: it keeps its cookies. */
export interface Console {
  get(url: string): Promise<Answer>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  signIn(email: string, password?: string): Promise<Answer>
  readonly cookies: Map<string, string>
}

/** The staff routes of one server, over accounts of its own or those that nodes share. */
export interface StaffServer {
  auth: Auth
  http: FastifyInstance
  /** `METHOD url` of every route. */
  routes: string[]
  /** What was told of the accounts so far. */
  events: AccountEvent[]
  /** What was written into the audit log over these routes. */
  deeds: Deed[]
  dataDir: string
  setupLinks: ReturnType<typeof secretsInMemory<true>>
  browser(address?: string): Console
  stop(): Promise<void>
}

export async function startStaffServer(
  options: {
    shared?: SharedAuth
    now?: () => number
    dataDir?: string
    secret?: string
    secondFactorRequired?: boolean
    store?: StaffHttpDeps['store']
    /** The folder with `site.yaml`; the project's own, to be read alone, unless another is given. */
    contentDir?: string
    /** Called before a deed is written into the audit log; where it rejects, none is. */
    onRecord?: () => Promise<void>
  } = {},
): Promise<StaffServer> {
  const events: AccountEvent[] = []
  const deeds: Deed[] = []
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'bedside-staff-')))
  const auth = await openAuth({
    dataDir,
    publicUrl: PUBLIC_URL,
    secret: options.secret ?? 'a secret for the tests, of no use',
    shared: options.shared,
    now: options.now,
    secondFactorRequired: options.secondFactorRequired,
    onEvent: (event) => events.push(event),
  })
  const http = Fastify({ trustProxy: '127.0.0.1' })
  const routes: string[] = []
  http.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') routes.push(`${method} ${url}`)
  })
  const store = options.store ?? openMemoryStore({ rule })
  const clock = { ...systemClock, now: options.now ?? systemClock.now }
  const setupLinks = secretsInMemory<true>(60_000)
  const edition = editionOf(await loading, { answer: () => Promise.reject(new Error('nobody asks')) })
  const contentDir = options.contentDir ?? 'faq'
  const inTurn = oneByOne()
  addStaffRoutes(http, {
    auth,
    publicUrl: PUBLIC_URL,
    setupLinks,
    edition: () => edition,
    store,
    settings: {
      settings: openSiteSettings({
        dir: options.contentDir ?? 'faq',
        content: () => edition.content,
        changed: () => {},
      }),
      sightings: createSightings(clock.now),
      tags: () => ({ evergreen: '<script>', pinned: '<script integrity>' }),
    },
    drafts: openDrafts({
      dir: contentDir,
      content: () => edition.content,
      inTurn,
      today: () => new Date(clock.now()).toISOString().slice(0, 10),
      published: () => {},
    }),
    wordings: openWordings({ dir: contentDir, inTurn, published: () => {} }),
    hidden: openHidden(contentDir, inTurn),
    audit: {
      async record(deed) {
        await options.onRecord?.()
        deeds.push(deed)
      },
    },
    clock,
  })
  await http.ready()

  const browser = (address = '203.0.113.7'): Console => {
    const cookies = new Map<string, string>()
    const ask = async (method: 'GET' | 'POST', url: string, payload?: unknown, more = {}): Promise<Answer> => {
      const response = await http.inject({
        method,
        url,
        headers: {
          origin: PUBLIC_URL.origin,
          'x-bedside': '1',
          'x-forwarded-for': address,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...more,
        },
        ...(payload === undefined ? {} : { payload: payload as object }),
      })
      for (const { name, value, maxAge } of response.cookies) {
        if (maxAge === 0) cookies.delete(name)
        else cookies.set(name, value)
      }
      return { status: response.statusCode, body: response.json() }
    }
    return {
      cookies,
      get: (url) => ask('GET', url),
      post: (url, body = {}, headers = {}) => ask('POST', url, body, headers),
      signIn: (email, password = ANA.password) => ask('POST', '/api/auth/sign-in/email', { email, password }),
    }
  }
  return {
    auth,
    http,
    routes,
    events,
    deeds,
    dataDir,
    setupLinks,
    browser,
    async stop() {
      await http.close()
      auth.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true })
    },
  }
}
