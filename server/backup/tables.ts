/** A value as every database keeps it. */
export type Value = string | number | Uint8Array | null
export type Row = Record<string, Value>

/**
 * What is carried from one database to another, each table after those that it refers to, in the order of its key. The same
 * names stand in SQLite and in PostgreSQL. `probe` is not carried: it says nothing.
 */
export const TABLES = {
  meta: { columns: ['name', 'value'], key: ['name'] },
  chat: {
    columns: [
      'id',
      'token_hash',
      'state',
      'owner_id',
      'owner_epoch',
      'last_seq',
      'opened_at',
      'last_at',
      'spoken',
      'had_person',
      'flagged',
      'waited_ms',
      'claimed_at',
      'fold',
      'checksum',
    ],
    key: ['id'],
  },
  chat_key: { columns: ['chat_id', 'master_id', 'wrapped'], key: ['chat_id'] },
  event: {
    columns: [
      'chat_id',
      'seq',
      'kind',
      'sender_role',
      'sender_key',
      'client_id',
      'content_hash',
      'body',
      'disclaimer_id',
      'server_time',
      'checksum',
    ],
    key: ['chat_id', 'seq'],
  },
  tombstone: { columns: ['chat_id', 'last_seq', 'erased_at', 'reason'], key: ['chat_id'] },
  day_count: { columns: ['day', 'what', 'about', 'count', 'checksum'], key: ['day', 'what', 'about'] },
  audit: { columns: ['number', 'at', 'who', 'what', 'detail', 'count', 'which', 'hash'], key: ['number'] },
} as const

export type TableName = keyof typeof TABLES

/** Rows of one moment, those of each table in the order of its key. */
export interface Source {
  rows(table: TableName): Iterable<Row> | AsyncIterable<Row>
}

export interface Target {
  /** Adds rows to a table that has none of these. */
  insert(table: TableName, rows: Row[]): void | Promise<void>
}

/** Rows that are handed on together. */
const BATCH = 1000

/** Copies whole tables; returns how many rows each has. */
export async function copyTables(
  source: Source,
  target: Target,
  tables: readonly TableName[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    let batch: Row[] = []
    let count = 0
    for await (const row of source.rows(table)) {
      count += 1
      if (batch.push(row) < BATCH) continue
      await target.insert(table, batch)
      batch = []
    }
    if (batch.length > 0) await target.insert(table, batch)
    counts[table] = count
  }
  return counts
}
