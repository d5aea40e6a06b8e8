import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Connection, type ConnectionState, connect } from '../../client/connection.ts'

interface Requests {
  ask: { question: string }
}
interface Results {
  ask: { answer: string }
}
interface Pushes {
  heartbeat: { lastSeq: number }
}

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** A socket.io server whose sockets answer `ask` as told. */
async function startServer(onSocket: (socket: Socket) => void = () => {}, options: Partial<ServerOptions> = {}) {
  const http = createServer()
  const io = new Server(http, options)
  const sockets: Socket[] = []
  const auths: unknown[] = []
  io.of('/test').use((socket, next) => {
    auths.push(socket.handshake.auth)
    const { refuse } = socket.handshake.auth
    next(refuse ? Object.assign(new Error(refuse), { data: { code: refuse } }) : undefined)
  })
  io.of('/test').on('connection', (socket) => {
    sockets.push(socket)
    onSocket(socket)
  })
  http.listen(0)
  await once(http, 'listening')
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  cleanUps.push(() => io.close())
  return { url: `http://localhost:${address.port}`, io, sockets, auths }
}

function open(options: Partial<Parameters<typeof connect>[0]> & { url: string }) {
  const states: ConnectionState[] = []
  const connection: Connection<Requests, Results, Pushes> = connect({
    namespace: '/test',
    auth: () => ({}),
    ...options,
  })
  connection.onState((state) => states.push(state))
  cleanUps.push(() => connection.close())
  return {
    connection,
    states,
    online: () => vi.waitFor(() => expect(connection.state).toBe('online'), { timeout: 10_000 }),
  }
}

describe('a request', () => {
  test('resolves with the result', async () => {
    const { url } = await startServer((socket) => {
      socket.on('ask', ({ question }, ack) => ack({ ok: true, result: { answer: `${question}!` } }))
    })
    const { connection, online } = open({ url })
    await online()
    expect(await connection.request('ask', { question: 'how' })).toEqual({ answer: 'how!' })
  })

  test('that the server refuses rejects with its code and details', async () => {
    const { url } = await startServer((socket) => {
      const error = { code: 'too-fast', message: 'Slower.', retryAfterMs: 1500 }
      socket.on('ask', (_payload, ack) => ack({ ok: false, error }))
    })
    const { connection, online } = open({ url })
    await online()
    const request = connection.request('ask', { question: 'how' })
    await expect(request).rejects.toMatchObject({ code: 'too-fast', details: { retryAfterMs: 1500 } })
  })

  test('without an acknowledgement in time, or without a connection, is unavailable', async () => {
    const { url } = await startServer()
    const { connection, online } = open({ url, ackMs: 50 })
    await expect(connection.request('ask', { question: 'early' })).rejects.toMatchObject({ code: 'unavailable' })
    await online()
    await expect(connection.request('ask', { question: 'how' })).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('a network that lets no WebSocket through', () => {
  const blocked = { transports: ['polling' as const] }

  test('carries requests and pushes by plain HTTP', async () => {
    const { url, sockets } = await startServer((socket) => {
      socket.on('ask', ({ question }, ack) => ack({ ok: true, result: { answer: `${question}!` } }))
    }, blocked)
    const { connection, states, online } = open({ url })
    const beats: number[] = []
    connection.on('heartbeat', ({ lastSeq }) => beats.push(lastSeq))
    await online()
    expect(await connection.request('ask', { question: 'how' })).toEqual({ answer: 'how!' })
    sockets[0]?.emit('heartbeat', { lastSeq: 7 })
    await vi.waitFor(() => expect(beats).toEqual([7]))
    expect(states).toEqual(['online'])
  })

  test('shows a fresh auth there, for one that is good for one use', async () => {
    const { url, auths } = await startServer(undefined, blocked)
    let ticket = 0
    const { online } = open({ url, auth: () => ({ ticket: ++ticket }) })
    await online()
    expect(auths).toEqual([{ ticket: 2 }])
  })

  test('gets a lost connection back', async () => {
    const { url, sockets } = await startServer(undefined, blocked)
    const { states, online } = open({ url })
    await online()
    sockets[0]?.conn.close()
    await vi.waitFor(() => expect(sockets).toHaveLength(2), { timeout: 10_000 })
    await online()
    expect(states).toEqual(['online', 'connecting', 'online'])
  })

  test('brings a refusal all the same', async () => {
    const { url } = await startServer(undefined, blocked)
    const refused: string[] = []
    const { connection } = open({ url, auth: () => ({ refuse: 'outdated' }), onRefused: (code) => refused.push(code) })
    await vi.waitFor(() => expect(refused).toEqual(['outdated']))
    expect(connection.state).toBe('offline')
  })
})

test.each([
  'one, two',
  '42/test,7["ask"]',
  'line\nline\u2028line\r',
  '"quoted" \\ back',
  '🕯️ 漢字 \u0000',
])('%j arrives as it was said, both ways', async (question) => {
  const { url } = await startServer((socket) => {
    socket.on('ask', (payload, ack) => ack({ ok: true, result: { answer: payload.question } }))
  })
  const { connection, online } = open({ url })
  await online()
  expect(await connection.request('ask', { question })).toEqual({ answer: question })
})

test('a request that waits when the connection is lost is unavailable at once', async () => {
  const { url, sockets } = await startServer((socket) => {
    socket.on('ask', () => socket.conn.close())
  })
  const { connection, online } = open({ url, ackMs: 60_000 })
  await online()
  await expect(connection.request('ask', { question: 'how' })).rejects.toMatchObject({ code: 'unavailable' })
  expect(sockets).toHaveLength(1)
})

describe('a connection that is lost', () => {
  test('by the server ending it alone comes back as well', async () => {
    const { url, sockets } = await startServer()
    const { online } = open({ url })
    await online()
    sockets[0]?.disconnect()
    await vi.waitFor(() => expect(sockets).toHaveLength(2), { timeout: 10_000 })
    await online()
  })

  test('comes back by itself, with a fresh auth and its listeners', async () => {
    const { url, sockets, auths } = await startServer()
    let attempt = 0
    const { connection, states, online } = open({
      url,
      auth: async () => {
        attempt += 1
        return { attempt }
      },
    })
    const beats: number[] = []
    connection.on('heartbeat', ({ lastSeq }) => beats.push(lastSeq))
    await online()
    sockets[0]?.conn.close()
    await vi.waitFor(() => expect(sockets).toHaveLength(2), { timeout: 10_000 })
    await online()
    sockets[1]?.emit('heartbeat', { lastSeq: 7 })
    await vi.waitFor(() => expect(beats).toEqual([7]))
    expect(auths).toEqual([{ attempt: 1 }, { attempt: 2 }])
    expect(states).toEqual(['online', 'connecting', 'online'])
  })

  test('is noticed by its silence alone', async () => {
    const { url, sockets } = await startServer()
    const { online } = open({ url, silenceMs: 100 })
    await online()
    // The server goes on believing in the first socket and says nothing on it.
    await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(1), { timeout: 10_000 })
  })

  test('is kept while heartbeats come', async () => {
    const { url, sockets } = await startServer((socket) => {
      const timer = setInterval(() => socket.emit('heartbeat', { lastSeq: 0 }), 40)
      socket.on('disconnect', () => clearInterval(timer))
    })
    const { connection, online } = open({ url, silenceMs: 1000 })
    let beats = 0
    connection.on('heartbeat', () => {
      beats += 1
    })
    await online()
    await vi.waitFor(() => expect(beats).toBeGreaterThan(40), { timeout: 10_000 })
    expect(sockets).toHaveLength(1)
  })

  test('is offline while nobody answers, and at once online when asked to try after the server came back', async () => {
    const { url, io } = await startServer()
    const { connection, online } = open({ url })
    await online()
    await io.close()
    await vi.waitFor(() => expect(connection.state).toBe('offline'), { timeout: 10_000 })
    const http = createServer()
    const again = new Server(http)
    again.of('/test')
    http.listen(Number(new URL(url).port))
    await once(http, 'listening')
    cleanUps.push(() => again.close())
    connection.retryNow()
    await online()
  })
})

describe('a connection that is refused', () => {
  test('for good is not asked for again until somebody wants it', async () => {
    const { url, auths } = await startServer()
    const refused: string[] = []
    let refuse: string | undefined = 'unauthorized'
    const { connection, online } = open({ url, auth: () => ({ refuse }), onRefused: (code) => refused.push(code) })
    await vi.waitFor(() => expect(refused).toEqual(['unauthorized']))
    expect(connection.state).toBe('offline')
    refuse = undefined
    connection.retryNow()
    await online()
    expect(auths).toHaveLength(2)
  })

  test('for now is asked for again', async () => {
    const { url } = await startServer()
    let tries = 0
    const { online } = open({
      url,
      auth: () => {
        tries += 1
        return tries < 2 ? { refuse: 'unavailable' } : {}
      },
    })
    await online()
    expect(tries).toBe(2)
  })

  test('an auth that cannot be had counts as a failed attempt', async () => {
    const { url } = await startServer()
    let tries = 0
    const { states, online } = open({
      url,
      async auth() {
        tries += 1
        if (tries < 2) throw new Error('no ticket')
        return {}
      },
    })
    await online()
    expect(states).toEqual(['offline', 'online'])
  })
})

test('after close nothing comes back', async () => {
  const { url, sockets, io } = await startServer()
  const { connection, online } = open({ url })
  await online()
  connection.close()
  await vi.waitFor(() => expect(io.of('/test').sockets.size).toBe(0))
  connection.retryNow()
  expect(sockets).toHaveLength(1)
})
