import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals'

export interface Lead {
  /** This tab is the one. */
  readonly leads: ReadonlySignal<boolean>
  stop(): void
}

/**
 * Of all tabs of this browser in which `wants` is true, one leads; when it is closed, or does not want to any more, the next
 * one does. By the browser's own locks, which end with their tab however it ends, and which a sleeping tab is not given.
 */
export function takeLead(name: string, wants: ReadonlySignal<boolean>, locks: Pick<LockManager, 'request'>): Lead {
  const leads = signal(false)
  const stop = effect(() => {
    if (!wants.value) return
    return untracked(() => {
      const waiting = new AbortController()
      let release = () => waiting.abort()
      const hold = () =>
        new Promise<void>((resolve) => {
          if (waiting.signal.aborted) return resolve()
          leads.value = true
          release = resolve
        })
      // Rejects when the wait for the lock was given up: that is what was wanted.
      locks.request(name, { signal: waiting.signal }, hold).catch(() => {})
      return () => {
        leads.value = false
        release()
      }
    })
  })
  return { leads, stop }
}
