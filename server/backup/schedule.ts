import { readdirSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import { type Log, traceOf } from '../log.ts'
import { newestFirst } from './names.ts'

interface Schedule {
  everyMs: number
  /** The folder of backups. */
  folder: string
  clock: Clock
  log: Log
  /** Makes a backup, outside of this process. Rejects when none was made. */
  run(): Promise<void>
}

/** How often to look whether a backup is due, ms. Not the hour at which old chats are deleted, so that neither waits for the other. */
const LOOK_MS = 7 * 60_000

/**
 * Makes a backup whenever the newest in the folder is old enough: however often the server is started, and whoever made that
 * one. Returns the undoing.
 */
export function scheduleBackups({ everyMs, folder, clock, log, run }: Schedule): () => void {
  let running = false
  return clock.every(LOOK_MS, async () => {
    if (running || !isDue(folder, clock.now(), everyMs)) return
    running = true
    try {
      await run()
      log.info({ event: 'backup' }, 'a backup was made')
    } catch (error) {
      log.error({ event: 'backup', ...traceOf(error) }, 'no backup was made')
    } finally {
      running = false
    }
  })
}

/** One that is due within the time until the next look is made now. One from the future says that the clock was set back. */
function isDue(folder: string, now: number, everyMs: number): boolean {
  const newest = newestFirst(namesIn(folder))[0]
  if (!newest) return true
  const age = now - newest.at
  return age < 0 || age >= everyMs - LOOK_MS
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // It is made with the first backup; whatever else is wrong with it, that one says.
    return []
  }
}
