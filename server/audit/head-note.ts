import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Link } from './chain.ts'

/**
 * The newest row of the audit log that this server wrote, noted in a file beside the database: whoever removes rows at the
 * end of the table has to know of the file as well. A backup that was restored has another generation (`gen`), and is noted anew.
 */
export interface HeadNote {
  /** A note never goes back: after rows were removed it still says what was there. */
  wrote(row: Link): void
}

const noteFile = (dataDir: string): string => join(dataDir, 'audit-head')

/** What was noted for this generation; null where nothing is, or nothing readable. Throws the file system's error. */
export function readHeadNote(dataDir: string, gen: string): Link | null {
  let text: string
  try {
    text = readFileSync(noteFile(dataDir), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const [noted, number, hash] = text.trim().split(' ')
  if (noted !== gen || !/^\d{1,15}$/.test(number ?? '') || !/^[0-9a-f]{64}$/.test(hash ?? '')) return null
  return { number: Number(number), hash: hash ?? '' }
}

export function openHeadNote(dataDir: string, gen: string): HeadNote {
  let noted = readHeadNote(dataDir, gen)?.number ?? 0
  return {
    wrote({ number, hash }) {
      if (number <= noted) return
      noted = number
      try {
        writeFileSync(noteFile(dataDir), `${gen} ${String(number).padStart(15, '0')} ${hash}\n`, { mode: 0o600 })
      } catch (error) {
        // The row is stored; a note that lags behind only proves less.
        if (!(error instanceof Error && 'syscall' in error)) throw error
      }
    },
  }
}
