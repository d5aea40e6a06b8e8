import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { InboxRow } from '../../protocol/staff.ts'
import { type Stage, stageOf } from '../age.ts'
import { awaitedSince } from '../inbox-view.ts'

/** What the browser lets this site do. `unsupported`: it has no notifications at all. */
export type Permission = NotificationPermission | 'unsupported'

/** The part of a desktop that notices need. */
export interface Desktop {
  readonly permission: ReadonlySignal<Permission>
  /** Asks the person; works inside a click. */
  ask(): Promise<void>
  /** Shows a notice in the place of the one before. */
  show(title: string): void
  clear(): void
  stop(): void
}

export interface NoticeOptions {
  /** Everybody who needs a person. */
  line: ReadonlySignal<readonly InboxRow[]>
  /** UTC ms, ticking. */
  now: ReadonlySignal<number>
  /** How many wait and how long the first has; the only words that a notice has. */
  words: (count: number, ms: number) => string
  desktop: Pick<Desktop, 'show' | 'clear'>
}

/**
 * A notice when somebody begins to wait, again at one minute and at three, and gone with the last who waits. Nothing that a
 * visitor wrote, and no reason: a notice is shown on locked screens and kept in lists.
 */
export function noticeFor({ line, now, words, desktop }: NoticeOptions): () => void {
  let known = new Set<string>()
  let stageBefore: Stage | null = null
  const stop = effect(() => {
    const rows = line.value
    const at = now.value
    const waitMs = Math.max(0, at - Math.min(at, ...rows.map(awaitedSince)))
    const stage = rows.length === 0 ? null : stageOf(waitMs)
    const someoneNew = rows.some(({ chatId }) => !known.has(chatId))
    known = new Set(rows.map(({ chatId }) => chatId))
    if (stage === null) {
      if (stageBefore !== null) untracked(() => desktop.clear())
    } else if (someoneNew || stage !== stageBefore) {
      untracked(() => desktop.show(words(rows.length, waitMs)))
    }
    stageBefore = stage
  })
  return () => {
    stop()
    desktop.clear()
  }
}

/** This computer's notices. A click on one brings the console to the front. */
export function openDesktop(): Desktop {
  const supported = 'Notification' in window
  const permission = signal<Permission>(supported ? Notification.permission : 'unsupported')
  let shown: Notification | null = null
  let status: PermissionStatus | null = null
  const look = () => {
    if (supported) permission.value = Notification.permission
  }
  // Changed in the browser's own settings while the page is open.
  navigator.permissions?.query({ name: 'notifications' }).then(
    (found) => {
      status = found
      status.addEventListener('change', look)
    },
    () => {},
  )
  return {
    permission,
    async ask() {
      if (supported) await Notification.requestPermission()
      look()
    },
    show(title) {
      if (permission.peek() !== 'granted') return
      shown?.close()
      try {
        shown = new Notification(title, { tag: 'bedside', requireInteraction: true })
      } catch {
        // Phones have notifications from service workers alone.
        permission.value = 'unsupported'
        return
      }
      shown.addEventListener('click', () => {
        focus()
        shown?.close()
      })
    },
    clear() {
      shown?.close()
      shown = null
    },
    stop() {
      shown?.close()
      status?.removeEventListener('change', look)
    },
  }
}
