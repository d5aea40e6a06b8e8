import { type Ack, ChatError, type ErrorCode } from '../protocol/errors.ts'
import { backoffMs } from './backoff.ts'
import { onWake } from './wake.ts'
import type { OpenWire, Refusal, Wire } from './wire.ts'
import { openWebSocket } from './wire-websocket.ts'

/** `connecting` until the first success or failure and right after a drop; `offline` once an attempt has failed. */
export type ConnectionState = 'connecting' | 'online' | 'offline'

export interface ConnectOptions {
  /** The socket.io namespace, with its slash. */
  namespace: string
  /** The `auth` payload, asked for anew before each attempt. May reject; with ChatError `unauthorized` nothing is retried. */
  auth: () => object | Promise<object>
  /** The server's origin; the page's own when left out. */
  url?: string
  /** The server turned the connection down. After `unauthorized` or `outdated` no further attempt is made until `retryNow`. */
  onRefused?: (code: ErrorCode) => void
  /** How long an acknowledgement may take, ms. */
  ackMs?: number
  /** How long a connection may be silent before it counts as dead, ms. The server's heartbeat comes every 15 s. */
  silenceMs?: number
}

export interface Connection<Requests, Results, Pushes> {
  readonly state: ConnectionState
  /** Resolves with the result. Rejects with ChatError: the server's refusal, or `unavailable` when none came in time. */
  request<E extends keyof Requests & keyof Results & string>(event: E, payload: Requests[E]): Promise<Results[E]>
  /** Listens to what the server says unasked; returns the undoing. */
  on<P extends keyof Pushes & string>(push: P, listener: (payload: Pushes[P]) => void): () => void
  onState(listener: (state: ConnectionState) => void): () => void
  /** Tries to connect at once instead of waiting for the next attempt. Does nothing while online. */
  retryNow(): void
  /** Drops the connection and makes a new one, with a fresh `auth`. */
  reconnect(): void
  close(): void
}

const FINAL: readonly ErrorCode[] = ['unauthorized', 'outdated']
/** How long opening a wire may take, ms. */
const OPEN_MS = 10_000

/**
 * A connection that comes back by itself. Delivery does not rest on it: what is sent is repeated by the outbox until it is
 * acknowledged, and what was missed is read from the log.
 */
export function connect<Requests, Results, Pushes>(options: ConnectOptions): Connection<Requests, Results, Pushes> {
  const { namespace, auth, url = '', onRefused, ackMs = 5000, silenceMs = 40_000 } = options
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const pushListeners = new Map<string, Set<(payload: unknown) => void>>()
  /** Requests that wait for their acknowledgement: what to do when it can no longer come. */
  const waiting = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let wire: Wire | null = null
  let attempts = 0
  let attempting = false
  let closed = false
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Ends a wire that takes too long to open, and later one that has fallen silent. */
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  let heardAt = Date.now()

  const become = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const listener of stateListeners) listener(next)
  }

  const tryNow = async () => {
    clearTimeout(retryTimer)
    if (closed || attempting || state === 'online') return
    attempting = true
    try {
      const payload = await auth()
      if (!closed) openWith(openWebSocket, payload)
    } catch (error) {
      failed(error instanceof ChatError ? error.code : null)
    }
  }

  const openWith = (openWire: OpenWire, payload: object) => {
    drop()
    const end = (refusal?: Refusal) => {
      if (wire !== opened) return
      const wasOnline = state === 'online'
      drop()
      // `onLine` is undefined where nobody can say: then there may be a network.
      if (wasOnline) {
        become('connecting')
        retry()
      } else if (refusal?.data || openWire !== openWebSocket || navigator.onLine === false) {
        failed(refusal?.data?.code ?? null)
      } else {
        void withoutWebSocket()
      }
    }
    const opened = openWire(url, namespace, payload, {
      onOpen() {
        attempting = false
        attempts = 0
        heard()
        become('online')
      },
      onPush(event, pushed) {
        heard()
        for (const listener of pushListeners.get(event) ?? []) listener(pushed)
      },
      onEnd: end,
    })
    wire = opened
    silenceTimer = setTimeout(() => {
      become('offline')
      end()
    }, OPEN_MS)
  }

  /** The same attempt over plain HTTP: some networks let no WebSocket through. What `auth` gave may be good for one use. */
  const withoutWebSocket = async () => {
    silenceTimer = setTimeout(failed, OPEN_MS, null)
    try {
      const [{ openPolling }, payload] = await Promise.all([import('./wire-polling.ts'), auth()])
      if (attempting && !wire && !closed) openWith(openPolling, payload)
    } catch (error) {
      // Unless it was refused, its code or the ticket cannot be fetched now either.
      if (attempting) failed(error instanceof ChatError ? error.code : null)
    }
  }

  const retry = () => {
    retryTimer = setTimeout(tryNow, backoffMs(attempts++))
  }

  const failed = (code: ErrorCode | null) => {
    clearTimeout(silenceTimer)
    attempting = false
    become('offline')
    if (closed) return
    if (code !== null) onRefused?.(code)
    if (code === null || !FINAL.includes(code)) retry()
  }

  const drop = () => {
    clearTimeout(silenceTimer)
    wire?.close()
    wire = null
    for (const giveUp of waiting) giveUp()
  }

  const reconnect = () => {
    attempting = false
    drop()
    if (state === 'online') become('connecting')
    void tryNow()
  }

  /** A connection that says nothing is dead, whatever the wire believes: loss in one direction raises no error. */
  const heard = () => {
    heardAt = Date.now()
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(reconnect, silenceMs)
  }

  const stopWaking = onWake(() => {
    // A phone that slept wakes with a wire that only looks alive. Wall clock on purpose: monotonic clocks stop in
    // sleep, and a clock that was set costs one reconnect.
    if (state === 'online' && Math.abs(Date.now() - heardAt) > silenceMs / 2) reconnect()
    else void tryNow()
  })
  const whenOffline = () => {
    drop()
    failed(null)
  }
  if (typeof window !== 'undefined') addEventListener('offline', whenOffline)

  void tryNow()

  return {
    get state() {
      return state
    },
    async request(event, payload) {
      const ack = await new Promise<Ack<Results[typeof event]>>((resolve, reject) => {
        const giveUp = () => {
          done()
          reject(new ChatError('unavailable', 'no acknowledgement came'))
        }
        const timer = setTimeout(giveUp, ackMs)
        const done = () => {
          clearTimeout(timer)
          waiting.delete(giveUp)
        }
        waiting.add(giveUp)
        if (!wire || state !== 'online') return giveUp()
        wire.send(event, payload, (answer) => {
          done()
          resolve(answer as Ack<Results[typeof event]>)
        })
      })
      if (ack.ok) return ack.result
      const { code, message, ...details } = ack.error
      throw new ChatError(code, message, details)
    },
    on(push, listener) {
      const untyped = listener as (payload: unknown) => void
      const listeners = pushListeners.get(push) ?? new Set()
      pushListeners.set(push, listeners.add(untyped))
      return () => listeners.delete(untyped)
    },
    onState(listener) {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    retryNow() {
      void tryNow()
    },
    reconnect,
    close() {
      closed = true
      clearTimeout(retryTimer)
      stopWaking()
      if (typeof window !== 'undefined') removeEventListener('offline', whenOffline)
      drop()
    },
  }
}
