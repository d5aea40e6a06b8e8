import { hash } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * How many events were ever stored, noted in a small file beside the database after each commit. SQLite takes a damaged or
 * missing piece of its write-ahead log for the end of it and goes on with what is before: without the note, everything after
 * would be gone in silence. It is not synced: after a power cut it may say less than is there, never more.
 */
export interface Tally {
  /** So many more events are on disk. */
  add(events: number): void
  close(): void
}

export interface Noted {
  /** The generation of the log that was counted. */
  gen: string
  events: number
}

/** For the file of a database. */
export const tallyPath = (file: string): string => `${file}-tally`

/** What was noted, or null where nothing is, or nothing readable: no note is no proof of damage. */
export function readTally(file: string): Noted | null {
  let text: string
  try {
    text = readFileSync(tallyPath(file), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const [gen = '', digits = ''] = text.split(' ')
  const events = Number(digits)
  return text === lineOf({ gen, events }) ? { gen, events } : null
}

/** Begins with `noted`, and keeps it up to date from here on. */
export function openTally(file: string, { gen, events }: Noted): Tally {
  const fd = openSync(tallyPath(file), constants.O_RDWR | constants.O_CREAT, 0o600)
  let total = events
  let scheduled = false
  let closed = false

  function write(): void {
    scheduled = false
    if (closed) return
    try {
      writeSync(fd, lineOf({ gen, events: total }), 0)
    } catch (error) {
      // What was stored is stored; a note that lags behind only proves less.
      if (!(error instanceof Error && 'syscall' in error)) throw error
    }
  }

  write()
  return {
    add(more) {
      total += more
      if (scheduled || more === 0) return
      scheduled = true
      // Everything that shared a commit is noted at once.
      queueMicrotask(write)
    },
    close() {
      if (scheduled) write()
      closed = true
      closeSync(fd)
    },
  }
}

/** Always of one length and within one sector, so that it is replaced as a whole. */
function lineOf({ gen, events }: Noted): string {
  const counted = `${gen} ${String(events).padStart(16, '0')}`
  return `${counted} ${hash('sha256', counted).slice(0, 8)}\n`
}
