import { createClient } from '@redis/client'
import { within } from './deadline.ts'
import type { Bus } from './doorbell.ts'

const CONNECT_MS = 2000
const SEND_MS = 2000

/**
 * Rings by Redis pub/sub. `topic` tells this database's nodes from others at the same Redis. The library's own way to
 * reconnect is off: the doorbell decides when.
 */
export function redisBus(url: string, topic: string): Bus {
  const channel = `bedside:${topic}`
  const connection = (broke: (error: unknown) => void) => {
    const client = createClient({ url, socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false } })
    client.on('error', broke)
    return client
  }
  type Connection = ReturnType<typeof connection>
  const cut = (client: Connection): void => {
    if (client.isOpen) client.destroy()
  }
  async function opened(broke: (error: unknown) => void, ready?: (client: Connection) => Promise<unknown>) {
    const client = connection(broke)
    try {
      await within(CONNECT_MS, client.connect())
      if (ready) await within(CONNECT_MS, ready(client))
      return client
    } catch (error) {
      cut(client)
      throw error
    }
  }
  let ringing: Promise<Connection> | null = null

  return {
    async hear({ heard, lost }) {
      const client = await opened(lost, (made) => made.subscribe(channel, heard))
      return () => cut(client)
    },
    async send(texts) {
      ringing ??= opened(() => {})
      const used = ringing
      try {
        const client = await used
        await within(SEND_MS, Promise.all(texts.map((text) => client.publish(channel, text))))
      } catch (error) {
        ringing = null
        used.then(cut, () => {})
        throw error
      }
    },
    async close() {
      await ringing?.then(cut, () => {})
    },
  }
}
