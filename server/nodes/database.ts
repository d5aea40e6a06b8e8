import { Client, type ClientConfig, Pool, type PoolConfig } from 'pg'

/** How long to try to connect, and to wait for an answer, ms: people are to be told soon that the database is away. */
const CONNECT_MS = 2000
const STATEMENT_MS = 4000
const ANSWER_MS = 5000
const LOCK_MS = 60_000

/** Connections that are made when they are needed and again when they broke. */
export function openPool(url: string, more: Pick<PoolConfig, 'max' | 'onConnect'>): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'bedside-nodes',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    ...more,
  })
  // Whoever was using a connection that breaks is told by their query.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Does `work` while no other node does the like, nor brings the chats' tables up to date. */
export async function alone(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'bedside-nodes',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_MS,
  }
  const client = new Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('bedside migrations', 0))`)
    await work(client)
  } finally {
    // The lock ends with the connection.
    await client.end()
  }
}

/**
 * What is true only while nodes run. Nothing of it has to outlive a crash of the database, so nothing of it waits for a
 * disk: after a crash the tables are empty, a used ticket is not back, nodes write again who is there, and an alert goes out
 * once more.
 */
export const TABLES = `
  CREATE UNLOGGED TABLE IF NOT EXISTS bedside.node (
    id text PRIMARY KEY,
    session_mark text NOT NULL,
    seen_at timestamptz NOT NULL
  );
  CREATE UNLOGGED TABLE IF NOT EXISTS bedside.attendance (
    node_id text NOT NULL,
    staff_id text NOT NULL,
    name text NOT NULL,
    gone_at timestamptz,
    PRIMARY KEY (node_id, staff_id)
  );
  CREATE UNLOGGED TABLE IF NOT EXISTS bedside.duty (
    staff_id text PRIMARY KEY,
    on_duty boolean NOT NULL
  );
  CREATE UNLOGGED TABLE IF NOT EXISTS bedside.one_time (
    digest text PRIMARY KEY,
    purpose text NOT NULL,
    value text NOT NULL,
    until timestamptz NOT NULL
  );
  CREATE UNLOGGED TABLE IF NOT EXISTS bedside.alert (
    key text PRIMARY KEY,
    not_before bigint NOT NULL,
    tries integer NOT NULL,
    sent integer NOT NULL CHECK (sent IN (0, 1)),
    taken_at bigint NOT NULL
  );
  -- Kept: a crash must not make a clinic look untested.
  CREATE TABLE IF NOT EXISTS bedside.alert_moment (
    name text PRIMARY KEY,
    at bigint NOT NULL
  )`

/** Nodes that ended long ago, and who was on them. */
export const FORGET_OLD_NODES = `
  WITH old AS (DELETE FROM bedside.node WHERE seen_at < now() - interval '1 day' RETURNING id)
  DELETE FROM bedside.attendance USING old WHERE attendance.node_id = old.id`
