import { type Connection, connect } from '../../client/connection.ts'
import { follow } from '../../client/follow.ts'
import { createOutbox, isPending } from '../../client/outbox.ts'
import { openShelf, type Shelf } from '../../client/shelf.ts'
import type { Thread } from '../../client/thread.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import {
  type Me,
  NAMESPACE_STAFF,
  type StaffPushes,
  type StaffRequests,
  type StaffResults,
} from '../../protocol/staff.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import {
  NAMESPACE_VISITOR,
  type VisitorPushes,
  type VisitorRequests,
  type VisitorResults,
} from '../../protocol/visitor.ts'
import { createDesk, type Desk } from '../../staff/models/desk.ts'
import { ORIGIN } from './origins.ts'
import { ticketOf } from './tickets.ts'

/**
 * Visitors and staff made of the product's own client code, as their pages put it together. Each keeps what it sent, what
 * was acknowledged, and what it shows.
 */

/** The origin of a page: there is none behind these sockets to give it. */
globalThis.WebSocket = class extends WebSocket {
  constructor(url: string | URL) {
    // A browser takes protocols here; this WebSocket takes headers as well.
    super(url, { headers: { origin: ORIGIN } } as unknown as string[])
  }
}
// Where no WebSocket is let through the client would fall back to polling, which cannot name an origin here.
Object.defineProperty(globalThis.navigator, 'onLine', { value: false, configurable: true })

/** One message, as it was given to an outbox. */
export interface Sent {
  clientId: string
  chatId: string
  text: string
}

/** What somebody at one end did and was told. */
export interface Testimony {
  /** Unique among all ends; every text of this end begins with it. */
  name: string
  /** `visitor` or `staff:<id>`. */
  sender: string
  /** Oldest first, whether or not they arrived. */
  sent: Sent[]
  /** `seq` by client id, as it was acknowledged. */
  acked: Map<string, number>
  /** The chats on this end's screen. */
  views(): { chatId: string; thread: Thread }[]
}

interface Options {
  url: string
  name: string
  /** How long a connection may be silent, ms. */
  silenceMs?: number
  ackMs?: number
}

export interface Ticket {
  chatId: string
  token: string
}

export interface VisitorOptions extends Options {
  /** The chat that this end comes back to. */
  ticket?: Ticket | null
  shelf?: Shelf
}

type Outgoing =
  | { type: 'message:send'; text: string; choice: null }
  | { type: 'person:ask'; noneOfThese: boolean }
  | { type: 'handoff:cancel' }
  | { type: 'contact:leave'; question: string; contact: string }
  | { type: 'feedback:give'; on: number; helpful: boolean; reason: null }
  | { type: 'chat:end' }

export interface VisitorEnd {
  readonly testimony: Testimony
  readonly connection: Connection<VisitorRequests, VisitorResults, VisitorPushes>
  readonly ticket: Ticket | null
  readonly thread: Thread
  /** How many writes are not acknowledged yet. */
  readonly pending: number
  /** Writes that were refused for good. */
  readonly refused: ErrorCode[]
  /** Says `words` after this end's name and a number. Returns the client id. */
  say(words?: string): string
  post(payload: Outgoing): string
  /** Asks the server; false while it is not there, or has something that is not on the screen yet. */
  isCaughtUp(): Promise<boolean>
  /** Calls `listener` after each acknowledgement. */
  onAck(listener: () => void): void
  /** The page is gone; what is on its shelf stays. */
  stop(): void
}

export const newShelf = (): Shelf =>
  openShelf(() => {
    throw new Error('memory alone')
  })

export function openVisitor(options: VisitorOptions): VisitorEnd {
  const { url, name, silenceMs, ackMs, shelf = newShelf() } = options
  let ticket = options.ticket ?? null
  let count = 0
  const testimony: Testimony = {
    name,
    sender: 'visitor',
    sent: [],
    acked: new Map(),
    views: () => (ticket ? [{ chatId: ticket.chatId, thread: log.thread }] : []),
  }
  const refused: ErrorCode[] = []
  const listeners = new Set<() => void>()

  const connection = connect<VisitorRequests, VisitorResults, VisitorPushes>({
    namespace: NAMESPACE_VISITOR,
    url,
    auth: () => ({ version: PROTOCOL_VERSION, chatId: ticket?.chatId ?? null, token: ticket?.token ?? null }),
    onRefused: (code) => refused.push(code),
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(ackMs === undefined ? {} : { ackMs }),
  })

  let lost: Thread['items'] = []
  const log = follow({
    readPage: (since) => connection.request('chat:sync', { since }),
    onRestart: (before) => {
      lost = [...lost, ...before.items]
    },
    onChange(thread) {
      const known = new Set(thread.items.map((item) => (item.kind === 'visitor' ? item.clientId : '')))
      if (!thread.needsSync) {
        for (const item of lost) {
          if (item.kind !== 'visitor' || known.has(item.clientId)) continue
          outbox.add({ type: 'message:send', text: item.text, choice: null }, item.clientId)
        }
        for (const { clientId, payload, gen } of outbox.items) {
          if (gen && gen !== thread.gen && !known.has(clientId)) outbox.add(payload, clientId)
        }
        lost = []
      }
      outbox.settle(({ clientId }) => known.has(clientId) || isDone(clientId))
    },
  })

  const outbox = createOutbox<Outgoing>({
    shelf,
    async send(clientId, payload) {
      if (!ticket) {
        const opened = await connection.request('chat:start', { noticeVersion: '1', page: '/', locale: 'en' })
        ticket = { chatId: opened.chatId, token: opened.token }
        for (const one of testimony.sent) one.chatId = opened.chatId
      }
      const { type, ...fields } = payload
      const { seq, gen } = await connection.request(type, { ...fields, clientId } as VisitorRequests[typeof type])
      testimony.acked.set(clientId, seq)
      if (seq > log.thread.cursor + 1) log.heard(seq)
      setImmediate(() => {
        for (const listener of listeners) listener()
      })
      return gen
    },
    onChange(items) {
      for (const { state, error } of items) if (state === 'failed' && error) refused.push(error)
    },
  })

  const isDone = (clientId: string): boolean => {
    const item = outbox.items.find((candidate) => candidate.clientId === clientId)
    return item?.state === 'sent' && item.payload.type !== 'message:send'
  }

  connection.on('log:events', (batch) => {
    if (ticket) log.receive(batch)
  })
  connection.on('heartbeat', ({ lastSeq }) => {
    if (ticket) log.heard(lastSeq)
  })
  connection.onState((state) => {
    if (state !== 'online') return
    if (ticket) void log.sync()
    outbox.wake()
  })

  return {
    testimony,
    connection,
    get ticket() {
      return ticket
    },
    get thread() {
      return log.thread
    },
    get pending() {
      return outbox.items.filter(isPending).length
    },
    refused,
    say(words = 'hello') {
      const text = `${words} ${name} ${++count}`
      const clientId = outbox.add({ type: 'message:send', text, choice: null })
      testimony.sent.push({ clientId, chatId: ticket?.chatId ?? '', text })
      return clientId
    },
    post: (payload) => outbox.add(payload),
    async isCaughtUp() {
      const page = await connection.request('chat:sync', { since: log.thread.cursor }).catch(() => null)
      if (page) log.heard(page.lastSeq)
      return page?.lastSeq === log.thread.cursor
    },
    onAck: (listener) => void listeners.add(listener),
    stop() {
      outbox.stop()
      log.stop()
      connection.close()
    },
  }
}

export interface StaffEnd {
  readonly testimony: Testimony
  readonly desk: Desk
  readonly connection: Connection<StaffRequests, StaffResults, StaffPushes>
  readonly pending: number
  /** Chats that this person has, by what the log of each says. */
  readonly mine: string[]
  /** Writes that were refused. */
  readonly refused: ErrorCode[]
  say(chatId: string): void
  isCaughtUp(chatId: string): Promise<boolean>
  onAck(listener: () => void): void
  stop(): void
}

export function openStaff({ url, name, silenceMs, ackMs }: Options): StaffEnd {
  const testimony: Testimony = {
    name,
    sender: `staff:${name}`,
    sent: [],
    acked: new Map(),
    views: () => [...followed].map((chatId) => ({ chatId, thread: desk.chat(chatId).thread.peek() })),
  }
  const followed = new Set<string>()
  const refused: ErrorCode[] = []
  const listeners = new Set<() => void>()
  const known = new Set<string>()
  let count = 0

  const connection = connect<StaffRequests, StaffResults, StaffPushes>({
    namespace: NAMESPACE_STAFF,
    url,
    auth: () => ({ version: PROTOCOL_VERSION, ticket: ticketOf(name) }),
    onRefused: (code) => refused.push(code),
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(ackMs === undefined ? {} : { ackMs }),
  })
  /** Between the desk and its connection, to see what is asked and answered. */
  const seen: typeof connection = Object.create(connection, {
    request: {
      async value<E extends keyof StaffRequests & keyof StaffResults & string>(event: E, payload: StaffRequests[E]) {
        if (event === 'chat:sync') followed.add((payload as StaffRequests['chat:sync']).chatId)
        if (event !== 'message:send') return await connection.request(event, payload)
        const { clientId, chatId, text } = payload as StaffRequests['message:send']
        if (!known.has(clientId)) testimony.sent.push({ clientId, chatId, text })
        known.add(clientId)
        const result = await connection.request(event, payload)
        testimony.acked.set(clientId, (result as StaffResults['message:send']).seq)
        setImmediate(() => {
          for (const listener of listeners) listener()
        })
        return result
      },
    },
  })
  const me: Me = {
    id: name,
    name,
    email: `${name}@clinic.example`,
    role: 'staff',
    secondFactor: false,
    needs: null,
    locked: false,
  }
  const desk = createDesk({ connection: seen, me, shelf: newShelf(), now: Date.now, onEnded: () => {} })
  const isMine = (chatId: string) => desk.chat(chatId).isMine.peek()

  return {
    testimony,
    desk,
    connection,
    get pending() {
      const items = [...followed].flatMap((chatId) => desk.chat(chatId).outbox.peek())
      return items.filter(isPending).length
    },
    get mine() {
      return [...followed].filter(isMine)
    },
    refused,
    say(chatId) {
      desk.chat(chatId).send(`${name} ${++count}`)
    },
    async isCaughtUp(chatId) {
      const chat = desk.chat(chatId)
      const since = chat.thread.peek().cursor
      const page = await connection.request('chat:sync', { chatId, since }).catch(() => null)
      if (page) chat.heard(page.lastSeq)
      return page?.lastSeq === chat.thread.peek().cursor
    },
    onAck: (listener) => void listeners.add(listener),
    stop: () => desk.stop(),
  }
}
