import type { AuditEntry, Deed } from '../../protocol/audit.ts'
import type { Clock } from '../clock.ts'
import { type Log, traceOf } from '../log.ts'
import type { Store } from '../store/port.ts'
import { entryOf } from './chain.ts'
import type { HeadNote } from './head-note.ts'

/** Where the server says who did what with which chat or account. */
export interface Audit {
  /** Resolves once the row is on disk. Rejects with ChatError `unavailable`: what it stands for must not be given then. */
  record(deed: Deed): Promise<void>
  /**
   * Of what has been done already and cannot be refused any more: its row is tried again until it is stored, in the order of
   * these calls and with the time of the call.
   */
  happened(deed: Deed): void
  /** Tries once more what is not stored yet. Never rejects. */
  close(): Promise<void>
}

interface AuditDeps {
  store: Pick<Store, 'record'>
  clock: Clock
  log: Log
  note?: HeadNote | undefined
}

/** How long to wait until a row is tried again, ms. */
const AGAIN_MS = 1000

export function openAudit({ store, clock, log, note }: AuditDeps): Audit {
  const waiting: AuditEntry[] = []
  let working: Promise<void> | null = null
  let failing = false
  let stopWaiting: (() => void) | null = null
  let closed = false

  const write = async (entry: AuditEntry): Promise<void> => {
    const row = await store.record(entry)
    note?.wrote(row)
  }

  /** Stores what is waiting, up to the first failure. */
  async function work(): Promise<void> {
    for (let entry = waiting[0]; entry; entry = waiting[0]) {
      try {
        await write(entry)
        waiting.shift()
        failing = false
      } catch (error) {
        if (!failing) log.error({ event: 'audit', ...traceOf(error) }, 'the audit log cannot be written')
        failing = true
        return
      }
    }
  }

  function begin(): Promise<void> {
    working ??= work().finally(() => {
      working = null
      if (waiting.length > 0 && !closed) later()
    })
    return working
  }

  function later(): void {
    stopWaiting ??= clock.after(AGAIN_MS, () => {
      stopWaiting = null
      void begin()
    })
  }

  return {
    record: (deed) => write(entryOf(deed, clock.now())),
    happened(deed) {
      waiting.push(entryOf(deed, clock.now()))
      if (stopWaiting === null) void begin()
    },
    async close() {
      closed = true
      stopWaiting?.()
      await working
      await begin()
      if (waiting.length > 0) log.error({ event: 'audit', count: waiting.length }, 'rows of the audit log were lost')
    },
  }
}
