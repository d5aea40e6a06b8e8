import type { ClientBase } from 'pg'
import { type Row, type Source, TABLES, type TableName, type Target } from './tables.ts'

const list = (columns: readonly string[]): string => columns.join(', ')

/** Rows that are fetched in one go. */
const FETCH = 1000

/** A database as rows, read over a connection that is in a transaction: REPEATABLE READ makes them of one moment. */
export function postgresSource(client: ClientBase): Source {
  let cursors = 0
  return {
    async *rows(table: TableName): AsyncGenerator<Row, void> {
      const { columns, key } = TABLES[table]
      cursors += 1
      const cursor = `rows_${cursors}`
      await client.query(
        `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${list(columns)} FROM bedside.${table} ORDER BY ${list(key)}`,
      )
      for (;;) {
        const { rows } = await client.query<Row>(`FETCH ${FETCH} FROM ${cursor}`)
        yield* rows
        if (rows.length === 0) break
      }
      await client.query(`CLOSE ${cursor}`)
    },
  }
}

/** Where rows are put into a database, over a connection that is in a transaction. */
export function postgresTarget(client: ClientBase): Target {
  return {
    async insert(table, rows) {
      const { columns } = TABLES[table]
      const places = rows.map((_row, r) => `(${list(columns.map((_column, c) => `$${r * columns.length + c + 1}`))})`)
      const values = rows.flatMap((row) => columns.map((column) => row[column]))
      await client.query(`INSERT INTO bedside.${table} (${list(columns)}) VALUES ${list(places)}`, values)
    },
  }
}
