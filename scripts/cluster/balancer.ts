import { createHash } from 'node:crypto'
import { createServer, get, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

/** One server behind the balancer. */
interface Backend {
  /** Its port for each of the balancer's, in the same order. */
  ports: number[]
  up: boolean
  /** Connections through the balancer to it. */
  open: Set<Socket>
}

export interface Balancer {
  /** How many servers are given work at the moment. */
  up(): number
  close(): Promise<void>
}

interface BalancerOptions {
  host: string
  /** Where to listen. */
  ports: number[]
  /** The servers' ports on 127.0.0.1, each a list beside `ports`; the first answers `/healthz`. */
  backends: number[][]
  checkEveryMs?: number
}

const CHECK_MS = 500
const ANSWER_MS = 1000
const CONNECT_MS = 1000

/**
 * A small balancer for trying several servers on one machine: in turn, except for long polling, whose requests have to reach
 * the server that knows them. A server that does not answer gets no work, and what was open to it is closed, so that
 * clients move to another. Made for loopback; in earnest, use a reverse proxy.
 */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { host, ports, backends, checkEveryMs = CHECK_MS } = options
  const all: Backend[] = backends.map((own) => ({ ports: own, up: true, open: new Set() }))
  let turn = 0

  /** Servers in the order in which they are to be tried for a request. */
  function order(request: IncomingMessage): Backend[] {
    const up = all.filter((backend) => backend.up)
    if (!isSticky(request)) {
      turn += 1
      return up.map((_, index) => up[(turn + index) % up.length]).filter((backend) => backend !== undefined)
    }
    const client = `${addressOf(request)} ${request.headers['user-agent'] ?? ''}`
    const weight = ({ ports: [port] }: Backend) => createHash('sha256').update(`${port} ${client}`).digest('hex')
    return up.toSorted((one, other) => weight(one).localeCompare(weight(other)))
  }

  /** A connection to the first server that takes it. Nothing was sent yet, so that another can be tried. */
  async function connection(request: IncomingMessage, index: number): Promise<Socket | null> {
    for (const backend of order(request)) {
      const socket = await connected(backend.ports[index] ?? 0)
      if (socket) {
        backend.open.add(socket)
        socket.once('close', () => backend.open.delete(socket))
        return socket
      }
      takeDown(backend)
    }
    return null
  }

  const servers = ports.map((port, index) => {
    const server = createServer((request, response) => {
      connection(request, index).then((socket) => pass(request, response, socket))
    })
    server.on('upgrade', (request: IncomingMessage, client: Socket, head: Buffer) => {
      client.on('error', () => client.destroy())
      connection(request, index).then((socket) => join(request, head, client, socket))
    })
    return { server, port }
  })
  await Promise.all(
    servers.map(({ server, port }) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject).listen(port, host, resolve)
      return promise
    }),
  )

  const checking = setInterval(() => {
    for (const backend of all) {
      const check = get({
        port: backend.ports[0],
        host: '127.0.0.1',
        path: '/healthz',
        agent: false,
        timeout: ANSWER_MS,
      })
      check.once('response', (response) => {
        response.resume()
        backend.up = response.statusCode === 200
      })
      check.once('timeout', () => check.destroy(new Error('no answer in time')))
      check.once('error', () => takeDown(backend))
    }
  }, checkEveryMs)

  return {
    up: () => all.filter(({ up }) => up).length,
    async close() {
      clearInterval(checking)
      for (const backend of all) takeDown(backend)
      for (const { server } of servers) server.closeAllConnections()
      await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

function takeDown(backend: Backend): void {
  backend.up = false
  for (const socket of backend.open) socket.destroy()
}

/** Long polling spreads one connection over many requests, and a connection that began so may go on over a WebSocket. */
function isSticky({ url = '' }: IncomingMessage): boolean {
  const { pathname, searchParams } = new URL(url, 'http://balancer')
  return pathname.startsWith('/socket.io/') && (searchParams.get('transport') === 'polling' || searchParams.has('sid'))
}

const addressOf = ({ socket }: IncomingMessage): string => (socket.remoteAddress ?? '').replace(/^::ffff:/, '')

function connected(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_MS })
    const failed = (): void => {
      socket.destroy()
      resolve(null)
    }
    socket.once('timeout', failed)
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.setNoDelay(true)
      socket.off('error', failed)
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
  })
}

/** What the client sent, with its address as a server behind a proxy reads it. */
function headersOf(request: IncomingMessage): string[] {
  const headers: string[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(at, at + 2)
    if (name.toLowerCase() !== 'x-forwarded-for') headers.push(name, value)
  }
  return [...headers, 'X-Forwarded-For', addressOf(request)]
}

function pass(request: IncomingMessage, response: ServerResponse, socket: Socket | null): void {
  if (!socket) {
    response.writeHead(503, { 'cache-control': 'no-store', connection: 'close' }).end('No server is running.\n')
    return
  }
  const { method, url: path } = request
  const onward = httpRequest({ createConnection: () => socket, method, path, headers: headersOf(request) })
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.pipe(response)
    answer.once('error', () => response.destroy())
  })
  onward.once('error', () => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { 'cache-control': 'no-store', connection: 'close' }).end('The server went away.\n')
  })
  response.once('close', () => {
    onward.destroy()
    socket.destroy()
  })
  request.pipe(onward)
}

function join(request: IncomingMessage, head: Buffer, client: Socket, socket: Socket | null): void {
  if (!socket || client.destroyed) {
    socket?.destroy()
    client.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
    return
  }
  const headers = headersOf(request)
  const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []))
  socket.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  socket.write(head)
  client.setNoDelay(true)
  socket.pipe(client).pipe(socket)
  socket.once('close', () => client.destroy())
  client.once('close', () => socket.destroy())
}
