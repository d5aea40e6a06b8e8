import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { newId, startServer } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

test('a stopping server finishes and acknowledges what it has begun', async () => {
  const server = await startServer()
  const visitor = await (await visit(server)).start()
  const asked = Array.from({ length: 20 }, (_, i) =>
    visitor.ask('message:send', { clientId: newId(), text: `hello ${i}`, choice: null }).catch(() => null),
  )
  await asked[0]
  await server.restart()

  const acked = (await Promise.all(asked)).filter((ack) => ack?.ok)
  expect(acked.length).toBeGreaterThanOrEqual(1)
  const back = await visit(server, visitor)
  const stored = (await back.log()).filter((event) => event.type === 'message:sent')
  expect(stored.length).toBeGreaterThanOrEqual(acked.length)
  await server.stop()
})

test('a stopping server does not wait for a peer that says nothing', async () => {
  const server = await startServer()
  await attend(server, 'ana')
  const asleep: Socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const lines = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: 127.0.0.1',
    `Origin: ${server.origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
  ]
  asleep.write(`${lines.join('\r\n')}\r\n\r\n`)
  await once(asleep, 'data')
  asleep.pause()

  const started = performance.now()
  await server.stop()
  expect(performance.now() - started).toBeLessThan(8000)
  asleep.destroy()
})
