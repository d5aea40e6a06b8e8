import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../support/process.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.cleanUp()
})

test('the panel goes out with its own policy, without inline script or style', async () => {
  const response = await fetch(`${server.url}/panel`)
  const policy = response.headers.get('content-security-policy') ?? ''
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${server.demoUrl}`,
  ]) {
    expect(policy).toContain(part)
  }
  expect(policy).not.toMatch(/unsafe|\*/)
  expect(response.headers.get('x-frame-options')).toBeNull()
  const html = await response.text()
  expect(html).not.toMatch(/<style|style="|<script(?![^>]*(src=|type="application\/json"))/)

  const console = await fetch(`${server.url}/staff`)
  expect(console.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(console.headers.get('x-frame-options')).toBe('DENY')
})

test('assets are immutable and compressed ahead of time, the loader can be pinned by its hash', async () => {
  const html = await (await fetch(`${server.url}/panel`)).text()
  const [asset = ''] = /\/assets\/[\w.-]+\.js/.exec(html) ?? []
  const br = await fetch(`${server.url}${asset}`, { headers: { 'accept-encoding': 'br' } })
  expect(br.headers.get('content-encoding')).toBe('br')
  expect(br.headers.get('cache-control')).toContain('immutable')
  const gz = await fetch(`${server.url}${asset}`, { headers: { 'accept-encoding': 'gzip' } })
  expect(gz.headers.get('content-encoding')).toBe('gzip')
  expect((await fetch(`${server.url}/assets/..%2f..%2fpackage.json`)).ok).toBe(false)
})
