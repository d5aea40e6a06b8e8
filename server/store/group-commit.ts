import type { DatabaseSync } from 'node:sqlite'
import { unavailable } from './rows.ts'
import { primaryCode } from './sqlite-open.ts'

/** Where the store says that it cannot write, and that it can again: codes, never anyone's text. A pino logger fits. */
export interface StoreLog {
  error(fields: { code: number | null; waiting: number }, message: string): void
  info(fields: { waiting: number }, message: string): void
}

export interface GroupCommit {
  /**
   * Runs `work` in a transaction that it may share with others of the same turn, and resolves with its result once that
   * is on disk. What `work` throws undoes this piece alone. Rejects with ChatError `unavailable` when nothing of the
   * transaction could be stored; the next one is tried afresh, so the database is back as soon as its disk is.
   */
  run<T>(work: () => T): Promise<T>
  /** Commits what is waiting and refuses everything after. */
  end(): void
}

interface Job {
  work(): unknown
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Pieces of work in one transaction: bounds how long the loop is held before anyone is answered. */
const MAX_BATCH = 256

/** Shares one commit, which waits for the disk, among everything written in the same turn of the loop. */
export function groupCommit(db: DatabaseSync, log?: StoreLog): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const savepoint = db.prepare('SAVEPOINT piece')
  const undo = db.prepare('ROLLBACK TO piece')
  const keep = db.prepare('RELEASE piece')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const queue: Job[] = []
  let scheduled = false
  let failing = false
  let ended = false

  function attempt(job: Job): () => void {
    savepoint.run()
    try {
      const value = job.work()
      keep.run()
      return () => job.resolve(value)
    } catch (error) {
      if (!db.isTransaction || breaksTransaction(error)) throw error
      undo.run()
      keep.run()
      return () => job.reject(primaryCode(error) === null ? error : unavailable(error))
    }
  }

  function commitBatch(batch: Job[]): void {
    const answers: (() => void)[] = []
    try {
      begin.run()
      for (const job of batch) answers.push(attempt(job))
      commit.run()
    } catch (cause) {
      if (!failing) log?.error({ code: primaryCode(cause), waiting: batch.length }, 'the database cannot be written')
      failing = true
      for (const job of batch) job.reject(unavailable(cause))
      if (db.isTransaction) rollback.run()
      return
    }
    if (failing) log?.info({ waiting: queue.length }, 'the database can be written again')
    failing = false
    for (const answer of answers) answer()
  }

  function turn(): void {
    scheduled = false
    const batch = queue.splice(0, MAX_BATCH)
    if (queue.length > 0) schedule()
    if (batch.length > 0) commitBatch(batch)
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(turn)
  }

  return {
    run<T>(work: () => T): Promise<T> {
      if (ended) return Promise.reject(unavailable())
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: (value) => resolve(value as T), reject })
        schedule()
      })
    },
    end() {
      ended = true
      while (queue.length > 0) commitBatch(queue.splice(0, MAX_BATCH))
    },
  }
}

const SQLITE_CONSTRAINT = 19

/** Whether an error says that the database itself is in trouble, and not that one row was refused. */
function breaksTransaction(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== null && code !== SQLITE_CONSTRAINT
}
