import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeTogether } from '../../server/one-write.ts'
import { type Connection, streamOf } from '../../server/transport.ts'
import { until } from '../support/server.ts'

const http = createServer()
const server = new Server(http)
const heard: number[] = []
let connection: Connection

beforeEach(async () => {
  server.engine.once('connection', (made) => {
    connection = made
    writeTogether(made)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})

afterEach(async () => {
  await server.close()
})

test('a hundred packets of one turn leave in a few writes, complete and in order', async () => {
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = io(`http://127.0.0.1:${address.port}`, { transports: ['websocket'] })
  client.on('number', (number: number) => heard.push(number))
  await once(client as never, 'connect')

  const stream = streamOf(connection)
  if (!stream) throw new Error('no stream')
  let writes = 0
  for (const name of ['_write', '_writev'] as const) {
    const original = stream[name]
    stream[name] = function (this: typeof stream, ...args: never) {
      writes += 1
      return Reflect.apply(original ?? (() => {}), this, args)
    }
  }
  const numbers = Array.from({ length: 100 }, (_, at) => at)
  for (const number of numbers) server.emit('number', number)
  await until('every packet', () => heard.length === numbers.length)

  expect(heard).toEqual(numbers)
  expect(writes).toBeLessThanOrEqual(4)
  client.disconnect()
})
