import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A slow phone network: 150 ms there and back, 1.6 Mbit/s down and 0.75 Mbit/s up. */
const ONE_WAY_MS = 75
const BYTES_PER_MS = { down: 200, up: 94 }
/** What goes over a network in one piece. */
const SEGMENT = 1400

/**
 * A network before several servers, whose connections share its width. It delays what is sent, and the making of a
 * connection, below the browser: so a page and a frame in another process are slowed alike, whichever asks. What it takes
 * no notice of: TLS and the slow start of TCP.
 */
export interface Network {
  /** Whether connections that are made from now on are slow. */
  slow: boolean
  /** A port of its own for the server at `port`. */
  relay(port: () => number): Promise<number>
  close(): void
}

/** One direction, used by one segment after the other. */
class Lane {
  readonly #bytesPerMs: number
  #freeAt = 0

  constructor(bytesPerMs: number) {
    this.#bytesPerMs = bytesPerMs
  }

  /** When something of that length that is sent now has arrived, as `performance.now()` tells. */
  arrival(bytes: number): number {
    this.#freeAt = Math.max(performance.now(), this.#freeAt) + bytes / this.#bytesPerMs
    return this.#freeAt + ONE_WAY_MS
  }
}

export function openNetwork(): Network {
  const [up, down] = [new Lane(BYTES_PER_MS.up), new Lane(BYTES_PER_MS.down)]
  const servers: Server[] = []
  const open = new Set<Socket>()
  const network: Network = {
    slow: false,
    async relay(port) {
      const server = createServer((client) => {
        const target = connect(port(), '127.0.0.1')
        for (const [socket, other] of [
          [client, target],
          [target, client],
        ] as const) {
          open.add(socket)
          socket.setNoDelay(true)
          socket.on('error', () => other.destroy())
          socket.on('close', () => {
            open.delete(socket)
            other.destroy()
          })
        }
        if (network.slow) {
          const made = pause(2 * ONE_WAY_MS)
          void carry(client, target, up, made)
          void carry(target, client, down, made)
        } else {
          client.pipe(target).pipe(client)
        }
      }).listen(0, '127.0.0.1')
      servers.push(server)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    close() {
      for (const server of servers) server.close()
      for (const socket of open) socket.destroy()
    },
  }
  return network
}

/** Carries what comes from one socket to the other, in order, once the connection is `made`. */
async function carry(from: Socket, to: Socket, lane: Lane, made: Promise<void>): Promise<void> {
  let before: Promise<unknown> = made
  try {
    for await (const piece of from as AsyncIterable<Buffer>) {
      await made
      for (let at = 0; at < piece.length; at += SEGMENT) {
        const segment = piece.subarray(at, at + SEGMENT)
        const arrival = lane.arrival(segment.length)
        before = before.then(() => pause(Math.max(0, arrival - performance.now()))).then(() => to.write(segment))
      }
    }
    await before
    to.end()
  } catch {
    to.destroy()
  }
}
