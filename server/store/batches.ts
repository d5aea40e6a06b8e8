import { unavailable } from './rows.ts'

/** Where the store says that it cannot write, and that it can again: codes, never anyone's text. A pino logger fits. */
export interface BatchLog {
  error(fields: { code: string | number | null; waiting: number }, message: string): void
  info(fields: { waiting: number }, message: string): void
}

export interface Batches<Piece> {
  /** Resolves or rejects with what became of the piece, once the transaction that it shared is on disk. */
  run<T>(piece: Piece): Promise<T>
  /** Commits what is waiting and refuses everything after. Never rejects. */
  end(): Promise<void>
}

interface Job<Piece> {
  piece: Piece
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Pieces in one transaction: bounds how long it holds its locks, and how much memory its rows take. */
const MAX_BATCH = 256

/**
 * Pieces that arrive while a transaction is under way go together into the next; one is under way at a time. `commit` says what
 * became of each piece of a batch, in its order. When it rejects instead, nothing of the batch is stored: everyone in it and
 * everyone who waits behind it gets `unavailable` at once, rather than waiting in turn for the same answer. What comes
 * after is tried afresh, so the store is back as soon as its database is.
 */
export function batches<Piece>(
  commit: (pieces: Piece[]) => Promise<PromiseSettledResult<unknown>[]>,
  log?: BatchLog,
): Batches<Piece> {
  const queue: Job<Piece>[] = []
  let underWay: Promise<void> | null = null
  let failing = false
  let ended = false

  async function commitBatch(batch: Job<Piece>[]): Promise<void> {
    try {
      const settled = await commit(batch.map(({ piece }) => piece))
      if (failing) log?.info({ waiting: queue.length }, 'the database can be written again')
      failing = false
      for (const [index, job] of batch.entries()) {
        const result = settled[index]
        if (result?.status === 'fulfilled') job.resolve(result.value)
        else job.reject(result?.reason ?? unavailable())
      }
    } catch (cause) {
      const refused = [...batch, ...queue.splice(0)]
      if (!failing) log?.error({ code: codeOf(cause), waiting: refused.length }, 'the database cannot be written')
      failing = true
      for (const job of refused) job.reject(unavailable(cause))
    }
  }

  async function work(): Promise<void> {
    // Everything that is asked in this turn of the loop shares the first batch.
    await new Promise(setImmediate)
    while (queue.length > 0) await commitBatch(queue.splice(0, MAX_BATCH))
    underWay = null
  }

  return {
    run<T>(piece: Piece): Promise<T> {
      if (ended) return Promise.reject(unavailable())
      return new Promise<T>((resolve, reject) => {
        queue.push({ piece, resolve: (value) => resolve(value as T), reject })
        underWay ??= work()
      })
    },
    async end() {
      ended = true
      await underWay
    },
  }
}

/** The SQLSTATE or the system's code of an error, such as `57P01` or `ECONNREFUSED`. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
