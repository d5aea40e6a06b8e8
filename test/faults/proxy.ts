import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** One direction of a connection: what comes in at `from` goes out at `to`, in order, as the flow says. */
export class Flow {
  /** How long each piece is held before it goes on, ms. */
  delayMs = 0
  /** Nothing goes on; what came waits. A network that loses packets looks like this to both ends. */
  blackhole = false
  bytesPerSecond = Number.POSITIVE_INFINITY
  /** Every byte goes on by itself. */
  split = false
  /** Half of the next piece goes on, and then the connection is gone. */
  truncate = false
  readonly #from: Socket
  readonly #to: Socket
  readonly #cut: () => void

  constructor(from: Socket, to: Socket, cut: () => void) {
    this.#from = from
    this.#to = to
    this.#cut = cut
    void this.#run()
  }

  async #run(): Promise<void> {
    try {
      for await (const piece of this.#from) await this.#pass(piece as Buffer)
      this.#to.end()
    } catch {
      // One of the ends is gone, and so is the other.
      this.#cut()
    }
  }

  async #pass(piece: Buffer): Promise<void> {
    if (this.delayMs > 0) await pause(this.delayMs)
    while (this.blackhole && !this.#to.destroyed) await pause(5)
    if (this.truncate) {
      await this.#write(piece.subarray(0, piece.length >> 1))
      this.#cut()
    } else if (this.split) {
      for (let at = 0; at < piece.length; at++) await this.#write(piece.subarray(at, at + 1))
    } else if (Number.isFinite(this.bytesPerSecond)) {
      await this.#trickle(piece)
    } else {
      await this.#write(piece)
    }
  }

  /** A tenth of a second's worth at a time, until the flow is fast again. */
  async #trickle(piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const length = Math.min(piece.length - at, Math.max(1, Math.round(this.bytesPerSecond / 10)))
      await this.#write(piece.subarray(at, at + length))
      at += length
      if (Number.isFinite(this.bytesPerSecond)) await pause(100)
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    if (!this.#to.write(bytes)) await once(this.#to, 'drain')
  }
}

/** One connection through the proxy. */
export class Link {
  /** From the client to the server, and back. */
  readonly up: Flow
  readonly down: Flow
  readonly #client: Socket
  readonly #server: Socket

  constructor(client: Socket, server: Socket) {
    this.#client = client
    this.#server = server
    const cut = () => this.drop()
    this.up = new Flow(client, server, cut)
    this.down = new Flow(server, client, cut)
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', cut)
    }
    client.on('close', cut)
    server.on('close', cut)
  }

  get open(): boolean {
    return !this.#client.destroyed && !this.#server.destroyed
  }

  drop(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  /** As a router does that has forgotten the connection. */
  reset(): void {
    this.#client.resetAndDestroy()
    this.#server.resetAndDestroy()
  }

  /** The client's side of it alone is reset: the server is not told. */
  halfClose(towards: 'client' | 'server'): void {
    ;(towards === 'client' ? this.#client : this.#server).end()
  }

  heal(): void {
    for (const flow of [this.up, this.down]) {
      flow.delayMs = 0
      flow.blackhole = false
      flow.bytesPerSecond = Number.POSITIVE_INFINITY
      flow.split = false
      flow.truncate = false
    }
  }
}

/** A bad network on loopback, in front of one server. */
export interface Proxy {
  readonly url: string
  readonly links: ReadonlySet<Link>
  /** Calls `listener` for every new connection. */
  onLink(listener: (link: Link) => void): void
  /** Whether new connections come through; otherwise they are refused. */
  open: boolean
  close(): Promise<void>
}

/** `port` is asked for with each connection, so that a server may move. */
export async function startProxy(port: () => number): Promise<Proxy> {
  const links = new Set<Link>()
  const listeners: ((link: Link) => void)[] = []
  let open = true

  const listening = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (client) => {
    if (!open) return void client.resetAndDestroy()
    const server = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true })
    const link = new Link(client, server)
    links.add(link)
    client.once('close', () => links.delete(link))
    for (const listener of listeners) listener(link)
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    links,
    onLink: (listener) => void listeners.push(listener),
    get open() {
      return open
    },
    set open(next) {
      open = next
    },
    async close() {
      for (const link of links) link.drop()
      listening.close()
      await once(listening, 'close')
    },
  }
}
