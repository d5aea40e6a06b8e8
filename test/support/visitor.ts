import { once } from 'node:events'
import { io, type Socket } from 'socket.io-client'
import type { Ack } from '../../protocol/errors.ts'
import type { LogEvent } from '../../protocol/events.ts'
import type { InboxRow, StaffPushes, StaffRequests, StaffResults } from '../../protocol/staff.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import type { VisitorPushes, VisitorRequests, VisitorResults } from '../../protocol/visitor.ts'
import { newId, type TestServer } from './server.ts'

export type Transport = 'websocket' | 'polling'

interface ConnectOptions {
  namespace: string
  auth: object
  headers: Record<string, string>
  transport?: Transport
}

/** A socket that has not connected yet. It never reconnects by itself. */
export function socketTo(
  server: Pick<TestServer, 'url'>,
  { namespace, auth, headers, transport = 'websocket' }: ConnectOptions,
): Socket {
  return io(server.url + namespace, {
    auth,
    extraHeaders: headers,
    transports: [transport],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    timeout: 10_000,
  })
}

/** Connects; rejects with the `connect_error`, whose `data` is the refusal. */
export async function connected(socket: Socket): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('connect', resolve)
  socket.once('connect_error', reject)
  socket.connect()
  await promise
  return socket
}

/** One end of a namespace: asks, and remembers what it was told. */
export class End<Requests, Results extends Record<keyof Requests, unknown>, Pushes> {
  readonly socket: Socket
  readonly pushes: { name: string; payload: unknown }[] = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.onAny((name: string, payload: unknown) => this.pushes.push({ name, payload }))
  }

  /** The acknowledgement as it comes; rejects when none came within 10 s. */
  ask<E extends keyof Requests & string>(event: E, payload: Requests[E]): Promise<Ack<Results[E]>> {
    return this.socket.timeout(10_000).emitWithAck(event, payload)
  }

  /** The result; throws for a refusal. */
  async done<E extends keyof Requests & string>(event: E, payload: Requests[E]): Promise<Results[E]> {
    const ack = await this.ask(event, payload)
    if (!ack.ok) throw new Error(`${event} was refused: ${ack.error.code}`)
    return ack.result
  }

  /** Every payload of one push so far, oldest first. */
  told<P extends keyof Pushes & string>(name: P): Pushes[P][] {
    return this.pushes.filter((push) => push.name === name).map((push) => push.payload as Pushes[P])
  }

  async leave(): Promise<void> {
    if (!this.socket.connected) return
    const gone = once(this.socket as never, 'disconnect')
    this.socket.disconnect()
    await gone
  }
}

export class VisitorEnd extends End<VisitorRequests, VisitorResults, VisitorPushes> {
  chatId = ''
  token = ''

  /** Opens a chat, as the panel does before the first message. */
  async start(): Promise<this> {
    const { chatId, token } = await this.done('chat:start', { noticeVersion: '1', locale: 'en', page: '/' })
    this.chatId = chatId
    this.token = token
    return this
  }

  say(text: string, clientId = newId()): Promise<VisitorResults['message:send']> {
    return this.done('message:send', { clientId, text, choice: null })
  }

  async log(): Promise<LogEvent[]> {
    return (await this.done('chat:sync', { since: 0 })).events
  }

  /** The events that were pushed, in order. */
  seen(): LogEvent[] {
    return this.told('log:events').flatMap((push) => push.events)
  }
}

export class StaffEnd extends End<StaffRequests, StaffResults, StaffPushes> {
  sessionId = ''

  seen(): LogEvent[] {
    return this.told('log:events').flatMap((push) => push.events)
  }

  /** The newest row of a chat that this end was told. */
  row(chatId: string): InboxRow | undefined {
    return this.told('inbox:changed').findLast(({ row }) => row.chatId === chatId)?.row
  }
}

/** A visitor's socket, without a chat unless one is given. */
export async function visit(
  server: Pick<TestServer, 'url' | 'origin'>,
  chat: { chatId: string; token: string } | null = null,
  transport: Transport = 'websocket',
): Promise<VisitorEnd> {
  const auth = { version: PROTOCOL_VERSION, chatId: chat?.chatId ?? null, token: chat?.token ?? null }
  const end = new VisitorEnd(
    socketTo(server, { namespace: '/visitor', auth, headers: { origin: server.origin }, transport }),
  )
  await connected(end.socket)
  if (chat) Object.assign(end, { chatId: chat.chatId, token: chat.token })
  return end
}

/** A signed-in staff member's socket. The same `signedIn` again is a second window of the same browser. */
export async function attend(
  server: Pick<TestServer, 'url' | 'sessions'>,
  staffId: string,
  name = staffId,
  signedIn = server.sessions.signIn(staffId, name),
): Promise<StaffEnd> {
  const auth = { version: PROTOCOL_VERSION, ticket: signedIn.ticket() }
  const end = new StaffEnd(socketTo(server, { namespace: '/staff', auth, headers: { origin: 'http://staff.example' } }))
  end.sessionId = signedIn.sessionId
  await connected(end.socket)
  return end
}
