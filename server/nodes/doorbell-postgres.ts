import { Socket } from 'node:net'
import { Client, type Pool } from 'pg'
import { within } from './deadline.ts'
import type { Bus } from './doorbell.ts'

const CHANNEL = 'bedside'
const CONNECT_MS = 2000
const SEND_MS = 2000

const NOTIFY = 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload'

/** Rings by NOTIFY through `pool`, and hears by LISTEN on a connection of its own to the same database. */
export function postgresBus(url: string, pool: Pool): Bus {
  return {
    async hear({ heard, lost }) {
      // Kept, because a connection whose other end is silent can only be cut, not ended.
      const socket = new Socket()
      const client = new Client({
        connectionString: url,
        application_name: 'bedside-doorbell',
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
        stream: () => socket,
      })
      client.on('error', lost)
      client.on('end', () => lost(Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })))
      client.on('notification', ({ payload }) => heard(payload ?? ''))
      try {
        await within(CONNECT_MS, client.connect())
        await within(CONNECT_MS, client.query(`LISTEN ${CHANNEL}`))
      } catch (error) {
        socket.destroy()
        throw error
      }
      return () => socket.destroy()
    },
    async send(texts) {
      await within(SEND_MS, pool.query(NOTIFY, [CHANNEL, texts]))
    },
    async close() {},
  }
}
