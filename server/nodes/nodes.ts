import { createHash, randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import { ROLES } from '../../protocol/access.ts'
import type { AlertLedger } from '../alerts/ledger.ts'
import { postgresLedger } from '../alerts/ledger-postgres.ts'
import type { SharedAuth, StaffSession } from '../auth.ts'
import { systemClock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type OneTimeSecrets, SETUP_LINK_TTL_MS, TICKET_TTL_MS } from '../one-time.ts'
import { type Attendance, NODE_GONE_MS, postgresAttendance } from './attendance.ts'
import { alone, FORGET_OLD_NODES, openPool, TABLES } from './database.ts'
import { type Doorbell, openDoorbell } from './doorbell.ts'
import { postgresBus } from './doorbell-postgres.ts'
import { redisBus } from './doorbell-redis.ts'
import { sharedSecrets } from './secrets.ts'

/** What joins this node to the others at the same database. */
export interface Nodes {
  doorbell: Doorbell
  attendance: Attendance
  auth: SharedAuth
  setupLinks: OneTimeSecrets<true>
  alerts: AlertLedger
  /** Call it last: the goodbye goes over these connections. */
  close(): Promise<void>
}

interface NodesSettings {
  databaseUrl: string
  /** Where to ring instead of the database, or null. */
  redisUrl: string | null
  /** The generation of the store: nodes of another database are not listened to. */
  gen: string
  /** Signs staff cookies; all nodes need the same. */
  sessionSecret: string
  log: Log
}

const staffSession = z.strictObject({
  sessionId: z.string(),
  staff: z.strictObject({ id: z.string(), name: z.string() }),
  role: z.enum(ROLES),
})

/**
 * Joins the other nodes. The store has to be open: its schema is where the tables are made. Rejects with the database's error,
 * and with an Error in a plain sentence when the others sign cookies with another key.
 */
export async function openNodes(settings: NodesSettings): Promise<Nodes> {
  const { databaseUrl, redisUrl, gen, sessionSecret, log } = settings
  const sessionMark = createHash('sha256').update(`bedside session key ${sessionSecret}`).digest('hex')
  await alone(databaseUrl, async (client) => {
    await client.query(TABLES)
    await client.query(FORGET_OLD_NODES)
  })
  const pool = openPool(databaseUrl, { max: 3 })
  const accounts = openPool(databaseUrl, {
    max: 3,
    onConnect: (client) => client.query('SET search_path TO bedside').then(() => {}),
  })
  const end = async (): Promise<void> => void (await Promise.all([pool.end(), accounts.end()]))
  try {
    await requireSameKey(pool, sessionMark)
  } catch (error) {
    await end()
    throw error
  }
  const bus = redisUrl === null ? postgresBus(databaseUrl, pool) : redisBus(redisUrl, gen)
  const doorbell = openDoorbell(bus, { clock: systemClock, log })
  return {
    doorbell,
    attendance: postgresAttendance(pool, { id: randomBytes(16).toString('hex'), sessionMark, gen }),
    auth: {
      accounts,
      tickets: sharedSecrets<StaffSession>(pool, {
        purpose: 'ticket',
        ttlMs: TICKET_TTL_MS,
        parse: (value) => staffSession.parse(value),
      }),
      alone: (work) => alone(databaseUrl, work),
    },
    setupLinks: sharedSecrets<true>(pool, {
      purpose: 'setup',
      ttlMs: SETUP_LINK_TTL_MS,
      parse: (value) => z.literal(true).parse(value),
    }),
    alerts: postgresLedger(accounts),
    async close() {
      await doorbell.close()
      await end()
    },
  }
}

/** With two keys, a cookie of one node would be none at the next, and staff would be signed out at random. */
async function requireSameKey(pool: Pool, sessionMark: string): Promise<void> {
  const { rows } = await pool.query(
    'SELECT 1 FROM bedside.node WHERE session_mark <> $1 AND seen_at > now() - make_interval(secs => $2::float8 / 1000)',
    [sessionMark, NODE_GONE_MS],
  )
  if (rows.length > 0) {
    throw new Error(
      'Another server at this database signs staff cookies with another key. Give all servers the same DATA_DIR, or copy ' +
        'session.key and master.key from the one that runs.',
    )
  }
}
