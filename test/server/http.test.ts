import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Auth } from '../../server/auth.ts'
import { loadContent } from '../../server/content.ts'
import { createHttp } from '../../server/http.ts'
import { type ContentState, editionOf } from '../../server/live.ts'
import { OneTimeSecrets } from '../../server/one-time.ts'
import { addStaffRoutes } from '../../server/staff-http.ts'

const publicUrl = new URL('http://localhost:4300')
let dist: string
let http: FastifyInstance
let signInStatus = 200
let contentState: ContentState = 'current'

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'bedside-dist-'))
  await writeFile(join(dist, 'bedside.js'), '')
  const edition = editionOf(await loadContent('faq'), { answer: () => Promise.reject(new Error('nobody asks')) })
  http = await createHttp({
    edition: () => edition,
    contentState: () => contentState,
    pages: { pinned: ['bedside.1.js'], panel: () => '', staff: () => '' },
    dist,
    publicUrl,
    trustProxy: [],
    allowedSites: () => [],
    articleUrl: null,
    presence: () => ({ here: 0, opensAt: null, open: false }),
    probe: async () => {},
  })
  const auth = { handle: async () => ({ status: signInStatus, cookies: [] }) } as unknown as Auth
  addStaffRoutes(http, { auth, publicUrl, setupLinks: new OneTimeSecrets<true>(1000) })
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
