import { accessSync, type FSWatcher, watch } from 'node:fs'
import type { Clock } from '../clock.ts'

/** Until a folder that has just been changed is at rest: an editor writes a file in several steps, a copy writes many files. */
const REST_MS = 300
/** Until a folder that cannot be watched is tried again. */
const RETRY_MS = 5000

/**
 * Calls `changed` when something in a folder of content has changed and nothing more has for 0.3 s. Returns the undoing. Some
 * file systems tell nobody of their changes (network drives, some container mounts): there must be another way to ask for it.
 */
export function watchContent(dir: string, { clock, changed }: { clock: Clock; changed: () => void }): () => void {
  let watcher: FSWatcher | null = null
  let stopWaiting = (): void => {}

  const soon = (ms: number, fn: () => void): void => {
    stopWaiting()
    stopWaiting = clock.after(ms, fn)
  }
  const atRest = (): void => {
    // anew, because a folder that was replaced is no longer watched
    open()
    changed()
  }
  function open(): void {
    watcher?.close()
    watcher = null
    try {
      // the watching by itself says nothing of a folder that is not there, now or later
      accessSync(dir)
      watcher = watch(dir, { recursive: true }, (_event, name) => {
        if (isContent(name)) soon(REST_MS, atRest)
      })
      watcher.on('error', () => soon(RETRY_MS, atRest))
    } catch {
      soon(RETRY_MS, atRest)
    }
  }

  open()
  return () => {
    stopWaiting()
    watcher?.close()
  }
}

/** Where the content stands; the folder itself, replaced as a whole; and where a container mount keeps what it replaces. */
const PLACES = new Set(['site.yaml', 'content', '', '..data'])

/** Not what editors and systems put beside it, nor anything else that may stand in the same folder. */
function isContent(name: string | null): boolean {
  const [place = '', ...inside] = (name ?? '').split(/[\\/]/)
  return PLACES.has(place) && !inside.some((part) => part.startsWith('.'))
}
