import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { connected, socketTo, type Transport } from '../support/visitor.ts'

const TRANSPORTS: Transport[] = ['websocket', 'polling']

/** Everything that looks like http://panel.example and is not. */
const WRONG: [name: string, headers: Record<string, string>][] = [
  ['no origin', {}],
  ['an empty origin', { origin: '' }],
  ['null', { origin: 'null' }],
  ['another scheme', { origin: 'https://panel.example' }],
  ['a port', { origin: 'http://panel.example:80' }],
  ['another port', { origin: 'http://panel.example:8080' }],
  ['a trailing slash', { origin: 'http://panel.example/' }],
  ['a path', { origin: 'http://panel.example/panel' }],
  ['a trailing dot', { origin: 'http://panel.example.' }],
  ['upper case', { origin: 'http://PANEL.example' }],
  ['upper-case scheme', { origin: 'HTTP://panel.example' }],
  ['a longer host', { origin: 'http://panel.example.evil.com' }],
  ['a host in front', { origin: 'http://evil-panel.example' }],
  ['a subdomain', { origin: 'http://www.panel.example' }],
  ['a parent', { origin: 'http://example' }],
  ['a user', { origin: 'http://panel.example@evil.com' }],
  ['a user of ours', { origin: 'http://evil@panel.example' }],
  ['a query', { origin: 'http://evil.com?http://panel.example' }],
  ['a fragment', { origin: 'http://evil.com#http://panel.example' }],
  ['two origins', { origin: 'http://panel.example, http://evil.com' }],
  ['two origins with a space', { origin: 'http://panel.example http://panel.example' }],
  ['an underscore', { origin: 'http://panel_example' }],
  ['a look-alike', { origin: 'http://xn--pnel-63d.example' }],
  ['a file', { origin: 'file://' }],
  ['an extension', { origin: 'chrome-extension://panel.example' }],
  ['a name of a prototype', { origin: '__proto__' }],
  ['a wildcard', { origin: '*' }],
  ['a host alone', { origin: 'panel.example' }],
  ['localhost', { origin: 'http://localhost' }],
  ['a socket’s scheme', { origin: 'ws://panel.example' }],
  ['a blob of ours', { origin: 'blob:http://panel.example' }],
  ['data', { origin: 'data:text/html,http://panel.example' }],
  ['a blank page', { origin: 'about:blank' }],
  ['an escaped dot', { origin: 'http://panel%2eexample' }],
  ['a full-width dot', { origin: Buffer.from('http://panel．example').toString('latin1') }],
  ['no origin, from elsewhere', { 'sec-fetch-site': 'cross-site', host: 'panel.example' }],
  ['no origin, from a sibling', { 'sec-fetch-site': 'same-site', host: 'panel.example' }],
  ['no origin, without a page', { 'sec-fetch-site': 'none', host: 'panel.example' }],
  ['no origin, to another name', { 'sec-fetch-site': 'same-origin', host: 'rebound.example' }],
  ['a wrong origin that claims to be ours', { origin: 'http://evil.com', 'sec-fetch-site': 'same-origin' }],
]

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.stop()
})

/** The status of the first request of a connection. */
async function handshake(transport: Transport, headers: Record<string, string>): Promise<number | undefined> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  }
  const request = httpRequest(`${server.url}/socket.io/?EIO=4&transport=${transport}`, {
    headers: transport === 'websocket' ? { ...upgrade, ...headers } : headers,
  })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request.on('response', resolve)
  request.on('upgrade', (response, socket) => {
    socket.destroy()
    resolve(response)
  })
  request.on('error', reject)
  request.end()
  const response = await promise
  response.resume()
  return response.statusCode
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  test.each(WRONG)('%s is refused', async (_name, headers) => {
    expect(await handshake(transport, headers)).toBe(403)
  })

  test('exactly the pages on the list are let in', async () => {
    const accepted = transport === 'websocket' ? 101 : 200
    expect(await handshake(transport, { origin: 'http://panel.example' })).toBe(accepted)
    expect(await handshake(transport, { origin: 'http://staff.example' })).toBe(accepted)
  })

  test('the panel cannot connect as staff, nor the console as a visitor', async () => {
    const ticket = server.sessions.signIn('ana', 'Ana').ticket()
    const asStaff = socketTo(server, {
      namespace: '/staff',
      auth: { version: PROTOCOL_VERSION, ticket },
      headers: { origin: 'http://panel.example' },
      transport,
    })
    await expect(connected(asStaff)).rejects.toMatchObject({ data: { code: 'unauthorized' } })
    expect(server.sessions.redeem(ticket)).not.toBe(null)
    const asVisitor = socketTo(server, {
      namespace: '/visitor',
      auth: { version: PROTOCOL_VERSION, chatId: null, token: null },
      headers: { origin: 'http://staff.example' },
      transport,
    })
    await expect(connected(asVisitor)).rejects.toMatchObject({ data: { code: 'unauthorized' } })
    for (const socket of [asStaff, asVisitor]) socket.disconnect()
  })
})

test('a page of ours that polls, of which browsers send no origin, is let in on the browser’s word', async () => {
  const headers = { 'sec-fetch-site': 'same-origin', host: 'panel.example' }
  expect(await handshake('polling', headers)).toBe(200)
  expect(await handshake('websocket', headers)).toBe(403)
})
