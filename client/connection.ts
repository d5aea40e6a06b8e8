import { io } from 'socket.io-client'
import { type Ack, ChatError, ERROR_CODES, type ErrorCode } from '../protocol/errors.ts'
import { backoffMs } from './backoff.ts'
import { onWake } from './wake.ts'

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

/**
 * A socket that comes back by itself. Delivery does not rest on it: what is sent is repeated by the outbox until it is
 * acknowledged, and what was missed is read from the log.
 */
export function connect<Requests, Results, Pushes>(options: ConnectOptions): Connection<Requests, Results, Pushes> {
  const { namespace, auth, url = '', onRefused, ackMs = 5000, silenceMs = 40_000 } = options
  const socket = io(url + namespace, {
    autoConnect: false,
    reconnection: false,
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: 10_000,
  })
  const stateListeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let attempts = 0
  let attempting = false
  let closed = false
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  let heardAt = Date.now()

  const become = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const listener of stateListeners) listener(next)
  }

  const tryNow = async () => {
    clearTimeout(retryTimer)
    if (closed || attempting || socket.connected) return
    attempting = true
    try {
      socket.auth = await auth()
    } catch (error) {
      failed(error instanceof ChatError ? error.code : null)
      return
    }
    if (closed) return
    socket.connect()
  }

  const failed = (code: ErrorCode | null) => {
    attempting = false
    become('offline')
    if (closed) return
    if (code !== null && FINAL.includes(code)) onRefused?.(code)
    else {
      if (code !== null) onRefused?.(code)
      retryTimer = setTimeout(tryNow, backoffMs(attempts++))
    }
  }

  const reconnect = () => {
    attempting = false
    socket.disconnect()
    void tryNow()
  }

  /** A connection that says nothing is dead, whatever the socket believes: loss in one direction raises no error. */
  const heard = () => {
    heardAt = Date.now()
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(reconnect, silenceMs)
  }

  socket.on('connect', () => {
    attempting = false
    attempts = 0
    heard()
    become('online')
  })
  socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => {
    failed(ERROR_CODES.find((code) => code === error.data?.code || code === error.message) ?? null)
  })
  socket.on('disconnect', (reason) => {
    clearTimeout(silenceTimer)
    if (closed) return
    become('connecting')
    if (reason !== 'io client disconnect') retryTimer = setTimeout(tryNow, backoffMs(attempts++))
  })
  socket.onAny(heard)

  const stopWaking = onWake(() => {
    // A phone that slept wakes with a socket that only looks alive. Wall clock on purpose: monotonic clocks stop in
    // sleep, and a clock that was set costs one reconnect.
    if (socket.connected && Math.abs(Date.now() - heardAt) > silenceMs / 2) reconnect()
    else void tryNow()
  })
  const whenOffline = () => {
    socket.disconnect()
    failed(null)
  }
  if (typeof window !== 'undefined') addEventListener('offline', whenOffline)

  void tryNow()

  return {
    get state() {
      return state
    },
    async request(event, payload) {
      if (!socket.connected) throw new ChatError('unavailable', 'not connected')
      const ack = await (
        socket.timeout(ackMs).emitWithAck(event, payload) as Promise<Ack<Results[typeof event]>>
      ).catch((cause: unknown) => {
        throw new ChatError('unavailable', 'no acknowledgement came', { cause })
      })
      if (ack.ok) return ack.result
      const { code, message, ...details } = ack.error
      throw new ChatError(code, message, details)
    },
    on(push, listener) {
      const untyped = listener as (payload: unknown) => void
      socket.on(push as string, untyped)
      return () => socket.off(push as string, untyped)
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
      clearTimeout(silenceTimer)
      stopWaking()
      if (typeof window !== 'undefined') removeEventListener('offline', whenOffline)
      socket.disconnect()
    },
  }
}
