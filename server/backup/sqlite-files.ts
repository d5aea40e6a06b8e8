import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from './names.ts'

export const chatFile = (dataDir: string): string => join(dataDir, 'chat.db')
export const staffFile = (dataDir: string): string => join(dataDir, 'staff.db')

/** What was there before is kept beside the database under this name, with the time behind it. */
export const BEFORE = '.before-restore-'

/** How long what was replaced is kept, ms: long enough to see that the wrong backup was taken; no longer, since keys are in it. */
const KEPT_BEFORE_MS = 7 * 86_400_000

/** Removes what was kept beside the databases for long enough; returns the names. */
export function removeReplaced(dataDir: string, now: number): string[] {
  const gone = readdirSync(dataDir).filter((name) => {
    const [, stamp] = name.split(BEFORE)
    return stamp !== undefined && stamp.slice(0, 16) <= stampOf(now - KEPT_BEFORE_MS)
  })
  for (const name of gone) rmSync(join(dataDir, name))
  return gone
}
