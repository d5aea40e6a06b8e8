import type { LogPage } from '../protocol/events.ts'
import { backoffMs } from './backoff.ts'
import { type Batch, EMPTY_THREAD, fold, type Thread } from './thread.ts'

export interface FollowOptions {
  /** One page of the log after `since`. */
  readPage: (since: number) => Promise<LogPage>
  onChange: (thread: Thread) => void
  /** The log started over in another generation (a restored server): `before` is what this page had seen. */
  onRestart?: (before: Thread) => void
}

export interface Follow {
  readonly thread: Thread
  /** Takes a push. A gap in it is filled from the log. */
  receive(batch: Batch): void
  /** Takes the newest seq that the server knows of. */
  heard(lastSeq: number): void
  /** Reads what is missing: on connecting, on waking, after an acknowledgement beyond the next seq. */
  sync(): Promise<void>
  stop(): void
}

/** Keeps a thread in step with its log. Pushes only save round trips: what they bring wrongly or not at all is read. */
export function follow(options: FollowOptions): Follow {
  const { readPage, onChange, onRestart } = options
  let thread = EMPTY_THREAD
  let reading: Promise<void> | null = null
  let again = false
  let attempts = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: Thread) => {
    if (next === thread || stopped) return
    const before = thread
    thread = next
    if (before.gen !== null && before.gen !== next.gen) onRestart?.(before)
    onChange(thread)
  }

  const readAll = async () => {
    for (let more = true; more && !stopped; ) {
      const since = thread.cursor
      const page = await readPage(since)
      if (page.gen === thread.gen && page.lastSeq < since) {
        // The log is shorter than what was seen here: it was put back to an earlier state.
        const before = thread
        become({ ...EMPTY_THREAD, gen: page.gen })
        onRestart?.(before)
        continue
      }
      const restarted = thread.gen !== null && page.gen !== thread.gen
      const folded = fold(thread, page)
      more = page.more || (restarted && since > 0)
      become({ ...folded, needsSync: more })
    }
  }

  const sync = (): Promise<void> => {
    clearTimeout(timer)
    if (reading) {
      again = true
      return reading
    }
    reading = readAll()
      .then(
        () => {
          attempts = 0
        },
        () => {
          // Not connected or not answered: the next connection syncs, and so does this timer.
          if (!stopped) timer = setTimeout(sync, backoffMs(attempts++))
        },
      )
      .finally(() => {
        reading = null
        if (again && !stopped) {
          again = false
          void sync()
        }
      })
    return reading
  }

  return {
    get thread() {
      return thread
    },
    receive(batch) {
      become(fold(thread, batch))
      if (thread.needsSync) void sync()
    },
    heard(lastSeq) {
      if (lastSeq > thread.cursor || thread.needsSync) void sync()
    },
    sync,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
