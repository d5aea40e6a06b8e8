import type { DatabaseSync } from 'node:sqlite'
import { type Row, type Source, TABLES, type TableName, type Target } from './tables.ts'

const list = (columns: readonly string[]): string => columns.join(', ')

/** A database file as rows. Inside a transaction they are of one moment. */
export function sqliteSource(db: DatabaseSync): Source {
  return {
    rows(table: TableName): Iterable<Row> {
      const { columns, key } = TABLES[table]
      return db.prepare(`SELECT ${list(columns)} FROM ${table} ORDER BY ${list(key)}`).iterate() as Iterable<Row>
    },
  }
}

/** Where rows are put into a database file. */
export function sqliteTarget(db: DatabaseSync): Target {
  return {
    insert(table, rows) {
      const { columns } = TABLES[table]
      const insert = db.prepare(
        `INSERT INTO ${table} (${list(columns)}) VALUES (${list(columns.map((name) => `:${name}`))})`,
      )
      for (const row of rows) insert.run(row)
    },
  }
}
