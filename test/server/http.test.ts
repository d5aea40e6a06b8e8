import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Auth } from '../../server/auth.ts'
import { systemClock } from '../../server/clock.ts'
import { loadContent } from '../../server/content.ts'
import { rule } from '../../server/conversation/rule.ts'
import { createDeviceCookies } from '../../server/device-cookie.ts'
import { createHttp } from '../../server/http.ts'
import { type ContentState, editionOf } from '../../server/live.ts'
import { secretsInMemory } from '../../server/one-time.ts'
import { addStaffRoutes, type StaffHttpDeps } from '../../server/staff-http.ts'
import { openMemoryStore } from '../support/memory-store.ts'

const publicUrl = new URL('http://localhost:4300')
let dist: string
let http: FastifyInstance
let signInStatus = 200
let contentState: ContentState = 'current'
let here = 0

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'bedside-dist-'))
  await writeFile(join(dist, 'bedside.js'), '')
  const edition = editionOf(await loadContent('faq'), { answer: () => Promise.reject(new Error('nobody asks')) })
  http = await createHttp({
    edition: () => edition,
    contentState: () => contentState,
    pages: {
      pinned: ['bedside.1.js'],
      panel: (_lang, site) => JSON.stringify(site),
      staff: () => '',
      loader: { file: 'bedside.1.js', integrity: 'sha384-1' },
      install: (html) => JSON.stringify(html),
      check: (server) => `ask("${server}")`,
    },
    dist,
    publicUrl,
    trustProxy: [],
    allowedSites: () => ['https://clinic.example'],
    articleUrl: null,
    presence: () => ({ here, opensAt: null, open: false }),
    probe: async () => {},
    saw: () => {},
  })
  const devices = createDeviceCookies({ secret: 'of no use', secure: false, now: Date.now })
  const auth = { devices, handle: async () => ({ status: signInStatus, cookies: [] }) } as unknown as Auth
  addStaffRoutes(http, {
    auth,
    publicUrl,
    setupLinks: secretsInMemory<true>(1000),
    edition: () => {
      throw new Error('nobody asks')
    },
    store: openMemoryStore({ rule }),
    settings: {} as StaffHttpDeps['settings'],
    drafts: {} as StaffHttpDeps['drafts'],
    wordings: {} as StaffHttpDeps['wordings'],
    hidden: {} as StaffHttpDeps['hidden'],
    audit: { record: async () => {} },
    clock: systemClock,
  })
  await http.ready()
})

afterAll(async () => {
  await http.close()
  await rm(dist, { recursive: true })
})

describe('what is not there', () => {
  test.each([
    ['/assets/next-release.js', 404],
    ['/bedside.1.js', 404],
    ['/assets/..%2f..%2fpackage.json', 403],
    ['/assets/%00', 400],
    ['/nowhere', 404],
  ])('%s is not kept by any cache', async (url, status) => {
    const response = await http.inject({ url })
    expect(response.statusCode).toBe(status)
    expect(response.headers['cache-control']).toBe('no-store')
  })
})

describe('what every visitor waits for', () => {
  const get = async (url: string, encoding: string) => {
    const { headers, rawPayload } = await http.inject({ url, headers: { 'accept-encoding': encoding } })
    return { headers, bytes: rawPayload }
  }

  test.each(['/panel', '/content/en.json'])('%s comes in as few bytes as brotli can make of it', async (url) => {
    const plain = await get(url, 'identity')
    const { headers, bytes } = await get(url, 'gzip, deflate, br, zstd')
    expect(headers['content-encoding']).toBe('br')
    expect(headers.vary).toContain('accept-encoding')
    expect(headers['content-type']).toBe(plain.headers['content-type'])
    expect(brotliDecompressSync(bytes)).toEqual(plain.bytes)
    // nothing said of its quality, which is the best then
    expect(bytes.length).toBe(brotliCompressSync(plain.bytes).length)
  })

  test('a browser without brotli gets gzip', async () => {
    const plain = await get('/panel', 'identity')
    const { headers, bytes } = await get('/panel', 'gzip, deflate')
    expect(headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(bytes)).toEqual(plain.bytes)
  })

  test('what was true a moment ago is not sent again', async () => {
    for (here of [1, 2, 1]) {
      const { bytes } = await get('/panel', 'br')
      expect(JSON.parse(brotliDecompressSync(bytes).toString())).toMatchObject({ presence: { here } })
    }
  })
})

describe('whether it is ready', () => {
  test('says how many answers there are, and whether they are what the folder holds', async () => {
    expect((await http.inject({ url: '/readyz' })).json()).toMatchObject({ ready: true, content: 'current' })
    contentState = 'last-good'
    const response = await http.inject({ url: '/readyz' })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({ ready: true, answers: expect.any(Number), content: 'last-good' })
  })
})

describe('signing in', () => {
  const signIn = () =>
    http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: publicUrl.origin, 'x-bedside': '1' },
      payload: { email: 'ana@ninesisters.example', password: 'a right one' },
    })

  test('blames the password only where it is the password', async () => {
    signInStatus = 401
    expect((await signIn()).json()).toMatchObject({ error: { code: 'wrong-credentials' } })
    signInStatus = 500
    const failed = await signIn()
    expect(failed.statusCode).toBe(503)
    expect(failed.json()).toMatchObject({ error: { code: 'unavailable' } })
  })
})

describe('what the check of a clinic’s page asks', () => {
  const ask = (origin?: string) =>
    http.inject({ url: '/install/origin', ...(origin === undefined ? {} : { headers: { origin } }) })

  test.each([
    ['https://clinic.example', true],
    ['https://www.clinic.example', false],
    ['https://clinic.example.evil.example', false],
    ['http://clinic.example', false],
    ['null', false],
    [undefined, false],
  ])('a page at %s hears %s and nothing else, whatever site it is', async (origin, allowed) => {
    const response = await ask(origin)
    expect(response.json()).toEqual({ allowed })
    expect(response.headers['access-control-allow-origin']).toBe('*')
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('one network may not ask for ever', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => ask('https://clinic.example')))
    expect(answers.at(-1)?.statusCode).toBe(429)
  })
})

test('the owner’s page is in no frame, and nothing of the settings is HTML in it', async () => {
  const { headers, body } = await http.inject({ url: '/install' })
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  const html: Record<string, string> = JSON.parse(body)
  expect(html.PINNED).toContain('integrity=&quot;sha384-1&quot; crossorigin=&quot;anonymous&quot;')
  expect(html.SITES).toContain('<code>https://clinic.example</code>')
  expect(decodeURIComponent(html.BOOKMARK ?? '')).toBe('javascript:ask("http://localhost:4300")')
})
