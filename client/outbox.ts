import { ChatError, type ErrorCode } from '../protocol/errors.ts'
import { backoffMs } from './backoff.ts'
import { freshId } from './ids.ts'
import type { Shelf } from './shelf.ts'

/**
 * `sending`: on its way or next. `queued`: will be sent by itself when that is possible. `failed`: refused in a way that
 * repeating cannot mend. `sent`: acknowledged, kept until its event is seen in the log, so that nothing flickers.
 */
export type OutboxState = 'sending' | 'queued' | 'failed' | 'sent'

export interface OutboxItem<Payload> {
  clientId: string
  payload: Payload
  state: OutboxState
  /** Why the last try failed; null when there was none. */
  error: ErrorCode | null
  /** Until when the server asked to wait (`too-fast`), ms since the page began; null when it did not. */
  retryAt: number | null
  /** The generation of the log in which it was acknowledged; null before that. */
  gen: string | null
}

export interface OutboxOptions<Payload> {
  /**
   * Sends once and gives the log's generation. Rejects with ChatError. The same `clientId` may be sent many times: the server
   * stores it once.
   */
  send: (clientId: string, payload: Payload) => Promise<string>
  onChange: (items: readonly OutboxItem<Payload>[]) => void
  /** Where unacknowledged items outlive a reload, and under which key. Left out: memory alone. */
  shelf?: Shelf
  key?: string
  random?: () => number
}

export interface Outbox<Payload> {
  readonly items: readonly OutboxItem<Payload>[]
  /** Puts an item at the end, under a fresh client id unless one is given; returns the id. One of this id is replaced. */
  add(payload: Payload, clientId?: string): string
  /** Tries at once, now that a connection is there. */
  wake(): void
  /** Sends a failed item once more, at the end of the line. */
  retry(clientId: string): void
  /** Forgets an item that is not acknowledged. One that is on its way may be stored all the same. */
  remove(clientId: string): void
  /** Forgets what stands in the log by now. */
  settle(isDone: (item: OutboxItem<Payload>) => unknown): void
  /** Forgets everything, on the shelf too. */
  clear(): void
  /** Sends nothing any more. What is not acknowledged stays on its shelf for the next page. */
  stop(): void
}

/** Only these may end well by themselves; any other refusal stays one however often it is asked for. */
const PASSING: readonly ErrorCode[] = ['unavailable', 'too-fast']

/** Whether it still has to reach the server. */
export const isPending = ({ state }: Pick<OutboxItem<unknown>, 'state'>): boolean =>
  state === 'sending' || state === 'queued'

/** First in, first out, one on its way at a time, repeated until it is acknowledged. */
export function createOutbox<Payload>(options: OutboxOptions<Payload>): Outbox<Payload> {
  const { send, onChange, shelf, key = 'outbox', random = Math.random } = options
  let items: OutboxItem<Payload>[] = restore(shelf?.get(key) ?? null)
  let inFlight = false
  let attempts = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const change = (next: OutboxItem<Payload>[]) => {
    if (stopped) return
    items = next
    const kept = items.filter((item) => item.state !== 'sent')
    if (kept.length > 0) shelf?.set(key, JSON.stringify(kept.map(({ clientId, payload }) => [clientId, payload])))
    else shelf?.remove(key)
    onChange(items)
  }
  const patch = (clientId: string, fields: Partial<OutboxItem<Payload>>) =>
    change(items.map((item) => (item.clientId === clientId ? { ...item, ...fields } : item)))
  const patchPending = (fields: Partial<OutboxItem<Payload>>) =>
    change(items.map((item) => (isPending(item) ? { ...item, ...fields } : item)))

  const pump = async () => {
    clearTimeout(timer)
    const next = items.find(isPending)
    if (stopped || inFlight || !next) return
    inFlight = true
    try {
      const gen = await send(next.clientId, next.payload)
      attempts = 0
      patch(next.clientId, { state: 'sent', error: null, gen })
      patchPending({ state: 'sending', error: null, retryAt: null })
    } catch (error) {
      const code = error instanceof ChatError ? error.code : 'unavailable'
      if (PASSING.includes(code)) {
        const waitMs = Math.max(backoffMs(attempts++, random), (error as ChatError).details?.retryAfterMs ?? 0)
        patchPending({ state: 'queued', error: code, retryAt: code === 'too-fast' ? performance.now() + waitMs : null })
        inFlight = false
        if (!stopped) timer = setTimeout(pump, waitMs)
        return
      }
      patch(next.clientId, { state: 'failed', error: code, retryAt: null })
    }
    inFlight = false
    void pump()
  }

  void pump()

  return {
    get items() {
      return items
    },
    add(payload, clientId = freshId()) {
      const behind = items.find(isPending)
      const { state, error, retryAt } = behind ?? { state: 'sending', error: null, retryAt: null }
      const others = items.filter((item) => item.clientId !== clientId)
      change([...others, { clientId, payload, state, error, retryAt, gen: null }])
      // Behind one that waits for its next try there is nothing to hurry: order is kept.
      if (!behind) void pump()
      return clientId
    },
    wake() {
      if (items.some((item) => item.retryAt !== null)) return
      attempts = 0
      void pump()
    },
    retry(clientId) {
      const item = items.find((candidate) => candidate.clientId === clientId)
      if (item?.state !== 'failed') return
      // The id stands for other content already: only a new one can be stored.
      const id = item.error === 'id-reused' ? freshId() : clientId
      const again: OutboxItem<Payload> = { ...item, clientId: id, state: 'sending', error: null }
      change([...items.filter((candidate) => candidate !== item), again])
      void pump()
    },
    remove(clientId) {
      change(items.filter((item) => item.clientId !== clientId))
    },
    settle(isDone) {
      const rest = items.filter((item) => !isDone(item))
      if (rest.length < items.length) change(rest)
    },
    clear() {
      clearTimeout(timer)
      change([])
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }

  function restore(saved: string | null): OutboxItem<Payload>[] {
    if (saved === null) return []
    try {
      const pairs = JSON.parse(saved) as [string, Payload][]
      const unsent = { state: 'queued', error: null, retryAt: null, gen: null } as const
      return pairs.map(([clientId, payload]) => ({ clientId, payload, ...unsent }))
    } catch {
      // Written by an older page: there is nothing in it that could be sent.
      return []
    }
  }
}
