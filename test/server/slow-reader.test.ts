import { connect } from 'node:net'
import { afterEach, beforeEach, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { visit } from '../support/visitor.ts'

let server: TestServer

beforeEach(async () => {
  server = await startServer()
})

afterEach(async () => {
  await server.stop()
})

test('a reader that does not read is closed, and others are served meanwhile', async () => {
  const visitor = await (await visit(server)).start()
  for (let i = 0; i < 60; i += 1) await visitor.say('x'.repeat(4000))
  const { port, hostname } = new URL(server.url)
  const lazy = connect(Number(port), hostname)
  const headers = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${hostname}`,
    `Origin: ${server.origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
  ]
  lazy.write(`${headers.join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => lazy.once('data', resolve))
  lazy.write(
    frame(`40/visitor,${JSON.stringify({ version: PROTOCOL_VERSION, chatId: visitor.chatId, token: visitor.token })}`),
  )
  await new Promise((resolve) => lazy.once('data', resolve))
  lazy.pause()
  // Each answer is a quarter of a MiB: together they are more than the kernel's own buffers hold.
  const closed = () => server.logged.some((line) => line.includes('slow-reader'))
  const ask = frame('42/visitor,1["chat:sync",{"since":0}]')
  while (!closed()) {
    lazy.write(ask)
    await visitor.say('hello')
  }
  lazy.destroy()
})

/** A masked WebSocket text frame of less than 64 KiB. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0])
  return Buffer.concat([header, payload])
}
